import { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { DocumentFault, MAX_BYTES } from '../domain/document';
import { originalKey, originalPrefix } from '../domain/original-key';
import type { Originals } from '../ingest-ports';

/** Originals in the stage's bucket. */
export const createOriginals = (client: S3Client, Bucket: string): Originals => ({
  async read(key, uploadId, abortSignal) {
    try {
      const found = await client.send(new GetObjectCommand({ Bucket, Key: originalKey(key, uploadId) }), {
        abortSignal,
      });
      if (!found.Body) return undefined;
      if ((found.ContentLength ?? 0) > MAX_BYTES) throw await tooLarge(found.Body);
      return { bytes: await found.Body.transformToByteArray(), etag: found.ETag ?? '' };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  },

  async remove(key, uploadId) {
    await client.send(new DeleteObjectCommand({ Bucket, Key: originalKey(key, uploadId) }));
  },

  async list(key) {
    const Prefix = originalPrefix(key);
    const found: string[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await client.send(new ListObjectsV2Command({ Bucket, Prefix, ContinuationToken }));
      found.push(...(page.Contents ?? []).flatMap(({ Key }) => (Key ? [Key.slice(Prefix.length)] : [])));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
    return found;
  },
});

/** The connection is given back before it is told. */
async function tooLarge(body: { readonly transformToWebStream: () => ReadableStream }): Promise<DocumentFault> {
  await body.transformToWebStream().cancel();
  return new DocumentFault(
    'too_large',
    `It has more than ${MAX_BYTES / 1_000_000} MB. Split it into several documents.`,
  );
}

/** This role may list, so that S3 says of a missing object that it is missing. */
const isMissing = (error: unknown): boolean => error instanceof Error && ['NoSuchKey', 'NotFound'].includes(error.name);
