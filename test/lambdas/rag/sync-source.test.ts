import middy from '@middy/core';
import { createDocumentStore } from '../../../lambdas/rag/adapters/document-store';
import { createSourceDocuments } from '../../../lambdas/rag/adapters/source-documents';
import { createSourceStore } from '../../../lambdas/rag/adapters/source-store';
import { type Connector, SourceFault, type Step } from '../../../lambdas/rag/connectors/connector';
import { sourceKeyOf } from '../../../lambdas/rag/connectors/source-documents';
import { createSyncSource, type SyncSourceDeps } from '../../../lambdas/rag/sync-source';
import type { AuditEntry } from '../../../lambdas/shared/domain/audit-event';
import { createMetrics } from '../../../lambdas/shared/metrics';
import { flushMetrics } from '../../../lambdas/shared/middleware/flush-metrics';
import { logContext } from '../../../lambdas/shared/middleware/log-context';
import { capturedLogger } from '../support/captured-logger';
import { invoke, lambdaContext } from '../support/context';
import { type LocalTable, startTable } from '../support/table';

const START = 1_750_000_000_000;
const acl = { users: ['alice'], groups: [], everyone: false, classification: 1 };
const folder = { kind: 'folder', id: 'files', org: 'acme', owner: 'boss', bucket: 'files' };

let table: LocalTable;
beforeAll(async () => {
  table = await startTable(['pk', 'sk']);
});
afterAll(() => table.close());

let sources = 0;
let sourceId: string;
let now: number;
let uploads: number;
beforeEach(() => {
  sourceId = `source-${sources++}`;
  now = START;
  uploads = 0;
});

const upsert = (externalId: string, revision = '1', more = {}): Step => ({
  ...{ kind: 'upsert', externalId, revision, title: externalId, contentType: 'text/plain', acl, modifiedAt: START },
  body: new TextEncoder().encode(`${externalId} ${revision}`),
  ...more,
});

function setup(changes: Connector['changes'], more: Partial<SyncSourceDeps> = {}) {
  const audited: AuditEntry[] = [];
  const objects: { Key: string; Body: Uint8Array; ContentType: string }[] = [];
  const work: object[] = [];
  const figures: string[] = [];
  const { logger, lines } = capturedLogger();
  const metrics = createMetrics('rag', { stage: 'test', print: (line) => void figures.push(line) });
  const heads = createDocumentStore({ document: table.document, tableName: table.name, now: () => now });
  const documents = createSourceDocuments({
    heads,
    s3: { send: async ({ input }: { input: (typeof objects)[number] }) => void objects.push(input) } as never,
    bucket: 'originals',
    send: async (one) => void work.push(one),
    newId: () => `${sourceId}-${uploads++}`,
  });
  const deps: SyncSourceDeps = {
    sources: [{ ...folder, id: sourceId }],
    store: createSourceStore(table.document, table.name, () => now),
    documents,
    connect: async () => ({ changes }),
    newId: () => `run-${uploads++}`,
    now: () => now,
    audit: { record: async (entry) => void audited.push(entry) },
    metrics,
    logger,
    ...more,
  };
  const handler = middy<unknown, unknown>()
    .use(logContext(logger))
    .use(flushMetrics(metrics))
    .handler(createSyncSource(deps));
  const run = (event: unknown = { sourceId }, remainingMs = 60_000) =>
    invoke(handler, event, lambdaContext(remainingMs));
  const headOf = (externalId: string) => heads.find('acme', sourceKeyOf('acme', sourceId, externalId).documentId);
  return { run, audited, objects, work, figures, lines, headOf, heads };
}

const steps = (...all: Step[]): Connector['changes'] =>
  async function* () {
    yield* all;
  };

