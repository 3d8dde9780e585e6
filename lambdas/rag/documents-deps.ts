import { boundedCalls, once } from '../shared/deps';
import type { OriginalLinksDeps } from './adapters/original-links';
import type { DocumentsDeps } from './documents.handler';

/** Gives permission to upload an original, and addresses to read one; what signs them is loaded with the first. */
export function originalAccess(
  bucket: string,
  findHead: OriginalLinksDeps['findHead'],
): Pick<DocumentsDeps, 'permit' | 'linkTo'> {
  const client = once(async () => new (await import('@aws-sdk/client-s3')).S3Client(boundedCalls(10_000)));
  const permit = once(async () =>
    (await import('./adapters/upload-permit')).createUploadPermit(await client(), bucket),
  );
  const links = once(async () => {
    const { createOriginalLinks } = await import('./adapters/original-links');
    return createOriginalLinks({ client: await client(), bucket, findHead });
  });
  return {
    permit: async (request) => (await permit())(request),
    linkTo: async (document) => (await links())(document),
  };
}
