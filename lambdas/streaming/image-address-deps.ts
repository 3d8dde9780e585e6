import { boundedCalls, once } from '../shared/deps';
import type { Upload, UploadRequest } from './adapters/image-addresses';
import type { ImageRef } from './domain/images/image-ref';

/** What signs addresses is loaded with the first. */
const loaded = once(async () => {
  const [{ S3Client }, addresses] = await Promise.all([
    import('@aws-sdk/client-s3'),
    import('./adapters/image-addresses'),
  ]);
  return { client: new S3Client(boundedCalls(10_000)), ...addresses };
});

/** Gives permission to upload an image. */
export const uploadPermit =
  (bucket: string) =>
  async (request: UploadRequest): Promise<Upload> => {
    const { client, createUploadPermit } = await loaded();
    return createUploadPermit(client, bucket)(request);
  };

/** Gives addresses that show an image. */
export const imageLink =
  (bucket: string) =>
  async (ref: ImageRef, type: string): Promise<string> => {
    const { client, createImageLink } = await loaded();
    return createImageLink(client, bucket)(ref, type);
  };
