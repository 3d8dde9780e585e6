import './support/environment';
import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { originalKey } from '../../../lambdas/rag/domain/original-key';
import { createIngest } from '../../../lambdas/rag/ingest.handler';
import type { Ingestion } from '../../../lambdas/rag/ingestion';
import { documentKeyOf } from '../../../lambdas/rag/org-hash';
import type { Reindexing } from '../../../lambdas/rag/reindexing';
import type { BrakeItem } from '../../../lambdas/shared/domain/brake';
import { invoke, lambdaContext } from '../support/context';

const key = documentKeyOf('acme', 'd1');
const MAX_RECEIVES = 3;

/** As EventBridge puts an event of S3 into a queue. */
const objectCreated = (name: string) => ({
  version: '0',
  id: '17793124-05d4-b198-2fde-7ededc63b103',
  'detail-type': 'Object Created',
  source: 'aws.s3',
  detail: { version: '0', bucket: { name: 'originals' }, object: { key: name, size: 5, etag: 'e', sequencer: '61' } },
});

const record = (body: unknown, receives = 1, messageId = 'm1') => ({
  messageId,
  receiptHandle: `handle of ${messageId}`,
  body: typeof body === 'string' ? body : JSON.stringify(body),
  attributes: { ApproximateReceiveCount: String(receives) },
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:us-east-1:1:ingest',
  awsRegion: 'us-east-1',
});

const brake: BrakeItem = { pk: 'BRAKE', reason: 'budget', since: '2026-01-01T00:00:00Z', expiresAt: 9_999_999_999 };

function setUp(fails: (call: string) => boolean = () => false, isBraked = false) {
  const calls: string[] = [];
  const hidden: number[] = [];
  const sent: unknown[] = [];
  const errors: string[] = [];
  const keys: object[] = [];
  const call = async (name: string, ...given: unknown[]) => {
    calls.push([name, ...given].join(' '));
    if (fails(name)) throw new Error('the index is away');
  };
  const ingestion: Ingestion = {
    ingest: (of, uploadId, _signal, request) => {
      keys.push(of);
      return call('ingest', of.documentId, uploadId, request ?? '');
    },
    look: ({ documentId, looks }) => call('look', documentId, looks),
    hold: ({ documentId }, uploadId) => call('hold', documentId, uploadId),
    abandon: ({ documentId }, uploadId, scanned) => call('abandon', documentId, uploadId, scanned ?? ''),
    changePermissions: ({ documentId }) => call('changePermissions', documentId),
    erase: ({ documentId }, isSweep) => call('erase', documentId, isSweep),
  };
  const reindexing: Reindexing = {
    walk: (pass) => call('walk', pass ? `${pass.index} ${pass.round}` : ''),
    copy: (of, index) => call('copy', of.documentId, index),
    drop: (index) => call('drop', index),
  };
  const answers = {
    purge: async (now: number) => {
      await call('purge', now);
      return calls.length < 2;
    },
  };
  const handler = middy<SQSEvent, SQSBatchResponse>().handler(
    createIngest({
      ingestion,
      reindexing,
      answers,
      now: () => 7,
      brake: async () => (isBraked ? brake : undefined),
      hide: async (_handle, seconds) => void hidden.push(seconds),
      send: async (work, delay) => void sent.push({ work, delay }),
      maxReceives: MAX_RECEIVES,
      logger: { appendKeys: () => undefined, info: () => undefined, error: (message) => void errors.push(message) },
    }),
  );
  const deliver = (...records: ReturnType<typeof record>[]) =>
    invoke(handler, { Records: records }, lambdaContext(600_000));
  return { calls, keys, hidden, sent, errors, handler, deliver };
}

const acknowledged = { batchItemFailures: [] };
const returned = (...ids: string[]) => ({ batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) });
const scanned = { kind: 'scanned', ...key, uploadId: 'u1', version: 1000, contentHash: 'h', jobId: 'j', looks: 3 };

test.each([
  [objectCreated(originalKey(key, 'u1')), 'ingest d1 u1 '],
  [{ kind: 'uploaded', ...key, uploadId: 'u1' }, 'ingest d1 u1 '],
  [{ kind: 'ingest', ...key, uploadId: 'u1', request: 'r1' }, 'ingest d1 u1 r1'],
  [scanned, 'look d1 3'],
  [{ kind: 'permissions', ...key }, 'changePermissions d1'],
  [{ kind: 'delete', ...key }, 'erase d1 false'],
  [{ kind: 'delete', ...key, sweep: true }, 'erase d1 true'],
  [{ kind: 'reindex' }, 'walk '],
  [{ kind: 'reindex', pass: { index: 'rag-chunks-m-4', round: 2, documents: 1, missing: 0 } }, 'walk rag-chunks-m-4 2'],
  [{ kind: 'copy', ...key, index: 'rag-chunks-m-4' }, 'copy d1 rag-chunks-m-4'],
  [{ kind: 'drop', index: 'rag-chunks-m-4' }, 'drop rag-chunks-m-4'],
])('%j is worked off and acknowledged', async (body, call) => {
  const { deliver, calls } = setUp();
  expect(await deliver(record(body))).toEqual(acknowledged);
  expect(calls).toEqual([call]);
});

