import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { sha256 } from '../../shared/hash';
import type { Poison } from '../domain/events/read-record';
import { parkedObject, type StreamRecord } from '../domain/parked/parked-object';

/** Puts aside a record that a consumer does not understand, with why. Putting it aside again changes nothing. */
export type Park = (record: StreamRecord, poison: Poison) => Promise<void>;

/** Parked records as objects, one each. */
export function createParking(client: S3Client, Bucket: string, consumer: string): Park {
  return async (record, poison) => {
    const { key: Key, text: Body } = parkedObject(consumer, record, poison, sha256);
    await client.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: 'application/json' }));
  };
}
