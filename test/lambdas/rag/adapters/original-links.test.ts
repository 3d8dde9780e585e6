import { S3Client } from '@aws-sdk/client-s3';
import { createOriginalLinks } from '../../../../lambdas/rag/adapters/original-links';
import type { Head } from '../../../../lambdas/rag/domain/head';
import { orgHashOf } from '../../../../lambdas/rag/org-hash';
import { Library } from '../support/library';

const client = new S3Client({ region: 'us-east-1', credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret' } });
afterAll(() => client.destroy());

function linkOf(link?: string, head: Partial<Head> | null = {}) {
  const library = new Library();
  library.add({ documentId: 'd', texts: ['x'], ...(link !== undefined && { link }) });
  const record = library.heads.get('d');
  if (!record) throw new Error('It was added');
  const versions = { lastVersion: 1, decidedVersion: 1, statusVersion: 1, liveUploadId: 'u1' };
  const findHead = async () => (head ? { ...record, ...versions, ...head } : undefined);
  return createOriginalLinks({ client, bucket: 'originals', findHead })(record);
}

it('is the address that a document has of its own', async () => {
  expect(await linkOf('https://wiki.example/page')).toBe('https://wiki.example/page');
});

it.each([undefined, 'javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd'])(
  'is a signed address of the original for %j, for a short while',
  async (link) => {
    const url = new URL((await linkOf(link)) ?? '');
    expect(url.pathname).toBe(`/uploads/${orgHashOf('acme')}/d/u1`);
    expect(url.searchParams.get('X-Amz-Expires')).toBe('300');
    expect(url.searchParams.get('response-content-disposition')).toBe('attachment');
    expect(url.searchParams.get('response-cache-control')).toBe('private, no-store');
  },
);

it.each([[{ liveVersion: 2 }], [{ liveUploadId: undefined }], [null]])(
  'is none when the head is now %j',
  async (head) => {
    expect(await linkOf(undefined, head)).toBeUndefined();
  },
);
