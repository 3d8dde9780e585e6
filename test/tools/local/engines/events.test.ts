import { Readable } from 'node:stream';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { accountId, type LocalServices, region, startLocalServices } from './local-services';
import { EventBridgeTest } from './support/event-bridge';
import { FakeTimers } from './support/fake-timers';

const { queueArn, ruleArn, queuePolicy, rule } = EventBridgeTest;
const QueueUrl = (endpoint: string) => `${endpoint}/${accountId}/ingest`;
const functionArn = `arn:aws:lambda:${region}:${accountId}:function:sync`;

const uploads = {
  source: ['aws.s3'],
  'detail-type': ['Object Created'],
  detail: { bucket: { name: ['originals'] }, object: { key: [{ prefix: 'uploads/' }] } },
};

let local: LocalServices;
let s3: S3Client;
let sqs: SQSClient;

beforeAll(async () => {
  local = await startLocalServices({ policies: [queuePolicy(ruleArn('uploaded'))] });
  s3 = new S3Client(local.client);
  sqs = new SQSClient(local.client);
  const notifying = { NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } } };
  await local.create({ type: 'AWS::S3::Bucket', ref: 'originals', properties: notifying });
  await local.create({ type: 'AWS::S3::Bucket', ref: 'silent', properties: {} });
  await local.create({
    type: 'AWS::SQS::Queue',
    ref: QueueUrl(local.endpoint),
    attributes: { QueueName: 'ingest', Arn: queueArn },
    properties: {},
  });
  await local.create(rule('uploaded', { EventPattern: uploads, Targets: [{ Id: 'queue', Arn: queueArn }] }));
});
afterEach(() => {
  local.problems.length = 0;
  local.invoked.length = 0;
});
afterAll(async () => {
  s3.destroy();
  sqs.destroy();
  await local.stop();
});

const put = (Bucket: string, Key: string) => s3.send(new PutObjectCommand({ Bucket, Key, Body: 'four' }));

async function received(): Promise<unknown[]> {
  await local.engines.events.settled();
  const url = { QueueUrl: QueueUrl(local.endpoint) };
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ ...url, MaxNumberOfMessages: 10 }));
  for (const { ReceiptHandle } of Messages) await sqs.send(new DeleteMessageCommand({ ...url, ReceiptHandle }));
  return Messages.map(({ Body }) => JSON.parse(Body ?? ''));
}

test('an object of a bucket that tells EventBridge comes into the queue of the rule, as AWS words it', async () => {
  const { ETag } = await put('originals', 'uploads/a b/ü');
  expect(await received()).toEqual([
    {
      version: '0',
      id: expect.any(String),
      'detail-type': 'Object Created',
      source: 'aws.s3',
      account: accountId,
      time: '2026-01-02T03:04:05Z',
      region,
      resources: ['arn:aws:s3:::originals'],
      detail: {
        version: '0',
        bucket: { name: 'originals' },
        object: { key: 'uploads/a b/ü', size: 4, etag: ETag?.replaceAll('"', ''), sequencer: expect.any(String) },
        'request-id': expect.any(String),
        requester: accountId,
        'source-ip-address': '127.0.0.1',
        reason: 'PutObject',
      },
    },
  ]);
});

test('whichever way an object comes, its event says which, and how large it is', async () => {
  const Bucket = 'originals';
  const Body = Readable.from([Buffer.from('streamed '), Buffer.from('bytes')]);
  await s3.send(new PutObjectCommand({ Bucket, Key: 'uploads/stream', Body, ContentLength: 14 }));
  await s3.send(new CopyObjectCommand({ Bucket, Key: 'uploads/copy', CopySource: `${Bucket}/uploads/stream` }));
  const inParts = { Bucket, Key: 'uploads/parts' };
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand(inParts));
  const part = await s3.send(new UploadPartCommand({ ...inParts, UploadId, PartNumber: 1, Body: 'only part' }));
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag: part.ETag }] };
  const { ETag } = await s3.send(new CompleteMultipartUploadCommand({ ...inParts, UploadId, MultipartUpload }));
  const { url, fields } = await createPresignedPost(s3, { Bucket, Key: 'uploads/form' });
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', new Blob(['by form']));
  expect((await fetch(url, { method: 'POST', body: form })).status).toBe(204);
  const events = (await received()) as { detail: { object: Record<string, unknown>; reason: string } }[];
  expect(events.map(({ detail: { object, reason } }) => [object.key, object.size, reason])).toEqual([
    ['uploads/stream', 14, 'PutObject'],
    ['uploads/copy', 14, 'CopyObject'],
    ['uploads/parts', 9, 'CompleteMultipartUpload'],
    ['uploads/form', 7, 'POST Object'],
  ]);
  expect(events[2]?.detail.object.etag).toBe(ETag?.replaceAll('"', ''));
  const sequence = events.map(({ detail }) => String(detail.object.sequencer));
  expect([...sequence].sort()).toEqual(sequence);
});

