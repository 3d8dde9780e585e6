import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { type LocalServices, startLocalServices } from '../engines/local-services';

let local: LocalServices;
let client: S3Client;
const object = { Bucket: 'originals', Key: 'uploads/a b/(1)' };

beforeAll(async () => {
  local = await startLocalServices();
  client = new S3Client(local.client);
  await local.create({ type: 'AWS::S3::Bucket', ref: object.Bucket, properties: {} });
  await client.send(new PutObjectCommand({ ...object, Body: 'an original' }));
});
afterAll(async () => {
  client.destroy();
  await local.stop();
});

const link = (options: Parameters<typeof getSignedUrl>[2] = {}, more = {}) =>
  getSignedUrl(client, new GetObjectCommand({ ...object, ...more }), { expiresIn: 60, ...options });

test('a signed address gives the object to whoever has it', async () => {
  const response = await fetch(await link());
  expect([response.status, await response.text()]).toEqual([200, 'an original']);
});

test('it chooses how a browser takes the object, and whether it keeps it', async () => {
  const ResponseContentDisposition = 'attachment; filename="an original.txt"';
  const ResponseCacheControl = 'private, no-store';
  const chosen = { ResponseContentType: 'text/plain', ResponseContentDisposition, ResponseCacheControl };
  const response = await fetch(await link({}, chosen));
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'text/plain',
    'content-disposition': ResponseContentDisposition,
    'cache-control': ResponseCacheControl,
  });
  expect(await response.text()).toBe('an original');
  const other = await fetch(await link({}, { ResponseContentLanguage: 'en' }));
  expect(await other.text()).toContain('input response-content-language');
});

test.each<[string, () => Promise<string>, RegExp]>([
  ['has expired', () => link({ signingDate: new Date(Date.now() - 61_000) }), /AccessDenied.*expired/],
  ['was changed', async () => (await link()).replace('uploads', 'others'), /SignatureDoesNotMatch/],
  ['was given more time', async () => (await link()).replace('Expires=60', 'Expires=600'), /SignatureDoesNotMatch/],
  ['is of nobody', async () => (await link()).replace(/Credential=[^%]+/, 'Credential=AKIA'), /InvalidAccessKeyId/],
])('one that %s is refused', async (_, address, message) => {
  const response = await fetch(await address());
  expect(await response.text()).toMatch(message);
  expect(response.status).toBe(403);
});