it('stores what a source brings as an upload is stored, under an id that is always the same', async () => {
  const { run, objects, audited, headOf, figures } = setup(
    steps(upsert('a'), upsert('b'), { kind: 'checkpoint', cursor: { at: 1 } }),
  );
  await expect(run()).resolves.toEqual({
    sourceId,
    outcome: 'succeeded',
    counts: { stored: 2, permissions: 0, removed: 0, skipped: 0, unchanged: 0 },
  });
  const { documentId } = sourceKeyOf('acme', sourceId, 'a');
  expect(objects[0]).toMatchObject({
    Key: expect.stringMatching(new RegExp(`^uploads/[0-9a-f]{32}/${documentId}/${sourceId}-\\d$`)),
    ContentType: 'text/plain',
  });
  expect(await headOf('a')).toMatchObject({
    org: 'acme',
    owner: `source:${sourceId}`,
    source: sourceId,
    acl,
    status: 'awaiting-upload',
    lastVersion: 1000,
  });
  expect(audited).toEqual([
    expect.objectContaining({
      design: 'rag',
      action: 'source.synced',
      outcome: 'succeeded',
      details: expect.objectContaining({ sourceId, stored: 2 }),
    }),
  ]);
  expect(figures.join()).toContain('"SourceDocumentsStored":2');
});

it('gives the next run the last cursor, and stores the same again only when it is another', async () => {
  const cursors: unknown[] = [];
  const { run, objects, headOf } = setup(async function* (cursor) {
    cursors.push(cursor);
    yield upsert('a', cursors.length < 3 ? '1' : '2');
    yield { kind: 'checkpoint', cursor: { runs: cursors.length } };
  });
  await run();
  await expect(run()).resolves.toMatchObject({ counts: { stored: 0, unchanged: 1 } });
  await run();
  expect(cursors).toEqual([undefined, { runs: 1 }, { runs: 2 }]);
  expect(objects).toHaveLength(2);
  expect(await headOf('a')).toMatchObject({ lastVersion: 2000 });
});

it('writes other permissions into the head first, and tells ingestion', async () => {
  const closed = { ...acl, users: [] };
  let step = upsert('a');
  const { run, work, headOf } = setup(async function* () {
    yield step;
  });
  await run();
  step = { kind: 'permissions', externalId: 'a', acl: closed };
  await expect(run()).resolves.toMatchObject({ counts: { permissions: 1, stored: 0 } });
  expect(await headOf('a')).toMatchObject({ acl: closed, aclVersion: 2 });
  expect(work).toEqual([expect.objectContaining({ kind: 'permissions' })]);
  await expect(run()).resolves.toMatchObject({ counts: { permissions: 0 } });
});

it('lets permissions of a head follow that it did not expect to be there', async () => {
  const { run, headOf, heads } = setup(steps(upsert('a')));
  const { documentId } = sourceKeyOf('acme', sourceId, 'a');
  const upload = {
    uploadId: `${sourceId}-old`,
    title: 'a',
    contentType: 'text/plain' as const,
    size: 1,
    modifiedAt: START,
  };
  const everyone = { ...acl, everyone: true };
  await heads.create({ documentId, org: 'acme', owner: `source:${sourceId}`, source: sourceId, acl: everyone }, upload);
  await run();
  expect(await headOf('a')).toMatchObject({ acl });
});

it('begins a deletion, and waits with what comes back until it has ended', async () => {
  let step: Step = upsert('a');
  const { run, work, headOf } = setup(async function* () {
    yield step;
    yield { kind: 'checkpoint', cursor: 'through' };
  });
  await run();
  step = { kind: 'delete', externalId: 'a' };
  await expect(run()).resolves.toMatchObject({ counts: { removed: 1 } });
  expect(await headOf('a')).toMatchObject({ status: 'deleting' });
  expect(work).toEqual([expect.objectContaining({ kind: 'delete' })]);
  await expect(run()).resolves.toMatchObject({ counts: { removed: 0 } });
  step = upsert('a', '2');
  await expect(run()).resolves.toMatchObject({ outcome: 'stopped', counts: { stored: 0 } });
});

it('lets one run at a time have a source, and the next one when the first has died and its time is over', async () => {
  const blocked = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const { run } = setup(async function* () {
    begun.resolve();
    await blocked.promise;
    yield { kind: 'checkpoint', cursor: 'from the first' };
  });
  const first = run();
  await begun.promise;
  await expect(run()).resolves.toMatchObject({ outcome: 'busy' });
  now += 90_000;
  const other = setup(steps({ kind: 'checkpoint', cursor: 'from the second' }));
  await expect(other.run()).resolves.toMatchObject({ outcome: 'succeeded' });
  // The first one wakes up: its place is not its own any more.
  blocked.resolve();
  await expect(first).rejects.toMatchObject({ name: 'LeaseLost' });
  const seen: unknown[] = [];
  await setup(async function* (cursor) {
    seen.push(cursor);
    yield { kind: 'checkpoint', cursor };
  }).run();
  expect(seen).toEqual(['from the second']);
});

