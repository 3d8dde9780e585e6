import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { ParkedObjects } from '../domain/parked/parked-store';

const refusals = ['PreconditionFailed', 'ConditionalRequestConflict'];

export function createParkedObjects(client: S3Client, Bucket: string): ParkedObjects {
  /** Asked by listing: S3 tells of a key that is not there only to who may list every key. */
  async function exists(Key: string): Promise<boolean> {
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket, Prefix: Key, MaxKeys: 1 }));
    return Contents[0]?.Key === Key;
  }

  const put = (Key: string, Body: string, condition?: { readonly IfNoneMatch: '*' }) =>
    client.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: 'application/json', ...condition }));

  return {
    async read(Key) {
      if (!(await exists(Key))) return undefined;
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
      return Body?.transformToString();
    },

    async create(Key, Body) {
      try {
        await put(Key, Body, { IfNoneMatch: '*' });
        return true;
      } catch (error) {
        if (refusals.includes((error as Error).name)) return false;
        throw error;
      }
    },

    async replace(Key, Body) {
      await put(Key, Body);
    },

    async remove(Key) {
      await client.send(new DeleteObjectCommand({ Bucket, Key }));
    },
  };
}
