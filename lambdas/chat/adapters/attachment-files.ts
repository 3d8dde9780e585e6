import type { Readable } from 'node:stream';
import { DeleteObjectCommand, GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { sha256 } from '../../shared/hash';
import type { AttachmentFile } from '../domain/attachments/shown';

/** All of a user's uploads lie under one prefix, which does not tell who it is. */
export const objectKey = (userId: string, id: string): string => `users/${sha256(userId).slice(0, 32)}/${id}`;

/** Uploads in the stage's bucket. */
export function createAttachmentFiles(client: S3Client, Bucket: string) {
  const get = async (userId: string, id: string) => {
    try {
      return await client.send(new GetObjectCommand({ Bucket, Key: objectKey(userId, id) }));
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  };
  return {
    /** @returns undefined when nothing was uploaded */
    async read(userId: string, id: string): Promise<AttachmentFile | undefined> {
      const found = await get(userId, id);
      if (!found?.Body) return undefined;
      return { bytes: await found.Body.transformToByteArray(), etag: found.ETag ?? '' };
    },

    /** @returns undefined when nothing was uploaded */
    async open(userId: string, id: string): Promise<Readable | undefined> {
      // In Node the body of a response is a stream of Node's.
      return (await get(userId, id))?.Body as Readable | undefined;
    },

    /** Again and again is the same as once. */
    async remove(userId: string, id: string): Promise<void> {
      await client.send(new DeleteObjectCommand({ Bucket, Key: objectKey(userId, id) }));
    },
  };
}
export type AttachmentFiles = ReturnType<typeof createAttachmentFiles>;

/** To a role that may read objects and not list them, S3 says of a missing one that access is denied. */
const isMissing = (error: unknown): boolean =>
  error instanceof Error && ['NoSuchKey', 'NotFound', 'AccessDenied'].includes(error.name);
