import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { type AuditEvent, auditEventSchema } from '../../shared/domain/audit-event';

/** Where events of an hour of arrival lie (`lib/platform/audit-delivery.ts`). */
const prefixOf = (hour: string): string => `events/date=${hour.slice(0, 10)}/hour=${hour.slice(11, 13)}/`;

/** Fraud scoring's events in the audit bucket, a line at a time. */
export const createAuditBucket = (s3: S3Client, Bucket: string) => ({
  /**
   * @param hour in which they happened, such as `2026-11-28T22`
   * @param arrivals hours in which they may have arrived
   */
  async *events(hour: string, arrivals: readonly string[]): AsyncGenerator<AuditEvent> {
    for await (const key of keysOf(s3, Bucket, arrivals))
      for await (const line of linesOf(s3, Bucket, key)) {
        const event = eventOf(line, hour);
        if (event) yield event;
      }
  },
});
export type AuditBucket = ReturnType<typeof createAuditBucket>;

/** Most of what is read is of other hours or designs, and is not worth parsing. */
function eventOf(line: string, hour: string): AuditEvent | undefined {
  if (!line.includes(`"time":"${hour}`) || !line.includes('"design":"fraud"')) return undefined;
  const event = auditEventSchema.parse(JSON.parse(line));
  return event.design === 'fraud' && event.time.startsWith(hour) ? event : undefined;
}

async function* keysOf(s3: S3Client, Bucket: string, arrivals: readonly string[]): AsyncGenerator<string> {
  for (const arrival of arrivals) yield* keysBelow(s3, Bucket, prefixOf(arrival));
}

async function* keysBelow(s3: S3Client, Bucket: string, Prefix: string): AsyncGenerator<string> {
  let ContinuationToken: string | undefined;
  do {
    const page = await s3.send(new ListObjectsV2Command({ Bucket, Prefix, ContinuationToken }));
    for (const { Key } of page.Contents ?? []) if (Key !== undefined) yield Key;
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken);
}

async function* linesOf(s3: S3Client, Bucket: string, Key: string): AsyncGenerator<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  if (!(Body instanceof Readable)) throw new Error(`${Key} in the audit bucket cannot be read`);
  const input = Body.pipe(createGunzip());
  Body.on('error', (error) => input.destroy(error));
  yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
}
