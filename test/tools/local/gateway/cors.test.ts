import { S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { Cors } from '../../../../tools/local/gateway/cors';
import { HostMap } from '../../../../tools/local/host-map';
import type { ResolvedResource } from '../../../../tools/local/types';
import { type LocalServices, startLocalServices } from '../engines/local-services';

const rule = (more: object = {}) => ({ AllowedMethods: ['POST'], AllowedOrigins: ['*'], ...more });
const bucket = (ref: string, ...CorsRules: object[]) =>
  ({ ref, path: ref, properties: { CorsConfiguration: { CorsRules } } }) as unknown as ResolvedResource;
const cors = (...buckets: ResolvedResource[]) => new Cors(buckets, new HostMap());
const origin = 'http://localhost:1234';

const preflight = (method: string, headers?: string) => ({
  origin,
  'access-control-request-method': method,
  ...(headers !== undefined && { 'access-control-request-headers': headers }),
});

test('the first rule that fits answers, for its bucket only', () => {
  const made = cors(bucket('one', rule({ ExposedHeaders: ['ETag'], MaxAge: 60 })), bucket('two'));
  expect(made.headers('one', 'OPTIONS', preflight('POST'))).toEqual({
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'POST',
    'access-control-expose-headers': 'ETag',
    'access-control-max-age': '60',
    vary: expect.any(String),
  });
  expect(made.headers('one', 'POST', { origin })).toHaveProperty(['access-control-allow-origin'], '*');
  expect(made.headers('one', 'POST', {})).toBeUndefined();
  expect(made.headers('one', 'OPTIONS', preflight('PUT'))).toBeUndefined();
  expect(made.headers('two', 'OPTIONS', preflight('POST'))).toBeUndefined();
  expect(made.headers('three', 'OPTIONS', preflight('POST'))).toBeUndefined();
});

test.each([
  ['https://a.example', false],
  ['http://localhost:1234', true],
  ['http://*:1234', true],
  ['http://local*', true],
  ['*:1', false],
])('origins %s: %s', (AllowedOrigins, allowed) => {
  const answer = cors(bucket('one', rule({ AllowedOrigins: [AllowedOrigins] }))).headers('one', 'POST', { origin });
  expect(answer?.['access-control-allow-origin']).toBe(allowed ? origin : undefined);
});

test('headers have to be allowed, each of them', () => {
  const made = cors(bucket('one', rule({ AllowedHeaders: ['X-Amz-*', 'content-type'] })));
  const answer = made.headers('one', 'OPTIONS', preflight('POST', 'content-type, x-amz-date'));
  expect(answer?.['access-control-allow-headers']).toBe('content-type, x-amz-date');
  expect(made.headers('one', 'OPTIONS', preflight('POST', 'authorization'))).toBeUndefined();
});

test('the address of the stage is that of the laptop', () => {
  const hosts = new HostMap();
  hosts.set('chat.example.com', origin);
  const made = new Cors([bucket('one', rule({ AllowedOrigins: ['https://chat.example.com'] }))], hosts);
  expect(made.headers('one', 'POST', { origin })).toBeDefined();
});

test('a rule with something in it that is not known is refused', () => {
  expect(() => cors(bucket('one', rule({ AllowedCookies: true })))).toThrow(/one is not served as written/);
});

describe('at the gateway', () => {
  let local: LocalServices;
  let client: S3Client;
  beforeAll(async () => {
    local = await startLocalServices();
    client = new S3Client(local.client);
    await local.create({ type: 'AWS::S3::Bucket', ref: 'uploads', properties: {} });
    local.gateway.allowPages(cors(bucket('uploads', rule())));
  });
  afterAll(async () => {
    client.destroy();
    await local.stop();
  });

  test('a page may ask before it uploads, and is answered with what lets it read', async () => {
    const { url, fields } = await createPresignedPost(client, { Bucket: 'uploads', Key: 'a' });
    const asked = await fetch(url, { method: 'OPTIONS', headers: preflight('POST') });
    expect([asked.status, asked.headers.get('access-control-allow-origin')]).toEqual([200, '*']);
    const form = new FormData();
    for (const [name, value] of Object.entries({ ...fields, key: 'other' })) form.append(name, value);
    form.append('file', new Blob(['abc']));
    const refused = await fetch(url, { method: 'POST', body: form, headers: { origin } });
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([403, '*']);
    const nowhere = await fetch(new URL('/other', url), { method: 'OPTIONS', headers: preflight('POST') });
    expect([nowhere.status, await nowhere.text()]).toEqual([403, expect.stringContaining('AccessForbidden')]);
  });
});
