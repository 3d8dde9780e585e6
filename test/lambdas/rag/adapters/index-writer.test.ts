import { createIndexWriter } from '../../../../lambdas/rag/adapters/index-writer';
import { createSearchAdmin } from '../../../../lambdas/rag/adapters/search-admin';
import type { DocumentRecord } from '../../../../lambdas/rag/domain/document';
import { answersIndex, chunksIndex } from '../../../../lambdas/rag/domain/index-definition';
import { ALL_ANSWERS, answerIndexNameOf, CHUNKS_ALIAS, indexNameOf } from '../../../../lambdas/rag/domain/index-name';
import { chunkIdOf } from '../../../../lambdas/rag/domain/passage';
import { type SearchDomain, startSearchDomain } from '../../../tools/local/engines/opensearch/search-domain';

const former = { model: 'former', dimensions: 2 };
const present = { model: 'present', dimensions: 3 };
const [formerIndex, presentIndex] = [indexNameOf(former), indexNameOf(present)];
const size = { shards: 2, replicas: 0 };
const acl = (...groups: string[]) => ({ users: [], groups, everyone: false, classification: 0 });

let domain: SearchDomain;
beforeAll(async () => {
  domain = await startSearchDomain();
  const admin = createSearchAdmin(domain.client, () => undefined);
  const { signal } = new AbortController();
  // The former one has the alias: the present one is being filled beside it.
  for (const embedding of [former, present])
    for (const definition of [chunksIndex(embedding, size), answersIndex(embedding, size)])
      await admin.ensureIndex(definition, signal);
});
afterAll(() => domain.stop());

let ids = 0;
function setUp(embedding = former, org = 'acme') {
  ids += 1;
  const documentId = `d${ids}`;
  const document: DocumentRecord = {
    ...{ documentId, org, owner: 'alice', title: 'Travel', source: 'upload', contentType: 'text/plain', size: 1 },
    ...{ acl: acl('staff'), aclVersion: 1, status: 'indexing', liveVersion: 0, chunks: 0 },
    ...{ createdAt: 1, updatedAt: 1, modifiedAt: 5 },
  };
  const all = createIndexWriter({ client: domain.client, wait: async () => undefined });
  const writer = { ...all, write: all.write.bind(undefined, indexNameOf(embedding)) };
  const vector = Array.from({ length: embedding.dimensions }, (_, at) => (at === 0 ? 1 : 0));
  const chunks = (count: number, text = 'Hotels cost 150 euros.') =>
    Array.from({ length: count }, (_, ordinal) => ({
      vector,
      chunk: { ordinal, text, tokens: 5, section: ['Costs'], page: 2, start: 0, end: text.length },
    }));
  return { writer, document, documentId, chunks };
}

/** What an index has of a document, as whoever asks for it finds it now. */
async function found(index: string, documentId: string, org = 'acme') {
  const body = { size: 100, query: { bool: { filter: [{ term: { org } }, { term: { documentId } }] } } };
  const answer = await domain.client.search({ index, routing: org, body });
  const hits = answer.body.hits.hits.map(({ _id, _source }) => ({ id: String(_id), source: _source as object }));
  return hits.toSorted((left, right) => (left.id < right.id ? -1 : 1));
}
const idsOf = async (...given: Parameters<typeof found>) => (await found(...given)).map(({ id }) => id);

test('chunks can be found when they have been written, with what the mapping knows of them', async () => {
  const { writer, document, documentId, chunks } = setUp();
  await writer.write(document, 1000, chunks(2));
  const [first, second] = await found(formerIndex, documentId);
  expect([first?.id, second?.id]).toEqual([`${documentId}.1000.0`, `${documentId}.1000.1`]);
  expect(first?.source).toMatchObject({
    ...{ org: 'acme', documentId, version: 1000, ordinal: 0, title: 'Travel', text: 'Hotels cost 150 euros.' },
    ...{ section: ['Costs'], page: 2, source: 'upload', contentType: 'text/plain', modifiedAt: 5, acl: acl('staff') },
  });
});

test('writing again overwrites; more than one request holds is written, too', async () => {
  const { writer, document, documentId, chunks } = setUp();
  await writer.write(document, 1000, chunks(60, 'first'));
  await writer.write(document, 1000, chunks(60, 'again'));
  const all = await found(formerIndex, documentId);
  expect(all).toHaveLength(60);
  for (const { source } of all) expect(source).toMatchObject({ text: 'again' });
});

test('what the mapping refuses fails the whole', async () => {
  const { writer, document, chunks } = setUp();
  const wrong = chunks(1).map((each) => ({ ...each, vector: [1] }));
  await expect(writer.write(document, 1000, wrong)).rejects.toThrow('The index refused a chunk');
});

