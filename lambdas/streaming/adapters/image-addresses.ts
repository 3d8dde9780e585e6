import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { ImageType } from '../domain/images/image-format';
import { type ImageRef, LINK_SECONDS, objectKey, UPLOAD_SECONDS } from '../domain/images/image-ref';

/** Where a form (`multipart/form-data`) with these fields, and `file` as the last one, is posted to. */
export interface Upload {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
}

export interface UploadRequest {
  readonly ref: ImageRef;
  readonly contentType: ImageType;
  /** Exactly. */
  readonly bytes: number;
}

/**
 * Permission to upload one image: key, type, size and SHA-256 are the signature's, and S3 refuses any other.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html
 */
export const createUploadPermit =
  (client: S3Client, Bucket: string) =>
  async ({ ref, contentType, bytes }: UploadRequest): Promise<Upload> => {
    const { url, fields } = await createPresignedPost(client, {
      ...{ Bucket, Key: objectKey(ref), Expires: UPLOAD_SECONDS },
      Fields: {
        'Content-Type': contentType,
        'x-amz-checksum-sha256': Buffer.from(ref.sha256, 'hex').toString('base64'),
      },
      Conditions: [['content-length-range', bytes, bytes]],
    });
    return { url, fields };
  };

/** An address that shows an image to whoever has it, for a short time; no browser keeps it for longer. */
export const createImageLink =
  (client: S3Client, Bucket: string) =>
  (ref: ImageRef, contentType: string): Promise<string> => {
    const command = new GetObjectCommand({
      ...{ Bucket, Key: objectKey(ref), ResponseContentType: contentType },
      ...{ ResponseContentDisposition: 'inline', ResponseCacheControl: 'private, no-store' },
    });
    return getSignedUrl(client, command, { expiresIn: LINK_SECONDS });
  };
