import { documentKeyOf } from '../../../lambdas/rag/org-hash';
import { type Content, type Effect, IngestWorld } from './support/ingest-world';

const org = 'acme';
const documentId = 'd1';
const owner = 'alice';
const key = documentKeyOf(org, documentId);
const signal = new AbortController().signal;
const acl = (...groups: string[]) => ({ users: [owner], groups, everyone: false, classification: 0 });
const document = { documentId, org, owner, source: 'upload', acl: acl('staff') };
const upload = (uploadId: string, title = 'T') => ({
  ...{ uploadId, title, contentType: 'text/plain' as const, size: 1, modifiedAt: 5 },
});
const text = (name: string, more: Partial<Content> = {}): Content => ({ name, chunks: 2, ...more });

/** A world in which a document has been asked for, and its original has come. */
async function setUp(content: Content = text('a')) {
  const world = new IngestWorld();
  await world.store.create(document, upload('u1'));
  world.put(key, 'u1', content);
  const head = () => world.store.find(org, documentId);
  const texts = () => [...world.index.values()].map((chunk) => chunk.text);
  const next = async (uploadId: string, one: Content, title?: string) => {
    await world.store.addUpload(org, documentId, owner, upload(uploadId, title));
    world.put(key, uploadId, one);
  };
  return { world, head, texts, next, worker: world.worker() };
}

test('an original becomes chunks with the permissions of its document, and the head says what it is', async () => {
  const { world, head, worker } = await setUp();
  await worker.ingest(key, 'u1', signal);
  expect(await head()).toMatchObject({
    ...{ status: 'ready', liveVersion: 1000, liveUploadId: 'u1', chunks: 2, pages: 1, language: 'en' },
  });
  expect([...world.index.keys()]).toEqual(['d1.1000.0', 'd1.1000.1']);
  expect([...world.index.values()][0]).toMatchObject({ org, acl: acl('staff'), text: 'a/0', title: 'T' });
  expect(world.embedded).toEqual(['T\na/0', 'T\na/1']);
  expect(world.reports).toEqual(['ingested 1000']);
});

test('each state can be seen while it lasts', async () => {
  const { world } = await setUp();
  const seen: string[] = [];
  const effect: Effect = async (_name, run) => {
    const result = await run();
    const status = [...world.store.heads.values()][0]?.status ?? '';
    if (seen.at(-1) !== status) seen.push(status);
    return result;
  };
  await world.worker(effect).ingest(key, 'u1', signal);
  expect(seen).toEqual(['awaiting-upload', 'extracting', 'embedding', 'indexing', 'ready']);
});

test('the same message again embeds nothing and changes nothing', async () => {
  const { world, head, worker } = await setUp();
  await worker.ingest(key, 'u1', signal);
  const [before, chunks] = [await head(), new Map(world.index)];
  await worker.ingest(key, 'u1', signal);
  expect(await head()).toEqual(before);
  expect(world.index).toEqual(chunks);
  expect(world.embedded).toHaveLength(2);
});

test('a new version replaces the old one, whose chunks and original are gone', async () => {
  const { world, head, texts, next, worker } = await setUp();
  await worker.ingest(key, 'u1', signal);
  await next('u2', text('b'));
  await worker.ingest(key, 'u2', signal);
  expect(await head()).toMatchObject({ liveVersion: 2000, liveUploadId: 'u2', status: 'ready' });
  expect(texts()).toEqual(['b/0', 'b/1']);
  expect(world.originalsOf(key)).toEqual(['u2']);
});

test('an upload that says the same is not embedded; under another title it is', async () => {
  const { world, head, next, worker } = await setUp();
  await worker.ingest(key, 'u1', signal);
  await next('u2', text('a'));
  await worker.ingest(key, 'u2', signal);
  expect(await head()).toMatchObject({ liveVersion: 1000, decidedVersion: 2000, status: 'ready' });
  expect(world.embedded).toHaveLength(2);
  expect(world.originalsOf(key)).toEqual(['u1']);
  await next('u3', text('a'), 'Other');
  await worker.ingest(key, 'u3', signal);
  expect(await head()).toMatchObject({ liveVersion: 3000, title: 'Other' });
  expect(world.embedded).toHaveLength(4);
});

