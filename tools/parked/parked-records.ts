import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';
import { parkedRecordSchema } from '../../lambdas/streaming/domain/parked/parked-record';

/** A record that a reader of the stream did not take. */
export interface ParkedRecord {
  /** Function that parked it, or `lambda` where its function failed for good. */
  readonly by: string;
  readonly reason: string;
  readonly detail: string;
  /** Organisation, where it is known. */
  readonly org?: string | undefined;
  readonly shardId?: string | undefined;
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  /** ISO 8601: when it came into the stream. */
  readonly arrivedAt: string;
  readonly data: Uint8Array;
}

/** An object with records, which goes once all of them are back in the stream. */
export interface ParkedObject {
  readonly key: string;
  readonly records: readonly ParkedRecord[];
}

/** As Lambda writes it: `aws/lambda/<mapping>/<shard>/...`. */
const failedSchema = z.object({
  requestContext: z.object({ condition: z.string(), approximateInvokeCount: z.number() }),
  payload: z.string(),
});
const batchSchema = z.object({
  Records: z.array(
    z.object({
      kinesis: z.object({
        sequenceNumber: z.string(),
        partitionKey: z.string(),
        approximateArrivalTimestamp: z.number(),
        data: z.base64(),
      }),
    }),
  ),
});

/** @throws Error that names the object when it is neither of the two */
export function readParked(key: string, text: string): ParkedObject {
  const json: unknown = JSON.parse(text);
  if (key.startsWith('aws/lambda/')) return { key, records: failedRecords(failedSchema.parse(json)) };
  const parsed = parkedRecordSchema.safeParse(json);
  if (!parsed.success) throw new Error(`${key} holds no parked record: ${z.prettifyError(parsed.error)}`);
  const { consumer: by, reason, detail, org, position, record } = parsed.data;
  return { key, records: [{ by, reason, detail, org, ...position, data: Buffer.from(record, 'base64') }] };
}

function failedRecords({ requestContext, payload }: z.infer<typeof failedSchema>): ParkedRecord[] {
  const { condition, approximateInvokeCount } = requestContext;
  return batchSchema.parse(JSON.parse(payload)).Records.map(({ kinesis }) => ({
    ...{ by: 'lambda', reason: condition, detail: `its function failed it ${approximateInvokeCount} times` },
    ...{ sequenceNumber: kinesis.sequenceNumber, partitionKey: kinesis.partitionKey },
    arrivedAt: new Date(kinesis.approximateArrivalTimestamp * 1000).toISOString(),
    data: Buffer.from(kinesis.data, 'base64'),
  }));
}

/**
 * Every object with records of a bucket, one after the other, so that a million of them need no memory.
 *
 * @param prefixes where to look
 */
export async function* parkedObjects(
  client: S3Client,
  bucket: string,
  prefixes: readonly string[] = ['parked/', 'aws/lambda/'],
): AsyncGenerator<ParkedObject> {
  for (const Prefix of prefixes) {
    let ContinuationToken: string | undefined;
    do {
      const page = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix, ContinuationToken }));
      for (const { Key = '' } of page.Contents ?? []) {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key }));
        if (Body) yield readParked(Key, await Body.transformToString());
      }
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
  }
}
