import { listChunkIndexes } from '../../../../lambdas/rag/adapters/chunk-indexes';
import { createIndexCopies } from '../../../../lambdas/rag/adapters/index-copies';
import { createLiveIndex } from '../../../../lambdas/rag/adapters/live-index';
import { createSearchAdmin } from '../../../../lambdas/rag/adapters/search-admin';
import { chunksIndex } from '../../../../lambdas/rag/domain/index-definition';
import { ALL_CHUNKS, CHUNKS_ALIAS, indexNameOf } from '../../../../lambdas/rag/domain/index-name';
import { Unavailable } from '../../../../lambdas/rag/domain/unavailable';
import { type SearchDomain, startSearchDomain } from '../../../tools/local/engines/opensearch/search-domain';

const [former, present] = ['former', 'present'].map((model) => ({ model, dimensions: 4 })) as [Embedding, Embedding];
type Embedding = { readonly model: string; readonly dimensions: number };
const liveOf = (embedding: Embedding) => ({ name: indexNameOf(embedding), embedding });
const { signal } = new AbortController();

let domain: SearchDomain;
beforeEach(async () => {
  domain = await startSearchDomain();
});
afterEach(() => domain.stop());

async function setUp() {
  const admin = createSearchAdmin(domain.client, () => undefined);
  for (const embedding of [former, present])
    await admin.ensureIndex(chunksIndex(embedding, { shards: 1, replicas: 0 }), signal);
}

async function letPresentAnswer() {
  const all = await listChunkIndexes(domain.client);
  const [from, to] = [all.find(({ isLive }) => isLive), all.find(({ isLive }) => !isLive)];
  if (!from || !to) throw new Error('no two indexes');
  await createIndexCopies(domain.client).switch(from, to);
  return { from, to };
}

test('says which index answers, and with which model; for a while it is not asked again', async () => {
  await setUp();
  let now = 0;
  const live = createLiveIndex(domain.client, () => now);
  expect(await live()).toEqual(liveOf(former));
  await letPresentAnswer();
  now = 59_999;
  expect(await live()).toEqual(liveOf(former));
  now = 60_000;
  expect(await live()).toEqual(liveOf(present));
});

test('what fails is asked again, and says that the search does not answer', async () => {
  const live = createLiveIndex(domain.client, () => 0);
  await expect(live()).rejects.toThrow(Unavailable);
  await setUp();
  expect(await live()).toEqual(liveOf(former));
});

test('an index that does not say what it is made with is refused', async () => {
  await domain.client.indices.create({
    index: 'rag-chunks-by-hand',
    body: { aliases: { [CHUNKS_ALIAS]: {}, [ALL_CHUNKS]: {} } },
  });
  await expect(createLiveIndex(domain.client, () => 0)()).rejects.toMatchObject({
    cause: { message: expect.stringContaining('rag-chunks-by-hand does not say') },
  });
  await expect(listChunkIndexes(domain.client)).rejects.toThrow('does not say');
});

test('of two who let an index answer at once, one succeeds; the alias never stands for both', async () => {
  await setUp();
  const { from, to } = await letPresentAnswer();
  await expect(createIndexCopies(domain.client).switch(from, to)).rejects.toMatchObject({ statusCode: 404 });
  expect(Object.keys((await domain.client.indices.getAlias({ name: CHUNKS_ALIAS })).body)).toEqual([to.name]);
});

test('without an index that answers, there is none to write to', async () => {
  await expect(listChunkIndexes(domain.client)).rejects.toThrow('index_not_found');
  const admin = createSearchAdmin(domain.client, () => undefined);
  const { alias: _alias, ...definition } = chunksIndex(former, { shards: 1, replicas: 0 });
  await admin.ensureIndex(definition, signal);
  await expect(listChunkIndexes(domain.client)).rejects.toThrow('No index answers');
});