test('it is read anew on request, and keeps its place before what was uploaded after it', async () => {
  const { world, head, texts, next, worker } = await setUp();
  await worker.ingest(key, 'u1', signal);
  await next('u2', text('b'));
  await worker.ingest(key, 'u1', signal, 'r1');
  expect(await head()).toMatchObject({ liveVersion: 1001 });
  expect(world.embedded).toHaveLength(4);
  await worker.ingest(key, 'u2', signal);
  expect(await head()).toMatchObject({ liveVersion: 2000 });
  expect(texts()).toEqual(['b/0', 'b/1']);
});

test('a document at fault fails with its reason, and what answered before goes on answering', async () => {
  const { world, head, texts, next, worker } = await setUp();
  await worker.ingest(key, 'u1', signal);
  await next('u2', text('b', { bad: true }));
  await worker.ingest(key, 'u2', signal);
  expect(await head()).toMatchObject({
    ...{ status: 'failed', failure: { code: 'malformed', message: 'It is damaged.' }, liveVersion: 1000 },
  });
  expect(texts()).toEqual(['a/0', 'a/1']);
  expect(world.reports).toEqual(['ingested 1000', 'failed 2000 malformed']);
});

test('other failures are told to the caller, who tries again; nothing of them can be seen', async () => {
  const { world, head } = await setUp();
  let isAway = true;
  const effect: Effect = async (name, run) => {
    if (name === 'index.write' && isAway) throw new Error('the index is away');
    return run();
  };
  await expect(world.worker(effect).ingest(key, 'u1', signal)).rejects.toThrow('the index is away');
  expect(await head()).toMatchObject({ status: 'indexing', liveVersion: 0 });
  isAway = false;
  await world.worker(effect).ingest(key, 'u1', signal);
  expect(await head()).toMatchObject({ status: 'ready', liveVersion: 1000 });
});

test('what no attempt could do fails for good, until it is tried from the dead letters', async () => {
  const { world, head, worker } = await setUp();
  await worker.abandon(key, 'u1');
  expect(await head()).toMatchObject({ status: 'failed', failure: { code: 'internal' } });
  expect(world.originalsOf(key)).toEqual(['u1']);
  await worker.ingest(key, 'u1', signal);
  expect(await head()).toMatchObject({ status: 'ready', liveVersion: 1001 });
  expect((await head())?.failure).toBeUndefined();
});

test('pages that are pictures are read in their own time, looked at every half minute, and not for ever', async () => {
  const { world, head, worker } = await setUp(text('a', { scanned: true }));
  await worker.ingest(key, 'u1', signal);
  expect(await head()).toMatchObject({ status: 'scanning' });
  const first = world.sent.shift();
  expect(first).toMatchObject({ work: { kind: 'scanned', version: 1000, looks: 0 }, delay: 5 });
  if (first?.work.kind !== 'scanned') throw new Error('no look was asked for');
  await worker.look({ ...first.work, looks: 40 }, signal);
  expect(await head()).toMatchObject({ status: 'failed', failure: { code: 'internal' } });

  const other = await setUp(text('b', { scanned: true }));
  await other.worker.ingest(key, 'u1', signal);
  for (let at = 0; at < 2; at += 1) {
    const { work } = other.world.sent.shift() ?? {};
    if (work?.kind === 'scanned') await other.worker.look(work, signal);
  }
  expect(await other.head()).toMatchObject({ status: 'ready', liveVersion: 1000, chunks: 2 });
});

test('changed permissions come to the chunks without embedding them again', async () => {
  const { world, worker } = await setUp();
  await worker.ingest(key, 'u1', signal);
  await world.store.setAcl(org, documentId, owner, acl('board'));
  await worker.changePermissions(key);
  expect([...world.index.values()].map((chunk) => chunk.acl)).toEqual([acl('board'), acl('board')]);
  expect(world.embedded).toHaveLength(2);
});

test('permissions that change while older ones are written are not overwritten by them', async () => {
  const { world, worker } = await setUp();
  await worker.ingest(key, 'u1', signal);
  await world.store.setAcl(org, documentId, owner, acl('older'));
  let isFirst = true;
  const effect: Effect = async (name, run) => {
    if (name === 'index.setAcl' && isFirst) {
      isFirst = false;
      await world.store.setAcl(org, documentId, owner, acl('newer'));
      await worker.changePermissions(key);
    }
    return run();
  };
  await world.worker(effect).changePermissions(key);
  expect([...world.index.values()].map((chunk) => chunk.acl)).toEqual([acl('newer'), acl('newer')]);
});

