import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { MOST_IMAGE_BYTES } from '../domain/images/image-format';
import { type ImageRef, objectKey } from '../domain/images/image-ref';

/** An image as it was uploaded. */
export interface ImageObject {
  /** Of one that is too large nothing is read. */
  readonly bytes: Uint8Array | undefined;
  readonly size: number;
  readonly contentType: string;
}

/** @returns undefined where there is none by now */
export const createImageObjects =
  (client: S3Client, Bucket: string) =>
  async (ref: ImageRef): Promise<ImageObject | undefined> => {
    try {
      const {
        Body,
        ContentLength: size = 0,
        ContentType: contentType = '',
      } = await client.send(new GetObjectCommand({ Bucket, Key: objectKey(ref) }));
      if (!Body) return undefined;
      if (size <= MOST_IMAGE_BYTES) return { bytes: await Body.transformToByteArray(), size, contentType };
      // The connection is given back.
      await Body.transformToWebStream().cancel();
      return { bytes: undefined, size, contentType };
    } catch (error) {
      // To a role that may read objects and not list them, S3 says of a missing one that access is denied.
      if (error instanceof Error && ['NoSuchKey', 'AccessDenied'].includes(error.name)) return undefined;
      throw error;
    }
  };
