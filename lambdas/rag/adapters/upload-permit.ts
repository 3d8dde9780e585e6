import type { S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import type { Upload } from '../domain/api/documents';
import { type DocumentKey, originalKey, UPLOAD_SECONDS } from '../domain/original-key';

export interface PermitRequest {
  readonly key: DocumentKey;
  readonly uploadId: string;
  readonly contentType: string;
  /** Bytes, exactly. */
  readonly size: number;
}

/** Permission to upload one original: its key, type and size are the signature's, and S3 refuses any other. */
export const createUploadPermit =
  (client: S3Client, Bucket: string) =>
  async ({ key, uploadId, contentType, size }: PermitRequest): Promise<Upload> => {
    const { url, fields } = await createPresignedPost(client, {
      Bucket,
      Key: originalKey(key, uploadId),
      Fields: { 'Content-Type': contentType },
      Conditions: [['content-length-range', size, size]],
      Expires: UPLOAD_SECONDS,
    });
    return { url, fields };
  };
