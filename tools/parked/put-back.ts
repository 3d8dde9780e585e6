import { type KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { DeleteObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { ParkedObject } from './parked-records';

export interface Places {
  readonly s3: S3Client;
  readonly kinesis: KinesisClient;
  readonly bucket: string;
  readonly stream: string;
}

const MOST_ATTEMPTS = 5;
const waitMs = 200;

/**
 * Puts the records of an object back into the stream, and takes the object away once all of them are there. Broken off in between, they are
 * put back again the next time: an event counts once.
 *
 * @throws Error when the stream does not take them; the object stays
 */
export async function putBack({ s3, kinesis, bucket, stream }: Places, { key, records }: ParkedObject): Promise<void> {
  let left = records.map(({ partitionKey, data }) => ({ PartitionKey: partitionKey, Data: data }));
  for (let attempt = 0; left.length > 0; attempt += 1) {
    if (attempt === MOST_ATTEMPTS)
      throw new Error(`The stream has no room for ${left.length} records of ${key}; it stays`);
    if (attempt > 0) await new Promise((resolve) => setTimeout(resolve, waitMs * 2 ** attempt));
    const { Records = [] } = await kinesis.send(
      new PutRecordsCommand({ StreamName: stream, Records: left.slice(0, 500) }),
    );
    left = left.filter((_, index) => Records[index]?.SequenceNumber === undefined);
  }
  await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
}