test('what is deleted is told, one by one, to a rule that asks for it', async () => {
  const pattern = { 'detail-type': ['Object Deleted'], detail: { object: { key: [{ wildcard: 'gone/*' }] } } };
  await local.create(rule('uploaded', { EventPattern: pattern, Targets: [{ Id: 'queue', Arn: queueArn }] }));
  const Bucket = 'originals';
  for (const key of ['1', '2 & 3', '4']) await put(Bucket, `gone/${key}`);
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'gone/1' }));
  const Objects = [{ Key: 'gone/2 & 3' }, { Key: 'gone/4' }];
  await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
  const events = (await received()) as { detail: Record<string, unknown> }[];
  expect(events.map(({ detail }) => detail)).toEqual(
    ['gone/1', 'gone/2 & 3', 'gone/4'].map((key) =>
      expect.objectContaining({
        object: { key, sequencer: expect.any(String) },
        reason: 'DeleteObject',
        'deletion-type': 'Permanently Deleted',
      }),
    ),
  );
  await local.create(rule('uploaded', { EventPattern: uploads, Targets: [{ Id: 'queue', Arn: queueArn }] }));
});

test('what the pattern does not ask for, and a bucket that tells nothing, bring no message', async () => {
  await put('originals', 'other/1');
  await put('silent', 'uploads/1');
  await s3.send(new DeleteObjectCommand({ Bucket: 'originals', Key: 'uploads/a b/ü' }));
  await expect(s3.send(new GetObjectCommand({ Bucket: 'originals', Key: 'uploads/none' }))).rejects.toThrow();
  expect(await received()).toEqual([]);
});

test('a rule that the queue’s policy does not name reaches nothing, and says so', async () => {
  await local.create(rule('stranger', { EventPattern: { source: ['aws.s3'] }, Targets: [{ Id: 'q', Arn: queueArn }] }));
  await put('originals', 'other/2');
  expect(await received()).toEqual([]);
  expect(local.problems).toEqual([expect.stringMatching(/stranger cannot reach .*ingest.*sqs:SendMessage/)]);
});

test('a scheduled rule is run when it is asked to, with its constant input', async () => {
  const target = { Id: 'sync', Arn: functionArn, Input: '{"sourceId":"wiki"}' };
  await local.create(rule('nightly', { ScheduleExpression: 'rate(1 day)', Targets: [target] }));
  expect(local.engines.events.schedules()).toEqual([{ name: 'nightly', schedule: 'rate(1 day)', enabled: true }]);
  await local.engines.events.fire('nightly');
  expect(local.invoked).toEqual([{ functionRef: functionArn, event: { sourceId: 'wiki' } }]);
  await expect(local.engines.events.fire('uploaded')).rejects.toThrow(/no scheduled rule uploaded/);
});

test('once the clock is started, each scheduled rule is run when it is due, and told for when', async () => {
  const target = { Id: 'sync', Arn: functionArn };
  await local.create(rule('often', { ScheduleExpression: 'rate(5 minutes)', Targets: [target] }));
  await local.create(
    rule('daily', { ScheduleExpression: 'cron(4 4 * * ? *)', Targets: [{ ...target, Input: '{"a":1}' }] }),
  );
  await local.create(rule('never', { ScheduleExpression: 'rate(1 minute)', State: 'DISABLED', Targets: [target] }));
  const timers = new FakeTimers(local.clock.now);
  local.engines.events.startClock(timers);
  expect(() => local.engines.events.startClock(timers)).toThrow('runs already');
  timers.advance(4 * 60_000);
  expect(local.invoked).toEqual([]);
  timers.advance(6 * 60_000);
  await local.engines.events.settled();
  expect(local.invoked.map(({ event }) => event)).toEqual(
    ['2026-01-02T03:09:05Z', '2026-01-02T03:14:05Z'].map((time) =>
      expect.objectContaining({
        source: 'aws.events',
        'detail-type': 'Scheduled Event',
        time,
        resources: [ruleArn('often')],
      }),
    ),
  );
  local.invoked.length = 0;
  timers.advance(3_600_000);
  await local.engines.events.settled();
  expect(local.invoked.filter(({ event }) => 'a' in (event as object))).toHaveLength(1);
  await local.engines.events.stop();
  local.invoked.length = 0;
  timers.advance(86_400_000);
  expect(local.invoked).toEqual([]);
});

test.each([
  ['a schedule', { ScheduleExpression: 'rate(5 minute)' }, /rate\(5 minute\) is no schedule/],
  ['an operator', { EventPattern: { detail: { size: [{ numeric: ['>', 1] }] } } }, /EventPattern.detail.size.*numeric/],
  ['an alternative', { EventPattern: { $or: [] } }, /\$or/],
  ['a target', { Targets: [{ Id: 't', Arn: `arn:aws:states:${region}:${accountId}:stateMachine:x` }] }, /states/],
  ['a transformer', { Targets: [{ Id: 't', Arn: queueArn, InputTransformer: {} }] }, /InputTransformer/],
])('%s that is not served is refused at start', async (_, properties, message) => {
  await expect(local.create(rule('odd', properties))).rejects.toThrow(message);
});
