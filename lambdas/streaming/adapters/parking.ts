import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Poison } from '../domain/events/read-record';

/** A record as a consumer has it, and where in the stream it is. */
export interface StreamRecord {
  readonly shardId: string;
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  /** Milliseconds since the epoch. */
  readonly arrivedAt: number;
  readonly bytes: Uint8Array;
}

/** Puts aside a record that a consumer does not understand, with why. Putting it aside again changes nothing. */
export type Park = (record: StreamRecord, poison: Poison) => Promise<void>;

/** Parked records as objects, one each: `parked/<consumer>/<date of arrival>/<shard>-<sequence number>.json`. */
export function createParking(client: S3Client, bucket: string, consumer: string): Park {
  return async (record, poison) => {
    const { bytes, arrivedAt, ...position } = record;
    const arrived = new Date(arrivedAt).toISOString();
    const Key = `parked/${consumer}/${arrived.slice(0, 10)}/${record.shardId}-${record.sequenceNumber}.json`;
    const Body = JSON.stringify({
      consumer,
      ...poison,
      position: { ...position, arrivedAt: arrived },
      record: Buffer.from(bytes).toString('base64'),
    });
    await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body, ContentType: 'application/json' }));
  };
}
