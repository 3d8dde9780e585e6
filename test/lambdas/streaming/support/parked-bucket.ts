import { S3Client } from '@aws-sdk/client-s3';
import { createListParked } from '../../../../lambdas/streaming/adapters/parked-list';
import { createParkedObjects } from '../../../../lambdas/streaming/adapters/parked-objects';
import { createParking } from '../../../../lambdas/streaming/adapters/parking';
import type { Poison } from '../../../../lambdas/streaming/domain/events/read-record';
import { createParkedStore } from '../../../../lambdas/streaming/domain/parked/parked-store';
import { startLocalServices } from '../../../tools/local/engines/local-services';
import { NOW } from './events';

const Bucket = 'parked';

/** The bucket of parked records on the laptop's engine. */
export async function startParkedBucket() {
  const local = await startLocalServices();
  await local.create({ type: 'AWS::S3::Bucket', ref: Bucket, properties: {} });
  const s3 = new S3Client({ ...local.client, forcePathStyle: true, maxAttempts: 1 });
  let parkedSoFar = 0;

  return {
    store: createParkedStore(createParkedObjects(s3, Bucket)),
    list: createListParked(s3, Bucket),
    keys: (prefix = '') => local.engines.objects.list(Bucket, prefix),

    /** Parks a record as a reader does, each at a place of its own in the stream. @returns what parks the same again */
    async park(body: unknown, poison: Poison, at = NOW, consumer = 'count') {
      parkedSoFar += 1;
      const sequenceNumber = String(parkedSoFar).padStart(20, '0');
      const position = { shardId: 'shardId-000000000001', sequenceNumber, partitionKey: 'acme/u1/s1' };
      const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
      const again = () => createParking(s3, Bucket, consumer)({ ...position, arrivedAt: at, bytes }, poison);
      await again();
      return again;
    },

    async stop() {
      s3.destroy();
      await local.stop();
    },
  };
}
export type ParkedBucket = Awaited<ReturnType<typeof startParkedBucket>>;
