import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  type S3Client,
} from '@aws-sdk/client-s3';
import { DocumentFault, MAX_BYTES } from '../domain/document';
import { type DocumentKey, originalKey, originalPrefix } from '../domain/original-key';
import type { Originals } from '../ingest-ports';

/** Originals in their bucket. */
export function createOriginals(client: S3Client, Bucket: string): Originals {
  return {
    async read(key, uploadId, abortSignal) {
      const command = new GetObjectCommand({ Bucket, Key: originalKey(key, uploadId) });
      try {
        const { Body, ContentLength = 0, ETag = '' } = await client.send(command, { abortSignal });
        if (!Body) return undefined;
        if (ContentLength > MAX_BYTES) {
          (Body as { destroy?: () => void }).destroy?.();
          throw new DocumentFault(
            'too_large',
            `It has more than ${MAX_BYTES / 1_000_000} MB. Split it into several documents.`,
          );
        }
        return { bytes: await Body.transformToByteArray(), etag: ETag };
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      }
    },
    async remove(key, uploadId) {
      await client.send(new DeleteObjectCommand({ Bucket, Key: originalKey(key, uploadId) }));
    },
    list: (key) => uploadIds(client, Bucket, key),
  };
}

async function uploadIds(client: S3Client, Bucket: string, key: DocumentKey): Promise<string[]> {
  const Prefix = originalPrefix(key);
  const ids: string[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await client.send(new ListObjectsV2Command({ Bucket, Prefix, ContinuationToken }));
    ids.push(...(page.Contents ?? []).flatMap(({ Key }) => (Key ? [Key.slice(Prefix.length)] : [])));
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken);
  return ids;
}
