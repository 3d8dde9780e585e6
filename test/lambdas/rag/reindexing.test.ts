import { indexNameOf } from '../../../lambdas/rag/domain/index-name';
import { chunkIdOf } from '../../../lambdas/rag/domain/passage';
import type { Work } from '../../../lambdas/rag/domain/work';
import { documentKeyOf } from '../../../lambdas/rag/org-hash';
import { aclOf, org, owner, ReindexWorld } from './support/reindex-world';

const former = { model: 'former', dimensions: 4 };
const present = { model: 'present', dimensions: 6 };
const [formerIndex, presentIndex] = [indexNameOf(former), indexNameOf(present)];
const { signal } = new AbortController();
const key = documentKeyOf(org, 'd1');

function setUp() {
  const world = new ReindexWorld();
  const { ingestion, reindexing } = world.worker();
  async function does(work: Work): Promise<void> {
    if (work.kind === 'uploaded') return ingestion.ingest(key, work.uploadId, signal);
    if (work.kind === 'ingest') return ingestion.ingest(key, work.uploadId, signal, work.request);
    if (work.kind === 'reindex') return reindexing.walk(work.pass);
    if (work.kind === 'copy') return reindexing.copy(documentKeyOf(org, work.documentId), work.index, signal);
    if (work.kind === 'drop') return reindexing.drop(work.index);
    throw new Error(`unexpected ${work.kind}`);
  }
  /** Works off what was sent, in order, but for what is passed over. @returns what was done */
  async function workOff(isDone: (work: Work) => boolean = () => true) {
    const done: { kind: string; delay: number }[] = [];
    for (let next = world.sent.shift(); next; next = world.sent.shift()) {
      if (!isDone(next.work)) continue;
      done.push({ kind: next.work.kind, delay: next.delay });
      await does(next.work);
    }
    return done;
  }
  const names = async () => (await world.indexes()).map(({ name, isLive }) => (isLive ? `${name} answers` : name));
  async function ingested(chunks: number) {
    await world.setUp(former);
    await world.upload('d1', 'u1', { name: 'budget', chunks });
    await workOff();
  }
  return { world, reindexing, workOff, names, ingested };
}

test('a stage that was set up has nothing to do', async () => {
  const { world, workOff } = setUp();
  await world.setUp(former);
  expect(await workOff()).toEqual([{ kind: 'reindex', delay: 0 }]);
});

test('a document is copied however long it is, then looked at once more, then the index answers; the former one goes later', async () => {
  const { world, workOff, ingested, names } = setUp();
  await ingested(450);
  await world.setUp(present);
  expect(await workOff()).toEqual([
    { kind: 'reindex', delay: 0 },
    { kind: 'copy', delay: 0 },
    { kind: 'reindex', delay: 900 },
    { kind: 'drop', delay: 900 },
  ]);
  expect(await names()).toEqual([`${presentIndex} answers`]);
  const ids = (await world.contents(presentIndex)).map(({ _id }) => _id);
  expect(ids.toSorted()).toEqual(world.expected());
  expect(ids).toHaveLength(450);
});

test('an index that still lacks documents after ten passes does not answer, and that is told', async () => {
  const { world, workOff, ingested, names } = setUp();
  await ingested(1);
  await world.setUp(present);
  const done = await workOff(({ kind }) => kind !== 'copy');
  expect(done.map(({ kind }) => kind)).toEqual(Array.from({ length: 11 }, () => 'reindex'));
  expect(world.events).toEqual(['given up']);
  expect(await names()).toEqual([`${formerIndex} answers`, presentIndex]);
  world.sent.push({ work: { kind: 'reindex' }, delay: 0 });
  await workOff();
  expect(await names()).toEqual([`${presentIndex} answers`]);
});

test('when the deployment is taken back, the chain ends and its index goes', async () => {
  const { world, workOff, ingested, names } = setUp();
  await ingested(1);
  await world.setUp(present);
  await workOff(({ kind }) => kind === 'copy');
  world.sent.push({
    work: { kind: 'reindex', pass: { index: presentIndex, round: 1, documents: 0, missing: 0 } },
    delay: 0,
  });
  await world.setUp(former);
  await workOff();
  expect(world.events).toEqual(['superseded']);
  expect(await names()).toEqual([`${formerIndex} answers`]);
});

test('what the index that answers has lost is read from its original', async () => {
  const { world, workOff, ingested, names } = setUp();
  await ingested(3);
  const [head] = world.heads();
  await world.lose(formerIndex, chunkIdOf('d1', head?.liveVersion ?? 0, 1));
  await world.setUp(present);
  const done = await workOff();
  expect(done.map(({ kind }) => kind)).toContain('ingest');
  expect(await names()).toEqual([`${presentIndex} answers`]);
  expect((await world.contents(presentIndex)).map(({ _id }) => _id).toSorted()).toEqual(world.expected());
  expect(world.expected()).toHaveLength(3);
});