test('permissions that change while a version is written hold for it when it answers', async () => {
  const { world } = await setUp();
  const effect: Effect = async (name, run) => {
    const result = await run();
    if (name === 'index.write') await world.store.setAcl(org, documentId, owner, acl('board'));
    return result;
  };
  await world.worker(effect).ingest(key, 'u1', signal);
  expect([...world.index.values()].map((chunk) => chunk.acl)).toEqual([acl('board'), acl('board')]);
});

test('a deletion removes chunks, originals, cached answers, and comes once more for what was being written', async () => {
  const { world, head, worker } = await setUp();
  await worker.ingest(key, 'u1', signal);
  world.answers.add(documentId);
  await worker.erase(key, false);
  expect(world.index.size).toBe(2);
  await world.store.beginDeletion(org, documentId, owner, undefined);
  await worker.erase(key, false);
  expect([world.index.size, world.originalsOf(key), [...world.answers]]).toEqual([0, [], []]);
  expect(await head()).toMatchObject({ status: 'deleted', liveVersion: 0, chunks: 0 });
  expect(world.sent).toEqual([{ work: { kind: 'delete', ...key, sweep: true }, delay: 900 }]);
  world.answers.add(documentId);
  world.put(key, 'u9', text('late'));
  await worker.erase(key, true);
  expect([world.originalsOf(key), [...world.answers]]).toEqual([[], []]);
  expect(world.reports).toEqual(['ingested 1000', 'erased']);
});

test('an original that comes for a deleted document, or for none, goes at once', async () => {
  const { world, worker } = await setUp();
  await worker.ingest(key, 'u1', signal);
  await world.store.beginDeletion(org, documentId, owner, undefined);
  await worker.erase(key, false);
  world.put(key, 'u1', text('late'));
  await worker.ingest(key, 'u1', signal);
  const nobody = documentKeyOf(org, 'nobody');
  world.put(nobody, 'u1', text('a'));
  await worker.ingest(nobody, 'u1', signal);
  expect(world.objects.size).toBe(0);
});

test('a sweep that is late does not touch the document that has come again under the id', async () => {
  const { world, head, texts, worker } = await setUp();
  await worker.ingest(key, 'u1', signal);
  await world.store.beginDeletion(org, documentId, owner, undefined);
  await worker.erase(key, false);
  let isFirst = true;
  const effect: Effect = async (name, run) => {
    const result = await run();
    if (name === 'store.findHead' && isFirst) {
      isFirst = false;
      await world.store.revive(document, upload('u2'));
      world.put(key, 'u2', text('again'));
      await worker.ingest(key, 'u2', signal);
    }
    return result;
  };
  await world.worker(effect).erase(key, true);
  expect(await head()).toMatchObject({ status: 'ready', liveVersion: 2000 });
  expect(texts()).toEqual(['again/0', 'again/1']);
  expect(world.originalsOf(key)).toEqual(['u2']);
});

test('an upload that waits for the cost brake says so, unless it is done', async () => {
  const { head, worker } = await setUp();
  await worker.hold(key, 'u1');
  expect(await head()).toMatchObject({ status: 'queued' });
  await worker.ingest(key, 'u1', signal);
  await worker.hold(key, 'u1');
  expect(await head()).toMatchObject({ status: 'ready' });
});

test('an original that has gone before it was read is told', async () => {
  const { world, head, worker } = await setUp();
  world.objects.clear();
  await worker.ingest(key, 'u1', signal);
  expect(await head()).toMatchObject({ status: 'failed', failure: { code: 'internal' } });
});

test('an original that comes again while its upload is forgotten does not stay', async () => {
  const { world, head, next, worker } = await setUp();
  await next('u2', text('b'));
  await worker.ingest(key, 'u2', signal);
  await world.store.addUpload(org, documentId, owner, upload('u3'));
  world.put(key, 'u3', text('b'));
  const effect: Effect = async (name, run) => {
    // Between looking the upload up and claiming it, others forget it.
    if (name === 'store.claim') {
      const known = await world.store.findUpload(key, 'u3');
      if (known) await world.store.removeUpload(key, known);
    }
    return run();
  };
  await world.worker(effect).ingest(key, 'u3', signal);
  expect(world.originalsOf(key)).toEqual(['u2']);
  expect(await head()).toMatchObject({ status: 'ready', liveVersion: 2000 });
});
