import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as fc from 'fast-check';
import { createDocumentPages } from '../../../../lambdas/rag/adapters/document-pages';
import { createDocumentReader } from '../../../../lambdas/rag/adapters/document-reader';
import { createDocumentStore, type DocumentStore } from '../../../../lambdas/rag/adapters/document-store';
import { createIngestStore } from '../../../../lambdas/rag/adapters/ingest-store';
import type { Head } from '../../../../lambdas/rag/domain/head';
import type { IngestStore, LiveVersion } from '../../../../lambdas/rag/ingest-ports';
import { documentKeyOf } from '../../../../lambdas/rag/org-hash';
import { type DocumentsTable, startDocumentsTable } from '../support/documents-table';
import { memoryDocuments } from '../support/memory-documents';

const START = Date.UTC(2026, 0, 1);
const org = 'acme';
const acl = (...groups: string[]) => ({ users: ['alice'], groups, everyone: false, classification: 1 });

let table: DocumentsTable;
beforeAll(async () => {
  table = await startDocumentsTable();
});
afterAll(() => table.close());

interface Stores {
  readonly documents: DocumentStore;
  readonly ingest: IngestStore;
}

const inTable = (now: () => number): Stores => {
  const options = { document: table.document, tableName: table.name, now };
  return { documents: createDocumentStore(options), ingest: createIngestStore(options) };
};
const inMemory = (now: () => number): Stores => {
  const both = memoryDocuments(now);
  return { documents: both, ingest: both };
};
// What the other tests assume of their stores in memory holds for the table, word for word.
const kinds: [string, (now: () => number) => Stores][] = [
  ['in the table', inTable],
  ['in memory', inMemory],
];

let ids = 0;
/** A document of its own for each test: one table serves them all. */
function setUp(create: (now: () => number) => Stores) {
  ids += 1;
  const [documentId, owner] = [`d${ids}`, `alice-${ids}`];
  let time = START + ids * 1_000_000;
  const stores = create(() => {
    time += 1;
    return time;
  });
  const key = documentKeyOf(org, documentId);
  const fresh = { documentId, org, owner, source: 'upload', acl: acl('staff') };
  const upload = (uploadId: string, more: object = {}) => ({
    ...{ uploadId, title: 'T', contentType: 'text/plain' as const, size: 9, modifiedAt: 5, ...more },
  });
  const live = (version: number, uploadId = 'u1', more: Partial<LiveVersion> = {}): LiveVersion => ({
    ...{ version, uploadId, title: 'T', contentType: 'text/plain', size: 9, modifiedAt: 5, contentHash: 'h' },
    ...{ link: undefined, chunks: 3, pages: 2, language: 'en', ...more },
  });
  const head = async (): Promise<Head> => {
    const found = await stores.ingest.findHead(key);
    if (!found) throw new Error('no head');
    return found;
  };
  return { ...stores, key, documentId, owner, fresh, upload, live, head };
}

const none: ReadonlySet<number> = new Set();

