import { boundedCalls, once } from '../shared/deps';
import type { AttachmentFiles } from './adapters/attachment-files';
import type { Upload, UploadRequest } from './adapters/attachment-upload';

/** Uploads of a few megabytes; the client is loaded with the first, for most messages have none. */
export function attachmentFiles(bucket: string): AttachmentFiles {
  const files = once(async () => {
    const { S3Client } = await import('@aws-sdk/client-s3');
    const { createAttachmentFiles } = await import('./adapters/attachment-files');
    return createAttachmentFiles(new S3Client(boundedCalls(10_000)), bucket);
  });
  return {
    read: async (...which) => (await files()).read(...which),
    open: async (...which) => (await files()).open(...which),
    remove: async (...which) => (await files()).remove(...which),
  };
}

/** Gives permission to upload. */
export function uploadPermit(bucket: string): (request: UploadRequest) => Promise<Upload> {
  const permit = once(async () => {
    const { S3Client } = await import('@aws-sdk/client-s3');
    const { createUploadPermit } = await import('./adapters/attachment-upload');
    return createUploadPermit(new S3Client(boundedCalls(10_000)), bucket);
  });
  return async (request) => (await permit())(request);
}
