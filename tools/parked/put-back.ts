import { type KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { DeleteObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { partitionKeyOf } from '../../lambdas/streaming/domain/events/partition-key';
import { createParkedStore, pathOfKey } from '../../lambdas/streaming/domain/parked/parked-store';
import { putBack as putBackOnce } from '../../lambdas/streaming/domain/parked/putting-back';
import { sentAs } from '../../lambdas/streaming/domain/parked/returned-event';
import { parkedObjectsOf } from './objects';
import type { ParkedObject } from './parked-records';

export interface Places {
  readonly s3: S3Client;
  readonly kinesis: KinesisClient;
  readonly bucket: string;
  readonly stream: string;
}

export interface PutBackOptions {
  /** Also what may be in the stream since long, and then counts twice. @default false */
  readonly isForced?: boolean;
}

interface Entry {
  readonly PartitionKey: string;
  readonly Data: Uint8Array;
}

const MOST_ATTEMPTS = 5;
const waitMs = 200;

/**
 * Puts the records of an object back into the stream, and takes the object away once all of them are there. What is somebody's event goes back once,
 * as over the API, whoever puts it back there meanwhile. Others are put back again where it was broken off in between: an event counts once.
 *
 * @returns false where it stays: it may be in the stream since long
 * @throws Error when the stream does not take them; the object stays
 */
export async function putBack(places: Places, object: ParkedObject, options: PutBackOptions = {}): Promise<boolean> {
  const path = pathOfKey(object.key);
  if (path !== undefined) return putBackOwned(places, path, options);
  const { s3, bucket } = places;
  const entries = object.records.map(({ partitionKey, data }) => ({ PartitionKey: partitionKey, Data: data }));
  const left = await putRecords(places, entries);
  if (left > 0) throw new Error(`The stream has no room for ${left} records of ${object.key}; it stays`);
  await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: object.key }));
  return true;
}

async function putBackOwned(places: Places, path: string, { isForced = false }: PutBackOptions): Promise<boolean> {
  const outcome = await putBackOnce(
    {
      store: createParkedStore(parkedObjectsOf(places.s3, places.bucket)),
      async append(events) {
        const entries = events.map((event) => ({
          PartitionKey: partitionKeyOf(event.org, event.data),
          Data: new TextEncoder().encode(JSON.stringify(event)),
        }));
        const left = await putRecords(places, entries);
        return events.map(() => left === 0);
      },
      now: Date.now,
    },
    {
      path,
      by: 'operator',
      make: (parked) => {
        const event = sentAs(parked);
        return event ? { event } : { refused: { code: 'not_an_event', detail: 'is no event' } };
      },
      isExact: false,
      isForced,
    },
  );
  if (outcome.kind === 'unavailable') throw new Error(`The stream has no room for ${path}; it stays`);
  if (outcome.kind === 'refused') throw new Error(`${path} ${outcome.refused.detail}; it stays`);
  return outcome.kind !== 'uncertain';
}

/** @returns how many the stream had no room for */
async function putRecords({ kinesis, stream }: Places, entries: readonly Entry[]): Promise<number> {
  let left = [...entries];
  for (let attempt = 0; left.length > 0 && attempt < MOST_ATTEMPTS; attempt += 1) {
    if (attempt > 0) await new Promise((resolve) => setTimeout(resolve, waitMs * 2 ** attempt));
    const { Records = [] } = await kinesis.send(
      new PutRecordsCommand({ StreamName: stream, Records: left.slice(0, 500) }),
    );
    left = left.filter((_, index) => Records[index]?.SequenceNumber === undefined);
  }
  return left.length;
}