describe.each(kinds)('documents %s', (_name, create) => {
  test('are made once, and wait for their upload', async () => {
    const { documents, ingest, key, documentId, owner, fresh, upload, head } = setUp(create);
    expect(await ingest.findHead(key)).toBeUndefined();
    expect(await documents.create(fresh, upload('u1', { link: 'https://x' }))).toBe(true);
    expect(await documents.create({ ...fresh, owner: 'mallory' }, upload('u2'))).toBe(false);
    expect(await head()).toMatchObject({
      ...{ documentId, org, owner, source: 'upload', title: 'T', link: 'https://x', acl: acl('staff'), aclVersion: 1 },
      ...{ status: 'awaiting-upload', liveVersion: 0, chunks: 0, lastVersion: 1000, decidedVersion: 0 },
    });
    expect(await documents.find(org, documentId)).toEqual(await head());
    expect(await documents.find('globex', documentId)).toBeUndefined();
    expect(await ingest.findUpload(key, 'u1')).toMatchObject({ uploadId: 'u1', version: 1000, title: 'T' });
  });

  test('get further versions from their owner, in the order in which they were asked for', async () => {
    const { documents, ingest, key, documentId, owner, fresh, upload } = setUp(create);
    await documents.create(fresh, upload('u1'));
    expect(await documents.addUpload(org, documentId, 'mallory', upload('u2'))).toBe(false);
    expect(await documents.addUpload('globex', documentId, owner, upload('u2'))).toBe(false);
    await Promise.all(['a', 'b', 'c'].map((id) => documents.addUpload(org, documentId, owner, upload(id))));
    await ingest.progress(key, 1000, 'u1', 'extracting');
    expect(await documents.addUpload(org, documentId, owner, upload('d'))).toBe(true);
    const versions = (await ingest.uploads(key)).map(({ version }) => version).toSorted();
    expect(versions).toEqual([1000, 2000, 3000, 4000, 5000]);
    expect(await ingest.findUpload(key, 'd')).toMatchObject({ version: 5000 });
    await ingest.removeUpload(key, { uploadId: 'd', version: 4000 });
    expect(await ingest.findUpload(key, 'd')).toBeDefined();
    await ingest.removeUpload(key, { uploadId: 'd', version: 5000 });
    await ingest.removeUpload(key, { uploadId: 'd', version: 5000 });
    expect(await ingest.findUpload(key, 'd')).toBeUndefined();
  });

  test('an upload has one version for each content, and another one once that was given up', async () => {
    const { documents, ingest, key, fresh, upload } = setUp(create);
    await documents.create(fresh, upload('u1'));
    expect(await ingest.claim(key, 'u1', 'x', none)).toBe(1000);
    expect(await ingest.claim(key, 'u1', 'x', none)).toBe(1000);
    expect(await ingest.claim(key, 'u1', 'y', none)).toBe(1001);
    expect(await ingest.claim(key, 'u1', 'y', new Set([1001]))).toBe(1002);
    expect(await ingest.claim(key, 'u1', 'y', new Set([1001]))).toBe(1002);
    expect(await ingest.claim(key, 'u9', 'x', none)).toBeUndefined();
  });

  test('of attempts at the same time that read the same, all have the same version', async () => {
    const { documents, ingest, key, fresh, upload } = setUp(create);
    await documents.create(fresh, upload('u1'));
    const claims = await Promise.all(Array.from({ length: 5 }, () => ingest.claim(key, 'u1', 'x', none)));
    expect(new Set(claims)).toEqual(new Set([1000]));
  });

  test('go live in their order only, each at once with what it is', async () => {
    const { documents, ingest, key, documentId, owner, fresh, upload, live, head } = setUp(create);
    await documents.create(fresh, upload('u1', { link: 'https://x' }));
    await documents.addUpload(org, documentId, owner, upload('u2'));
    expect(await ingest.goLive(key, live(2000, 'u2', { title: 'New', pages: undefined }))).toBe(true);
    const after = await head();
    expect(after).toMatchObject({
      liveVersion: 2000,
      decidedVersion: 2000,
      liveUploadId: 'u2',
      title: 'New',
      chunks: 3,
    });
    expect([after.link, after.pages]).toEqual([undefined, undefined]);
    expect(await ingest.goLive(key, live(1000))).toBe(false);
    expect(await ingest.goLive(key, live(2000, 'u2'))).toBe(false);
    expect(await head()).toEqual(after);
  });

  test('a version that says the same is decided on, unless another one answers by now', async () => {
    const { documents, ingest, key, fresh, upload, live, head } = setUp(create);
    await documents.create(fresh, upload('u1'));
    await ingest.goLive(key, live(1000));
    expect(await ingest.keep(key, 3000, 900)).toBe(false);
    expect(await ingest.keep(key, 3000, 1000)).toBe(true);
    expect(await ingest.keep(key, 2000, 1000)).toBe(false);
    expect(await head()).toMatchObject({ liveVersion: 1000, decidedVersion: 3000 });
    expect(await ingest.goLive(key, live(2000, 'u2'))).toBe(false);
  });

  test('the status tells of the newest version that work has begun on', async () => {
    const { documents, ingest, key, fresh, upload, live, head } = setUp(create);
    await documents.create(fresh, upload('u1'));
    await ingest.progress(key, 2000, 'u2', 'embedding');
    await ingest.progress(key, 1000, 'u1', 'extracting');
    expect(await head()).toMatchObject({ status: 'embedding', statusVersion: 2000, statusUploadId: 'u2' });
    const failure = { code: 'empty' as const, message: 'It is empty.' };
    await ingest.fail(key, 1000, 'u1', failure);
    expect((await head()).failure).toBeUndefined();
    await ingest.fail(key, 2000, 'u2', failure);
    expect(await head()).toMatchObject({ status: 'failed', failure });
    await ingest.progress(key, 3000, 'u3', 'extracting');
    expect(await head()).toMatchObject({ status: 'extracting' });
    expect((await head()).failure).toBeUndefined();
    await ingest.goLive(key, live(3000, 'u3'));
    await ingest.fail(key, 3000, 'u3', failure);
    expect((await head()).failure).toBeUndefined();
  });

  test('a version that was given up never answers and tells nothing more', async () => {
    const { documents, ingest, key, fresh, upload, live, head } = setUp(create);
    await documents.create(fresh, upload('u1'));
    expect(await ingest.burn(key, new Set([1000, 1001]), 500)).toBe(false);
    expect(await ingest.burn(key, new Set([1000, 1001]), 0)).toBe(true);
    expect((await head()).burned).toEqual(new Set([1000, 1001]));
    await ingest.progress(key, 1001, 'u1', 'indexing');
    expect(await head()).toMatchObject({ status: 'awaiting-upload' });
    expect(await ingest.goLive(key, live(1000))).toBe(false);
    expect(await ingest.goLive(key, live(1002))).toBe(true);
    await ingest.forgetBurned(key, new Set([1000]));
    expect((await head()).burned).toEqual(new Set([1001]));
    await ingest.forgetBurned(key, new Set([1001]));
    await ingest.forgetBurned(key, new Set());
    expect((await head()).burned).toBeUndefined();
  });

  test('permissions are their owner’s to change, and each change has a number', async () => {
    const { documents, documentId, owner, fresh, upload, head } = setUp(create);
    await documents.create(fresh, upload('u1'));
    expect(await documents.setAcl(org, documentId, 'mallory', acl())).toBeUndefined();
    expect(await documents.setAcl(org, documentId, owner, acl('board'))).toMatchObject({ aclVersion: 2 });
    await Promise.all(['a', 'b', 'c'].map((group) => documents.setAcl(org, documentId, owner, acl(group))));
    expect((await head()).aclVersion).toBe(5);
  });

  test('nothing is added to what is being deleted; what is deleted can come again, with higher versions', async () => {
    const { documents, ingest, key, documentId, owner, fresh, upload, live, head } = setUp(create);
    const actor = { userId: owner, org, tier: 'paid' as const, credential: 'jwt' as const };
    await documents.create(fresh, upload('u1'));
    await ingest.goLive(key, live(1000));
    expect(await documents.beginDeletion(org, documentId, 'mallory', actor)).toBeUndefined();
    expect(await documents.beginDeletion(org, documentId, owner, actor)).toMatchObject({ status: 'deleting' });
    expect(await documents.beginDeletion(org, documentId, owner, undefined)).toMatchObject({ deletedBy: actor });
    const refused = [
      documents.addUpload(org, documentId, owner, upload('u2')),
      documents.revive(fresh, upload('u2')),
      ingest.goLive(key, live(2000)),
      ingest.keep(key, 2000, 1000),
      ingest.burn(key, new Set([2000]), 1000),
    ];
    expect(await Promise.all(refused)).toEqual(refused.map(() => false));
    expect(await documents.setAcl(org, documentId, owner, acl())).toBeUndefined();
    await ingest.progress(key, 2000, 'u2', 'extracting');
    await ingest.fail(key, 2000, 'u2', { code: 'empty', message: '' });
    expect(await head()).toMatchObject({ status: 'deleting' });
    await ingest.bury(key);
    await ingest.bury(key);
    expect(await head()).toMatchObject({ status: 'deleted', liveVersion: 0, chunks: 0 });
    expect(await documents.beginDeletion(org, documentId, owner, actor)).toBeUndefined();
    expect(await documents.revive({ ...fresh, acl: acl('new') }, upload('u3'))).toBe(true);
    const again = await head();
    expect(again).toMatchObject({
      ...{ status: 'awaiting-upload', acl: acl('new'), liveVersion: 0, lastVersion: 2000, decidedVersion: 1999 },
    });
    expect([again.deletedBy, again.contentHash, again.liveUploadId]).toEqual([undefined, undefined, undefined]);
    expect(await ingest.goLive(key, live(1500))).toBe(false);
    expect(await ingest.findUpload(key, 'u3')).toMatchObject({ version: 2000 });
  });

  test('their owner’s list has the newest first, page by page, and not what is deleted', async () => {
    const { documents, ingest, owner, fresh, upload } = setUp(create);
    const names = ['a', 'b', 'c', 'd', 'e'].map((name) => `${fresh.documentId}-${name}`);
    for (const documentId of names) await documents.create({ ...fresh, documentId }, upload('u1'));
    const [, , third = ''] = names;
    await documents.beginDeletion(org, third, owner, undefined);
    await ingest.bury(documentKeyOf(org, third));
    const first = await documents.list(org, owner, 3);
    const second = await documents.list(org, owner, 3, first.at(-1));
    const expected = names.filter((name) => name !== third).toReversed();
    expect([...first, ...second].map(({ documentId }) => documentId)).toEqual(expected);
    expect(first).toHaveLength(3);
    expect(await documents.list(org, 'nobody', 3)).toEqual([]);
  });
});

