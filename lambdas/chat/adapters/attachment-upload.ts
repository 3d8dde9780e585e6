import type { S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { UPLOAD_SECONDS } from '../domain/attachments/attachment';
import { objectKey } from './attachment-files';

export interface Upload {
  /** Where a form (`multipart/form-data`) with these fields, and `file` as the last one, is posted to. */
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
}

export interface UploadRequest {
  readonly userId: string;
  readonly id: string;
  readonly contentType: string;
  /** Bytes, exactly. */
  readonly size: number;
}

/** Permission to upload one object: its key, type and size are the signature's, and S3 refuses any other. */
export const createUploadPermit =
  (client: S3Client, Bucket: string) =>
  async ({ userId, id, contentType, size }: UploadRequest): Promise<Upload> =>
    createPresignedPost(client, {
      Bucket,
      Key: objectKey(userId, id),
      Fields: { 'Content-Type': contentType },
      Conditions: [['content-length-range', size, size]],
      Expires: UPLOAD_SECONDS,
    });
