import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { ParkedObjects } from '../../lambdas/streaming/domain/parked/parked-store';

/** Objects of the bucket as an operator reaches them, who may list and read all of it. */
export function parkedObjectsOf(client: S3Client, Bucket: string): ParkedObjects {
  const put = (Key: string, Body: string, condition?: { readonly IfNoneMatch: '*' }) =>
    client.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: 'application/json', ...condition }));

  return {
    read: (Key) =>
      unless(['NoSuchKey'], async () => {
        const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
        return Body?.transformToString();
      }),

    async create(Key, Body) {
      const refusals = ['PreconditionFailed', 'ConditionalRequestConflict'];
      return (await unless(refusals, () => put(Key, Body, { IfNoneMatch: '*' }))) !== undefined;
    },

    async replace(Key, Body) {
      await put(Key, Body);
    },

    async remove(Key) {
      await client.send(new DeleteObjectCommand({ Bucket, Key }));
    },
  };
}

/** What a call gives, or undefined where S3 answers with one of these errors. */
async function unless<T>(errors: readonly string[], call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (errors.includes((error as Error).name)) return undefined;
    throw error;
  }
}