test('removing leaves the version that answers and what is newer, other documents and other organisations', async () => {
  const { writer, document, documentId, chunks } = setUp();
  const other = setUp();
  const elsewhere = { ...document, org: 'globex' };
  for (const version of [1000, 1001, 2000, 3000]) await writer.write(document, version, chunks(2));
  await writer.write(other.document, 1000, chunks(1));
  await writer.write(elsewhere, 1000, chunks(1));
  await writer.remove('acme', documentId, { upTo: 2000, but: 1001 });
  const left = [1001, 3000].flatMap((version) => [0, 1].map((at) => chunkIdOf(documentId, version, at)));
  expect(await idsOf(formerIndex, documentId)).toEqual(left);
  expect(await idsOf(formerIndex, other.documentId)).toHaveLength(1);
  expect(await idsOf(formerIndex, documentId, 'globex')).toHaveLength(1);
  await writer.remove('acme', documentId, { version: 3000, from: 1 });
  expect(await idsOf(formerIndex, documentId)).toEqual(left.slice(0, 3));
  await writer.remove('acme', documentId, { upTo: 9999, but: 0 });
  await writer.remove('acme', documentId, { upTo: 9999, but: 0 });
  expect(await idsOf(formerIndex, documentId)).toEqual([]);
});

test('permissions are changed without the rest of a chunk; what is not there is nobody’s', async () => {
  const { writer, document, documentId, chunks } = setUp();
  await writer.write(document, 1000, chunks(2));
  await writer.setAcl(document, 1000, 5, acl('board'));
  for (const { source } of await found(formerIndex, documentId)) {
    expect(source).toMatchObject({ acl: acl('board'), text: 'Hotels cost 150 euros.', vector: [1, 0] });
  }
  expect(await idsOf(formerIndex, documentId)).toHaveLength(2);
  const nothing = setUp();
  await nothing.writer.setAcl(nothing.document, 1000, 2, acl('board'));
  expect(await idsOf(formerIndex, nothing.documentId)).toEqual([]);
});

test('while another index is filled beside the one that answers, permissions and removals reach both', async () => {
  const before = setUp(former);
  const { writer, chunks } = setUp(present);
  await before.writer.write(before.document, 1000, before.chunks(1));
  await writer.write(before.document, 1000, chunks(1));
  await writer.setAcl(before.document, 1000, 1, acl('board'));
  for (const index of [CHUNKS_ALIAS, presentIndex]) {
    const [chunk] = await found(index, before.documentId);
    expect(chunk?.source).toMatchObject({ acl: acl('board') });
  }
  await writer.remove('acme', before.documentId, { upTo: 9999, but: 0 });
  for (const index of [CHUNKS_ALIAS, presentIndex]) expect(await idsOf(index, before.documentId)).toEqual([]);
});

test('what is written into an index that is being dropped is good; what is refused elsewhere is not', async () => {
  const { writer, document, chunks } = setUp(present);
  const name = indexNameOf({ model: 'dropped', dimensions: 3 });
  const [one] = chunks(1);
  if (!one) throw new Error('no chunk');
  const writing = createIndexWriter({ client: domain.client, wait: async () => undefined });
  await writing.write(name, document, 1000, [one]);
  expect((await domain.client.indices.exists({ index: name })).body).toBe(false);
  await expect(writer.write(document, 1000, [{ ...one, vector: [1] }])).rejects.toThrow('refused');
});

test('answers past their time go, of every index', async () => {
  const { writer } = setUp();
  for (const [at, embedding] of [former, present].entries()) {
    const index = answerIndexNameOf(embedding);
    const put = (id: string, expiresAt: number) => [
      { index: { _index: index, _id: id, routing: 'acme' } },
      { org: 'acme', createdAt: 1, expiresAt },
    ];
    await domain.client.bulk({ body: [...put(`old${at}`, 999), ...put(`due${at}`, 1000)], refresh: true });
  }
  expect(await writer.purge(1000)).toBe(false);
  await domain.client.indices.refresh({ index: ALL_ANSWERS });
  const query = { range: { expiresAt: { gte: 0 } } };
  const left = await domain.client.search({ index: ALL_ANSWERS, body: { size: 10, query } });
  expect(left.body.hits.hits.map(({ _id }) => _id).toSorted()).toEqual(['due0', 'due1']);
});

test('cached answers that name a document go from every index, those of others stay', async () => {
  const { writer } = setUp();
  const answer = (sources: string[], org: string) => ({ org, sources: { documentId: sources }, createdAt: 1 });
  const put = async (id: string, sources: string[], org = 'acme', index = answerIndexNameOf(former)) => {
    const body = [{ index: { _index: index, _id: id, routing: org } }, answer(sources, org)];
    await domain.client.bulk({ body });
  };
  await put('one', ['gone', 'kept']);
  await put('two', ['kept']);
  await put('theirs', ['gone'], 'globex');
  await put('beside', ['gone'], 'acme', answerIndexNameOf(present));
  await writer.removeNaming('acme', 'gone');
  await domain.client.indices.refresh({ index: ALL_ANSWERS });
  const query = { range: { createdAt: { gte: 0 } } };
  const named = { bool: { filter: [query], must: [{ terms: { 'sources.documentId': ['gone', 'kept'] } }] } };
  const left = await domain.client.search({ index: ALL_ANSWERS, body: { size: 10, query: named } });
  expect(left.body.hits.hits.map(({ _id }) => _id).toSorted()).toEqual(['theirs', 'two']);
});