test('a copy that comes too late changes nothing: of an index that is gone, or that answers, or of a document that is gone', async () => {
  const { world, reindexing, workOff, ingested } = setUp();
  await ingested(2);
  await world.setUp(present);
  await workOff();
  const before = await world.contents(presentIndex);
  await reindexing.copy(key, formerIndex, signal);
  await reindexing.copy(key, presentIndex, signal);
  expect(await world.contents(presentIndex)).toEqual(before);
  await world.setUp(former);
  await world.ingest.store.beginDeletion(org, 'd1', owner, undefined);
  await reindexing.copy(key, formerIndex, signal);
  expect(await world.contents(formerIndex)).toEqual([]);
  expect(await world.contents(presentIndex)).toEqual([]);
});

test('even where nothing is missing there is a second pass: somebody may be writing who does not know of the new index', async () => {
  const { world, workOff, names } = setUp();
  await world.setUp(former);
  await workOff();
  await world.setUp(present);
  const again = { kind: 'reindex', delay: 900 };
  expect(await workOff()).toEqual([{ kind: 'reindex', delay: 0 }, again, { kind: 'drop', delay: 900 }]);
  expect(await names()).toEqual([`${presentIndex} answers`]);
});

test('an index that is to answer again at the moment when it would be dropped stays', async () => {
  const { world, ingested, names } = setUp();
  await ingested(1);
  await world.setUp(present);
  await world.setUp(former);
  let isTakenBack = false;
  const { reindexing } = world.worker(async (name, run) => {
    if (name === 'POST /_aliases' && !isTakenBack) {
      isTakenBack = true;
      await world.setUp(present);
    }
    return run();
  });
  await expect(reindexing.drop(presentIndex)).rejects.toThrow('missing');
  await reindexing.drop(presentIndex);
  expect(await names()).toEqual([`${formerIndex} answers`, presentIndex]);
  expect(isTakenBack).toBe(true);
});

test('an index goes that has no answers beside it', async () => {
  const { world, reindexing, ingested, names } = setUp();
  await ingested(1);
  await world.setUp(present);
  await world.removeAnswers(present);
  await world.setUp(former);
  await world.removeAnswers(present);
  await reindexing.drop(presentIndex);
  expect(await names()).toEqual([`${formerIndex} answers`]);
});

test('a version that goes live while it is copied is there in the end, and the one before is not', async () => {
  const { world, ingested, workOff } = setUp();
  await ingested(2);
  await world.setUp(present);
  await workOff(({ kind }) => kind !== 'copy');
  let isReplaced = false;
  const { reindexing } = world.worker(async (name, run) => {
    const result = await run();
    if (name === 'POST /_msearch' && !isReplaced) {
      isReplaced = true;
      await world.upload('d1', 'u2', { name: 'budget again', chunks: 2 });
      await workOff();
      await world.setAcl('d1', 'board');
    }
    return result;
  });
  await reindexing.copy(key, presentIndex, signal);
  expect(isReplaced).toBe(true);
  const contents = await world.contents(presentIndex);
  expect(contents.map(({ _id }) => _id).toSorted()).toEqual(world.expected());
});

test('what a copy left behind that was given up is found by a pass over all documents', async () => {
  const { world, ingested, workOff, names } = setUp();
  await ingested(2);
  await world.setUp(present);
  const { reindexing } = world.worker(async (name, run) => {
    if (name === 'POST /_bulk') {
      await world.upload('d1', 'u2', { name: 'budget again', chunks: 2 });
      await workOff(({ kind }) => kind === 'uploaded');
      await run();
      throw new Error('died');
    }
    return run();
  });
  await expect(reindexing.copy(key, presentIndex, signal)).rejects.toThrow();
  expect((await world.contents(presentIndex)).length).toBeGreaterThan(world.expected().length);
  world.sent.push({ work: { kind: 'reindex' }, delay: 0 });
  await workOff();
  expect(await names()).toEqual([`${presentIndex} answers`]);
  expect((await world.contents(presentIndex)).map(({ _id }) => _id).toSorted()).toEqual(world.expected());
});

test('permissions that change while a document is copied hold for its copy, too, be it that the copy was interrupted', async () => {
  for (const dies of [false, true]) {
    const { world, ingested, workOff } = setUp();
    await ingested(1);
    await world.setUp(present);
    await workOff(({ kind }) => kind !== 'copy');
    let isOver = false;
    const { reindexing } = world.worker(async (name, run) => {
      if (name === 'POST /_bulk' && !isOver) {
        isOver = true;
        await world.setAcl('d1', 'board');
        const result = await run();
        if (dies) throw new Error('died');
        return result;
      }
      return run();
    });
    const copied = reindexing.copy(key, presentIndex, signal);
    if (dies) {
      await expect(copied).rejects.toThrow();
      await reindexing.copy(key, presentIndex, signal);
    } else await copied;
    const [chunk] = await world.contents(presentIndex);
    expect(chunk?.acl).toEqual(aclOf('board'));
  }
});

test('an index that answers, or is to, is never dropped', async () => {
  const { world, reindexing, ingested, names } = setUp();
  await ingested(1);
  await world.setUp(present);
  for (const index of [formerIndex, presentIndex]) await reindexing.drop(index);
  expect(await names()).toEqual([`${formerIndex} answers`, presentIndex]);
});