test('expired answers are removed as many at a time as one request takes, as long as there are more', async () => {
  const { deliver, calls, sent } = setUp();
  await deliver(record({ kind: 'purge' }));
  expect(sent).toEqual([{ work: { kind: 'purge' }, delay: undefined }]);
  await deliver(record({ kind: 'purge' }));
  expect(sent).toHaveLength(1);
  expect(calls).toEqual(['purge 7', 'purge 7']);
});

test('ingestion is given the document alone, and none of its message’s own fields', async () => {
  const { deliver, keys } = setUp();
  await deliver(record({ kind: 'uploaded', ...key, uploadId: 'u1' }));
  expect(keys).toEqual([key]);
});

test.each([
  ['not JSON'],
  [{ nonsense: true }],
  [objectCreated('elsewhere/file')],
  [objectCreated('uploads/../x')],
  [{ kind: 'delete', orgHash: 'acme', documentId: 'd1' }],
  [{ kind: 'delete', ...key, documentId: 'a#b' }],
  [{ kind: 'drop', index: 'rag-answers-m-4' }],
  [{ kind: 'drop', index: 'rag-chunks-*' }],
])('%j goes back, and so to the dead letters, and is logged', async (body) => {
  const { deliver, calls, errors } = setUp();
  expect(await deliver(record(body))).toEqual(returned('m1'));
  expect(calls).toEqual([]);
  expect(errors).toEqual(['Work on a document failed']);
});

test('what fails is tried again after a while, and does not hold up what came with it', async () => {
  const { deliver, calls, hidden } = setUp((call) => call === 'ingest');
  const upload = objectCreated(originalKey(key, 'u1'));
  const answer = await deliver(record(upload, 1), record({ kind: 'permissions', ...key }, 1, 'm2'));
  expect(answer).toEqual(returned('m1'));
  expect(calls).toEqual(['ingest d1 u1 ', 'changePermissions d1']);
  await deliver(record(upload, 2));
  expect(hidden).toEqual([15, 60]);
});

test('the last receive attempts nothing: it ends the ingestion, and leaves the message to the dead letters at once', async () => {
  const { deliver, calls, hidden } = setUp();
  const upload = objectCreated(originalKey(key, 'u1'));
  expect(await deliver(record(upload, MAX_RECEIVES), record(scanned, MAX_RECEIVES, 'm2'))).toEqual(
    returned('m1', 'm2'),
  );
  expect(calls).toEqual(['abandon d1 u1 ', 'abandon d1 u1 1000']);
  expect(hidden).toEqual([0, 0]);
});

test('permissions, deletions and copies are attempted to the last', async () => {
  const { deliver, calls } = setUp();
  const last = (kind: string) => record({ kind, ...key }, MAX_RECEIVES);
  expect(await deliver(last('permissions'), last('delete'))).toEqual(acknowledged);
  const copy = record({ kind: 'copy', ...key, index: 'rag-chunks-m-4' }, MAX_RECEIVES);
  expect(await deliver(copy)).toEqual(acknowledged);
  expect(calls).toEqual(['changePermissions d1', 'erase d1 false', 'copy d1 rag-chunks-m-4']);
});

test('under the cost brake uploads wait without using up their receives; permissions and deletions go on', async () => {
  const { deliver, calls, hidden, sent } = setUp(() => false, true);
  const upload = objectCreated(originalKey(key, 'u1'));
  expect(await deliver(record(upload, 1))).toEqual(returned('m1'));
  expect(hidden).toEqual([3600]);
  expect(await deliver(record(upload, MAX_RECEIVES - 1))).toEqual(acknowledged);
  expect(await deliver(record(upload, MAX_RECEIVES))).toEqual(acknowledged);
  const anew = { work: { kind: 'uploaded', ...key, uploadId: 'u1' }, delay: 900 };
  expect(sent).toEqual([anew, anew]);
  expect(await deliver(record({ kind: 'permissions', ...key }), record({ kind: 'delete', ...key }))).toEqual(
    acknowledged,
  );
  expect(calls).toEqual(['hold d1 u1', 'hold d1 u1', 'hold d1 u1', 'changePermissions d1', 'erase d1 false']);
});

test('under the cost brake a reindexing waits, too; an index that nobody uses goes all the same', async () => {
  const { deliver, calls, hidden, sent } = setUp(() => false, true);
  const copy = { kind: 'copy', ...key, index: 'rag-chunks-m-4' };
  expect(await deliver(record({ kind: 'reindex' }), record(copy, 1, 'm2'))).toEqual(returned('m1', 'm2'));
  expect(hidden).toEqual([3600, 3600]);
  expect(await deliver(record(copy, MAX_RECEIVES))).toEqual(acknowledged);
  expect(sent).toEqual([{ work: copy, delay: 900 }]);
  await deliver(record({ kind: 'drop', index: 'rag-chunks-m-4' }));
  expect(calls).toEqual(['drop rag-chunks-m-4']);
});

test('nothing is begun that there is no time for', async () => {
  const { handler, calls, hidden } = setUp();
  const event = { Records: [record({ kind: 'delete', ...key })] };
  expect(await invoke(handler, event, lambdaContext(20_000))).toEqual(returned('m1'));
  expect(calls).toEqual([]);
  expect(hidden).toEqual([0]);
});