test('of any writes at the same time, what goes live only ever rises, and all that was given up stays down', async () => {
  const step = fc.record({ version: fc.integer({ min: 1, max: 30 }), isBurned: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 8 }), async (steps) => {
      const { documents, ingest, key, fresh, upload, live, head } = setUp(inTable);
      await documents.create(fresh, upload('u1'));
      const outcomes = await Promise.all(
        steps.map(async ({ version, isBurned }) => ({
          ...{ version, isBurned },
          done: isBurned ? await ingest.burn(key, new Set([version]), 0) : await ingest.goLive(key, live(version)),
        })),
      );
      const { liveVersion } = await head();
      const went = outcomes.filter(({ isBurned, done }) => !isBurned && done).map(({ version }) => version);
      expect(liveVersion).toBe(Math.max(0, ...went));
      expect(new Set(went).size).toBe(went.length);
    }),
    { numRuns: 25 },
  );
});

describe('in the table', () => {
  const itemOf = async (pk: string, sk: string) =>
    (await table.document.send(new GetCommand({ TableName: table.name, Key: { pk, sk } }))).Item;

  test('what waits for an upload ends by itself, and what has one does not; a tombstone stays for thirty days', async () => {
    const { documents, ingest, key, documentId, owner, fresh, upload } = setUp(inTable);
    const pk = `DOC#${key.orgHash}#${documentId}`;
    await documents.create(fresh, upload('u1'));
    const [head, item] = [await itemOf(pk, 'HEAD'), await itemOf(pk, 'UPLOAD#u1')];
    const days = (ttl: unknown, from: unknown) => (Number(ttl) - Number(from) / 1000) / 86_400;
    expect(days(head?.ttl, head?.createdAt)).toBeCloseTo(2, 2);
    expect(days(item?.ttl, head?.createdAt)).toBeCloseTo(2, 2);
    await ingest.claim(key, 'u1', 'x', none);
    await ingest.progress(key, 1000, 'u1', 'extracting');
    expect([(await itemOf(pk, 'HEAD'))?.ttl, (await itemOf(pk, 'UPLOAD#u1'))?.ttl]).toEqual([undefined, undefined]);
    await documents.beginDeletion(org, documentId, owner, undefined);
    await ingest.bury(key);
    const buried = await itemOf(pk, 'HEAD');
    expect(days(buried?.ttl, buried?.updatedAt)).toBeCloseTo(30, 2);
    expect(buried?.ownerSort).toBeUndefined();
  });

  test('no name of an organisation lies in a key', async () => {
    const { documents, fresh, upload, key } = setUp(inTable);
    await documents.create({ ...fresh, org: 'secret-name' }, upload('u1'));
    const pk = `DOC#${documentKeyOf('secret-name', fresh.documentId).orgHash}#${fresh.documentId}`;
    const { Items = [] } = await table.document.send(
      new QueryCommand({
        TableName: table.name,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk },
      }),
    );
    expect(Items.map(({ sk }) => sk)).toEqual(['HEAD', 'UPLOAD#u1']);
    expect(pk).not.toContain('secret');
    expect(pk).not.toContain(key.orgHash);
  });

  describe('the reader', () => {
    const reader = () => createDocumentReader({ document: table.document, tableName: table.name });

    test('reads what there is of its organisation, more than a hundred at once, each once', async () => {
      const { documents, documentId, fresh, upload } = setUp(inTable);
      const names = Array.from({ length: 120 }, (_, at) => `${documentId}-${at}`);
      await Promise.all(names.map((name) => documents.create({ ...fresh, documentId: name }, upload('u1'))));
      await documents.create({ ...fresh, org: 'globex', documentId: 'theirs' }, upload('u1'));
      const found = await reader().findAll(org, [...names, ...names, 'theirs', 'nothing']);
      expect(found.map((one) => one.documentId).toSorted()).toEqual(names.toSorted());
      expect(found[0]).not.toHaveProperty('lastVersion');
      expect(await reader().find(org, 'theirs')).toBeUndefined();
      expect(await reader().find('globex', 'theirs')).toMatchObject({ org: 'globex' });
    });

    test('asks again for what was left out, and not for ever', async () => {
      const asked: number[] = [];
      const waits: number[] = [];
      const document = (leaves: (call: number) => number) =>
        ({
          send: async ({ input }: { input: { RequestItems: Record<string, { Keys: object[] }> } }) => {
            const Keys = input.RequestItems.table?.Keys ?? [];
            asked.push(Keys.length);
            const left = Keys.slice(0, leaves(asked.length));
            return { Responses: {}, UnprocessedKeys: left.length > 0 ? { table: { Keys: left } } : {} };
          },
        }) as unknown as DocumentsTable['document'];
      const wait = async (ms: number) => void waits.push(ms);
      const options = { tableName: 'table', wait };
      await createDocumentReader({ ...options, document: document((call) => 3 - call) }).findAll(org, ['a', 'b', 'c']);
      expect(asked).toEqual([3, 2, 1]);
      expect(waits).toHaveLength(2);
      asked.length = 0;
      const busy = createDocumentReader({ ...options, document: document(() => 1) });
      await expect(busy.findAll(org, ['a', 'b'])).rejects.toThrow('1 documents could not be read');
      expect(asked).toEqual([2, 1, 1, 1, 1]);
    });
  });
});

test('a walk over the table finds the head of every document, page by page', async () => {
  const known = new Set<string>();
  for (let at = 0; at < 7; at += 1) {
    const { documents, fresh, upload } = setUp(inTable);
    await documents.create(fresh, upload('u1'));
    known.add(fresh.documentId);
  }
  const { page } = createDocumentPages(table.document, table.name, 3);
  const found: string[] = [];
  let pages = 0;
  let after: Awaited<ReturnType<typeof page>>['next'];
  do {
    const { heads, next } = await page(after);
    found.push(...heads.map(({ documentId }) => documentId));
    after = next;
    pages += 1;
  } while (after);
  expect(new Set(found).size).toBe(found.length);
  for (const documentId of known) expect(found).toContain(documentId);
  expect(pages).toBeGreaterThan(4);
});
