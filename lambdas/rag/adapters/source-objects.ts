import { GetObjectCommand, ListObjectsV2Command, NoSuchKey, type S3Client } from '@aws-sdk/client-s3';
import type { Objects } from '../connectors/objects';

/** Objects of S3. It lists keys by their UTF-8 bytes. */
export const createSourceObjects = (client: S3Client): Objects => ({
  async *list(Bucket, Prefix, abortSignal) {
    let ContinuationToken: string | undefined;
    do {
      const page = await client.send(new ListObjectsV2Command({ Bucket, Prefix, ContinuationToken }), { abortSignal });
      for (const { Key, ETag, Size = 0, LastModified } of page.Contents ?? []) {
        if (Key && ETag) yield { key: Key, etag: ETag, size: Size, modifiedAt: LastModified?.getTime() ?? 0 };
      }
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
  },
  async open(Bucket, Key, abortSignal) {
    try {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }), { abortSignal });
      return Body as AsyncIterable<Uint8Array> | undefined;
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  },
});
