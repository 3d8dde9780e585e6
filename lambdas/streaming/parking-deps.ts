import { boundedCalls, once } from '../shared/deps';
import type { Park } from './adapters/parking';

/** Parking whose client is loaded when the first record is parked. */
export function lazyParking(bucket: string, consumer: string): Park {
  const parking = once(async () => {
    const [{ S3Client }, { createParking }] = await Promise.all([
      import('@aws-sdk/client-s3'),
      import('./adapters/parking'),
    ]);
    return createParking(new S3Client(boundedCalls(5_000)), bucket, consumer);
  });
  return async (record, poison) => (await parking())(record, poison);
}
