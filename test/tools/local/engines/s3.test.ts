import { Readable } from 'node:stream';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { ServiceCall } from '../../../../tools/local/engines/engine';
import { ResponseBuffer } from '../../../../tools/local/gateway/response-buffer';
import { type LocalServices, startLocalServices } from './local-services';

describe('S3 engine', () => {
  let local: LocalServices;
  let client: S3Client;
  const Bucket = 'documents';

  beforeAll(async () => {
    local = await startLocalServices();
    client = new S3Client(local.client);
    await local.create({
      type: 'AWS::S3::Bucket',
      ref: Bucket,
      properties: {
        BucketEncryption: {},
        LifecycleConfiguration: { Rules: [] },
        PublicAccessBlockConfiguration: { BlockPublicAcls: true },
      },
    });
  });
  afterAll(async () => {
    client.destroy();
    await local.stop();
  });

  test('an object may have as many bytes as any design takes', async () => {
    const Body = Buffer.alloc(50_000_000, 'word ');
    await client.send(new PutObjectCommand({ Bucket, Key: 'large', Body, ContentType: 'text/plain' }));
    const { ContentLength } = await client.send(new HeadObjectCommand({ Bucket, Key: 'large' }));
    expect(ContentLength).toBe(Body.length);
  });

  test('stores an object with its type and metadata', async () => {
    const Key = 'reports/Grüße & more.json';
    await client.send(
      new PutObjectCommand({
        Bucket,
        Key,
        Body: '{"a":1}',
        ContentType: 'application/json',
        Metadata: { owner: 'alice' },
      }),
    );
    const object = await client.send(new GetObjectCommand({ Bucket, Key }));
    expect(object).toMatchObject({ ContentType: 'application/json', Metadata: { owner: 'alice' }, ContentLength: 7 });
    expect(await object.Body?.transformToString()).toBe('{"a":1}');
    const range = await client.send(new GetObjectCommand({ Bucket, Key, Range: 'bytes=1-3' }));
    expect(await range.Body?.transformToString()).toBe('"a"');
    await client.send(
      new CopyObjectCommand({ Bucket, Key: 'copy.json', CopySource: `${Bucket}/${encodeURIComponent(Key)}` }),
    );
    expect((await client.send(new HeadObjectCommand({ Bucket, Key: 'copy.json' }))).ContentLength).toBe(7);
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'copy.json' }));
    await expect(client.send(new GetObjectCommand({ Bucket, Key: 'copy.json' }))).rejects.toThrow(NoSuchKey);
  });

  test('stores a stream whose checksum comes after it', async () => {
    const Body = Readable.from([Buffer.from('first '), Buffer.from('second')]);
    await client.send(new PutObjectCommand({ Bucket, Key: 'streamed', Body, ContentLength: 12 }));
    const object = await client.send(new GetObjectCommand({ Bucket, Key: 'streamed' }));
    expect(await object.Body?.transformToString()).toBe('first second');
  });

  test('stores an object in parts', async () => {
    const Key = 'large.bin';
    const part = Buffer.alloc(5 * 1024 * 1024, 'x');
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    const Parts = [];
    for (const [index, Body] of [part, Buffer.from('end')].entries()) {
      const PartNumber = index + 1;
      const { ETag } = await client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
      Parts.push({ ETag, PartNumber });
    }
    await client.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }));
    const { ContentLength } = await client.send(new HeadObjectCommand({ Bucket, Key }));
    expect(ContentLength).toBe(part.length + 3);
  });

  test('lists keys by prefix, page by page', async () => {
    for (const name of ['a', 'b', 'c'])
      await client.send(new PutObjectCommand({ Bucket, Key: `list/${name}`, Body: name }));
    const input = { Bucket, Prefix: 'list/', MaxKeys: 2 };
    const first = await client.send(new ListObjectsV2Command(input));
    const ContinuationToken = first.NextContinuationToken;
    const second = await client.send(new ListObjectsV2Command({ ...input, ContinuationToken }));
    const keys = [...(first.Contents ?? []), ...(second.Contents ?? [])].map(({ Key }) => Key);
    expect(keys).toEqual(['list/a', 'list/b', 'list/c']);
  });

  test('other engines and tests reach the same objects without an SDK', async () => {
    const { objects } = local.engines;
    await objects.put(Bucket, 'site/index & co.html', { body: Buffer.from('<html>'), contentType: 'text/html' });
    const object = await client.send(new GetObjectCommand({ Bucket, Key: 'site/index & co.html' }));
    expect(object.ContentType).toBe('text/html');
    expect(await objects.get(Bucket, 'site/index & co.html')).toEqual({
      body: Buffer.from('<html>'),
      contentType: 'text/html',
    });
    expect(await objects.list(Bucket, 'site/')).toEqual(['site/index & co.html']);
    expect(await objects.get(Bucket, 'site/none')).toBeUndefined();
    expect(await objects.get('no-bucket', 'x')).toBeUndefined();
    await expect(objects.list('no-bucket')).rejects.toThrow('NoSuchBucket');
  });

  test('of many who put an object where there is none, one does; the others are refused as S3 refuses them', async () => {
    const object = { Bucket, Key: 'once/by & one.json', IfNoneMatch: '*' };
    const bodies = ['a', 'b', 'c'];
    const puts = await Promise.allSettled(bodies.map((Body) => client.send(new PutObjectCommand({ ...object, Body }))));
    const failed = puts.flatMap((put) => (put.status === 'rejected' ? [put.reason] : []));
    expect(failed.map(({ name, $metadata }) => [name, $metadata.httpStatusCode])).toEqual([
      ['PreconditionFailed', 412],
      ['PreconditionFailed', 412],
    ]);
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: object.Key }));
    expect(await Body?.transformToString()).toBe(bodies[puts.findIndex(({ status }) => status === 'fulfilled')]);
  });

  test('refuses what fauxqs would ignore', async () => {
    const object = { Bucket, Key: 'strict' };
    await expect(client.send(new PutObjectCommand({ ...object, Body: 'x', IfMatch: '"x"' }))).rejects.toThrow(
      's3:PutObject (input if-match) is not served',
    );
    await expect(client.send(new PutObjectCommand({ ...object, Body: 'x', Tagging: 'a=b' }))).rejects.toThrow(
      's3:PutObject (input x-amz-tagging) is not served',
    );
    await expect(client.send(new GetObjectCommand({ ...object, VersionId: '1' }))).rejects.toThrow(
      's3:GetObject (input versionId) is not served',
    );
    await expect(client.send(new GetObjectTaggingCommand(object))).rejects.toThrow('s3:GetObjectTagging');
    const Tagging = { TagSet: [] };
    await expect(client.send(new PutObjectTaggingCommand({ ...object, Tagging }))).rejects.toThrow(
      's3:PutObjectTagging',
    );
  });

  test('notifications of a bucket are not served', async () => {
    const NotificationConfiguration = { LambdaConfigurations: [] };
    await expect(
      local.create({ type: 'AWS::S3::Bucket', ref: 'noisy', properties: { NotificationConfiguration } }),
    ).rejects.toThrow('LambdaConfigurations');
  });

  test.each(['GetObject', 'HeadObject'])(
    '%s of a missing object is forbidden to who may not list',
    async (operation) => {
      const asked: unknown[] = [];
      const call = (key: string, mayList: boolean): ServiceCall => ({
        ...{ service: 's3', operation, region: 'us-east-1', method: operation === 'GetObject' ? 'GET' : 'HEAD' },
        ...{ path: `/${Bucket}/${key}`, headers: {}, body: Buffer.alloc(0), signal: new AbortController().signal },
        caller: { name: 'reader' },
        may: (requirement) => asked.push(requirement) > 0 && mayList,
      });
      const s3 = local.engines.all.find(({ name }) => name === 's3');
      await local.engines.objects.put(Bucket, 'there', { body: Buffer.from('x'), contentType: 'text/plain' });
      const statusOf = async (key: string, mayList: boolean) => {
        const answer = new ResponseBuffer();
        await s3?.handle(call(key, mayList), answer);
        return answer.statusCode;
      };
      expect(await statusOf('there', false)).toBe(200);
      expect(asked).toEqual([]);
      expect(await statusOf('nowhere', true)).toBe(404);
      expect(asked).toEqual([{ action: 's3:ListBucket', resource: `arn:aws:s3:::${Bucket}` }]);
      await expect(statusOf('nowhere', false)).rejects.toMatchObject({ name: 'AccessDenied', statusCode: 403 });
    },
  );
});
