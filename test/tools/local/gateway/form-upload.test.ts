import { createHash } from 'node:crypto';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost, type PresignedPost } from '@aws-sdk/s3-presigned-post';
import { type LocalServices, startLocalServices } from '../engines/local-services';

let local: LocalServices;
let client: S3Client;
const Bucket = 'uploads';
const Key = 'users/a b/1';

beforeAll(async () => {
  local = await startLocalServices();
  client = new S3Client(local.client);
  await local.create({ type: 'AWS::S3::Bucket', ref: Bucket, properties: {} });
});
afterAll(async () => {
  client.destroy();
  await local.stop();
});

const presigned = (options: Partial<Parameters<typeof createPresignedPost>[1]> = {}): Promise<PresignedPost> =>
  createPresignedPost(client, {
    Bucket,
    Key,
    Fields: { 'Content-Type': 'text/plain' },
    Conditions: [['content-length-range', 2, 4]],
    ...options,
  });

async function post({ url, fields }: PresignedPost, file = 'abc', changes: Record<string, string> = {}) {
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...fields, ...changes })) form.append(name, value);
  form.append('file', new Blob([file], { type: 'image/png' }), '../evil.png');
  const response = await fetch(url, { method: 'POST', body: form });
  return { status: response.status, text: await response.text(), etag: response.headers.get('etag') };
}

test('an upload that its policy allows is stored under the key and type of the policy', async () => {
  const { status, etag } = await post(await presigned());
  expect(status).toBe(204);
  const object = await client.send(new GetObjectCommand({ Bucket, Key }));
  expect(object).toMatchObject({ ContentType: 'text/plain', ETag: etag });
  expect(await object.Body?.transformToString()).toBe('abc');
});

test.each<[string, string, Record<string, string>, number, RegExp]>([
  ['too large', 'abcde', {}, 400, /EntityTooLarge/],
  ['too small', 'a', {}, 400, /EntityTooSmall/],
  ['under another key', 'abc', { key: 'users/other/1' }, 403, /Policy Condition failed.*key/],
  ['of another type', 'abc', { 'Content-Type': 'text/html' }, 403, /Policy Condition failed.*Content-Type/],
  ['with a signature made up', 'abc', { 'X-Amz-Signature': '0'.repeat(64) }, 403, /SignatureDoesNotMatch/],
  ['with another policy', 'abc', { Policy: 'e30=' }, 403, /SignatureDoesNotMatch/],
  ['of nobody', 'abc', { 'X-Amz-Credential': 'AKIA/20260101/us-east-1/s3/aws4_request' }, 403, /InvalidAccessKeyId/],
  ['with fields that no condition names', 'abc', { acl: 'public-read' }, 501, /NotServedOnLaptop.*acl/],
])('an upload %s is refused', async (_, file, changes, status, expected) => {
  const answer = await post(await presigned(), file, changes);
  expect(answer.text).toMatch(expected);
  expect(answer.status).toBe(status);
});

test('an upload whose bytes are not those of its checksum is refused', async () => {
  const checksum = createHash('sha256').update('abc').digest('base64');
  const permit = () => presigned({ Fields: { 'Content-Type': 'text/plain', 'x-amz-checksum-sha256': checksum } });
  expect((await post(await permit())).status).toBe(204);
  expect(await post(await permit(), 'abd')).toMatchObject({ status: 400, text: expect.stringContaining('BadDigest') });
});

test('an upload after its time, and one into another bucket, are refused', async () => {
  expect((await post(await presigned({ Expires: -1 }))).text).toMatch(/Policy expired/);
  const { url, fields } = await presigned();
  expect((await post({ url: url.replace(Bucket, 'other'), fields })).text).toMatch(/Policy Condition failed.*bucket/);
});

test('a form that is none is refused', async () => {
  const { url } = await presigned();
  const headers = { 'content-type': 'multipart/form-data; boundary=x' };
  const response = await fetch(url, { method: 'POST', headers, body: 'nothing' });
  expect([response.status, await response.text()]).toEqual([400, expect.stringMatching(/MalformedPOSTRequest/)]);
});