it('ends in time, and the next run goes on', async () => {
  const { run, objects, audited } = setup(async function* (cursor, signal) {
    const from = typeof cursor === 'number' ? cursor : 0;
    for (let n = from; n < 3; n += 1) {
      yield upsert(`${n}`);
      yield { kind: 'checkpoint', cursor: n + 1 };
      // The source has more to say than time allows.
      if (n === 0 && from === 0)
        await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    }
  });
  await expect(run({ sourceId }, 20_050)).resolves.toMatchObject({ outcome: 'stopped', counts: { stored: 1 } });
  await expect(run()).resolves.toMatchObject({ outcome: 'succeeded', counts: { stored: 2, unchanged: 0 } });
  expect(objects).toHaveLength(3);
  expect(audited.map(({ outcome }) => outcome)).toEqual(['stopped', 'succeeded']);
});

it('fails with what to do, keeps that for people to read, and is free for the next run', async () => {
  const { run, audited, figures } = setup(async function* () {
    yield upsert('a');
    throw new SourceFault('credentials', 'Put a new token into secret s');
  });
  await expect(run()).rejects.toMatchObject({ code: 'credentials' });
  expect(audited).toEqual([
    expect.objectContaining({
      outcome: 'failed',
      details: expect.objectContaining({ stored: 1, failure: 'credentials' }),
    }),
  ]);
  expect(figures.join()).toContain('"SourceFaults":1');
  await expect(setup(steps()).run()).resolves.toMatchObject({ outcome: 'succeeded' });
});

it('stops, and does not fail, when the source asks for patience', async () => {
  const { run } = setup(async function* () {
    yield upsert('a');
    throw new SourceFault('throttled', 'later');
  });
  await expect(run()).resolves.toMatchObject({ outcome: 'stopped' });
});

it('keeps what it does not know out of what people read', async () => {
  const { run, audited } = setup(async function* () {
    yield upsert('a');
    throw new Error('token xoxb-1');
  });
  await expect(run()).rejects.toThrow();
  expect(JSON.stringify(audited)).not.toContain('xoxb');
});

it('takes the settings of its source from the event as well', async () => {
  const { run } = setup(steps(upsert('a')), { sources: [] });
  await expect(run({ source: { ...folder, id: sourceId } })).resolves.toMatchObject({ sourceId, outcome: 'succeeded' });
});

it.each<[string, unknown, string]>([
  ['names none', {}, 'sourceId'],
  ['names another', { sourceId: 'other' }, 'no source other'],
  ['brings settings that are wrong', { source: { ...folder, bucket: 'No' } }, 'bucket'],
  ['brings a kind that there is not', { source: { ...folder, kind: 'fax' } }, 'kind'],
])('refuses an event that %s', async (_, event, message) => {
  await expect(setup(steps()).run(event)).rejects.toMatchObject({
    code: 'settings',
    message: expect.stringContaining(message),
  });
});

it('lists what was brought in pages, from any place on, and only what begins as asked', async () => {
  const store = createSourceStore(table.document, table.name, () => now);
  const lease = await store.acquire(sourceId, 'run', now + 1);
  const ids = ['a/1', 'a/2', 'a/é', 'b/1'];
  for (const externalId of ids) await lease?.memory.record({ externalId, revision: '1', acl: 'x' });
  const listed = async (...where: [string?, string?]) => {
    const found: string[] = [];
    for await (const { externalId } of lease?.memory.list(...where) ?? []) found.push(externalId);
    return found;
  };
  expect(await listed()).toEqual(ids);
  expect(await listed('a/')).toEqual(['a/1', 'a/2', 'a/é']);
  expect(await listed('', 'a/2')).toEqual(['a/é', 'b/1']);
  expect(await listed('a/', 'a/é')).toEqual([]);
  await lease?.memory.forget('a/2');
  expect(await lease?.memory.find('a/2')).toBeUndefined();
});
