import { createHash } from 'node:crypto';
import { DeleteObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { readRecord } from '../../lambdas/streaming/domain/events/read-record';
import { parkedObject } from '../../lambdas/streaming/domain/parked/parked-object';
import { ownedReasons } from '../../lambdas/streaming/domain/parked/parked-place';
import { pathOfKey } from '../../lambdas/streaming/domain/parked/parked-store';
import { type ParkedRecord, parkedObjects } from './parked-records';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/**
 * Gives records that were parked before records had owners the place by which their organisation finds them over the API. What is nobody's event
 * stays where it is. Broken off, it goes on where it was: parking twice is parking once.
 *
 * @param onMoved told of each that has a new place
 */
export async function sortOut(s3: S3Client, bucket: string, onMoved: (record: ParkedRecord) => void): Promise<void> {
  for await (const { key, records } of parkedObjects(s3, bucket, ['parked/'])) {
    const [record] = records;
    const org = record && ownerOf(record);
    const reason = ownedReasons.find((each) => each === record?.reason);
    if (pathOfKey(key) !== undefined || !record || org === undefined || reason === undefined) continue;
    const { by, detail, shardId = 'unknown', sequenceNumber, partitionKey, arrivedAt, data } = record;
    const position = { shardId, sequenceNumber, partitionKey, arrivedAt: Date.parse(arrivedAt) };
    const { key: Key, text: Body } = parkedObject(by, { ...position, bytes: data }, { reason, detail, org }, sha256);
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body, ContentType: 'application/json' }));
    await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
    onMoved(record);
  }
}

/** Whose it is; undefined where it is no event. */
function ownerOf({ data }: ParkedRecord): string | undefined {
  const read = readRecord(data);
  return 'event' in read ? read.event.org : read.poison.org;
}
