import * as fc from 'fast-check';
import { createAnswerStore } from '../../../../lambdas/rag/adapters/answer-cache';
import { createSearchAdmin } from '../../../../lambdas/rag/adapters/search-admin';
import { createSearchIndex } from '../../../../lambdas/rag/adapters/search-index';
import { type Acl, maySee, type Viewer, viewerOf } from '../../../../lambdas/rag/domain/access';
import { answersIndex, chunksIndex } from '../../../../lambdas/rag/domain/index-definition';
import { answerIndexNameOf, CHUNKS_ALIAS, indexNameOf } from '../../../../lambdas/rag/domain/index-name';
import { chunkIdOf } from '../../../../lambdas/rag/domain/passage';
import type { Leg } from '../../../../lambdas/rag/domain/ports';
import { type SearchDomain, startSearchDomain } from '../../../tools/local/engines/opensearch/search-domain';
import { alice } from '../../support/principals';
import { anyAcl, anyOrg, anyViewer, ORGS } from '../support/anyone';
import { vectorOf } from '../support/models';

const embedding = { model: 'words', dimensions: 64 };
const index = indexNameOf(embedding);
const answers = answerIndexNameOf(embedding);
const size = { shards: 3, replicas: 0 };
const viewer = (who: Partial<Viewer> = {}) => viewerOf({ ...alice, ...who });
const keyword = (text: string): Leg => ({ kind: 'keyword', text });
const vector = (text: string): Leg => ({ kind: 'vector', vector: vectorOf(text) });
const open: Acl = { users: [], groups: [], everyone: true, classification: 0 };

interface Document {
  readonly documentId: string;
  readonly org: string;
  readonly acl: Acl;
  readonly text?: string;
  readonly title?: string;
  readonly source?: string;
  readonly modifiedAt?: number;
}

let domain: SearchDomain;

beforeAll(async () => {
  domain = await startSearchDomain();
  const admin = createSearchAdmin(domain.client, () => undefined);
  const { signal } = new AbortController();
  for (const definition of [chunksIndex(embedding, size), answersIndex(embedding, size)])
    await admin.ensureIndex(definition, signal);
});
afterAll(() => domain.stop());
async function clear(): Promise<void> {
  for (const routing of ORGS)
    await domain.client.deleteByQuery({ index, routing, refresh: true, body: { query: { match_all: {} } } });
}
beforeEach(clear);

async function write(documents: readonly Document[]): Promise<void> {
  const body = documents.flatMap((document) => {
    const { documentId, org, acl, text = 'The budget of the team.', title = documentId } = document;
    const { source = 'upload', modifiedAt = 0 } = document;
    return [
      { index: { _index: index, _id: chunkIdOf(documentId, 1, 0), routing: org } },
      {
        ...{ org, documentId, acl, text, title, source, modifiedAt, version: 1, ordinal: 0, section: ['A'] },
        ...{ start: 0, end: text.length, tokens: 5, contentType: 'text/plain', vector: vectorOf(text) },
      },
    ];
  });
  const { body: written } = await domain.client.bulk({ body, refresh: true });
  expect(written.errors).toBe(false);
}

const searching = () => createSearchIndex(domain.client, { alias: CHUNKS_ALIAS, index });
const found = async (who: Viewer, legs: Leg[], most = 100, filters = {}) =>
  (await searching().search(who, legs, most, filters)).map((hits) =>
    hits.map(({ passage }) => passage.documentId).sort(),
  );

describe('searching in a search domain', () => {
  it('reads passages with all that is known of them', async () => {
    await write([{ documentId: 'd', org: 'acme', acl: open, title: 'Budget' }]);
    const [[hit] = []] = await searching().search(viewer(), [keyword('budgets')], 10);
    expect(hit).toEqual({
      score: expect.any(Number),
      passage: {
        ...{
          chunkId: 'd.1.0',
          documentId: 'd',
          version: 1,
          ordinal: 0,
          title: 'Budget',
          text: 'The budget of the team.',
        },
        ...{ section: ['A'], start: 0, end: 23, tokens: 5, source: 'upload', contentType: 'text/plain', modifiedAt: 0 },
      },
    });
  });

  it('finds in both legs, and by titles, exactly what each viewer may see', async () => {
    const anyDocuments = fc.array(fc.record({ org: anyOrg, acl: anyAcl }), { minLength: 40, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(anyDocuments, fc.array(anyViewer, { minLength: 10, maxLength: 10 }), async (all, viewers) => {
        const documents = all.map((each, at) => ({ ...each, documentId: `d${at}`, title: `Budget ${at}` }));
        await clear();
        await write(documents);
        for (const who of viewers) {
          const allowed = documents.filter(({ org, acl }) => maySee(who, org, acl)).map(({ documentId }) => documentId);
          const titles = (await searching().suggest(who, 'bud', 100)).map(({ documentId }) => documentId);
          const expected = allowed.sort();
          expect(await found(who, [keyword('budget'), vector('the budget of the team')])).toEqual([expected, expected]);
          expect(titles.sort()).toEqual(expected);
        }
      }),
      { numRuns: 5 },
    );
  });

  it('finds as many as are asked for among what may be seen, however much nearer the rest is', async () => {
    const hidden = { org: 'acme', acl: { ...open, everyone: false }, text: 'budget budget' };
    const seen = { org: 'acme', acl: open, text: 'A budget that is farther away from the question than others.' };
    await write([
      ...Array.from({ length: 50 }, (_, at) => ({ ...hidden, documentId: `hidden${at}` })),
      ...Array.from({ length: 3 }, (_, at) => ({ ...seen, documentId: `seen${at}` })),
    ]);
    const expected = ['seen0', 'seen1', 'seen2'];
    expect(await found(viewer(), [keyword('budget'), vector('budget')], 3)).toEqual([expected, expected]);
  });

  it.each([
    [{ sources: ['wiki'] }, ['wiki']],
    [{ documentIds: ['late', 'wiki'] }, ['late', 'wiki']],
    [{ contentTypes: ['application/pdf'] }, []],
    [{ from: 100 }, ['late']],
    [{ to: 100 }, ['early', 'wiki']],
    [{ from: 50, to: 100 }, ['wiki']],
  ])('narrows by %j', async (filters, expected) => {
    const document = { org: 'acme', acl: open };
    await write([
      { ...document, documentId: 'early', modifiedAt: 10 },
      { ...document, documentId: 'late', modifiedAt: 100 },
      { ...document, documentId: 'wiki', modifiedAt: 50, source: 'wiki' },
    ]);
    expect(await found(viewer(), [keyword('budget'), vector('budget')], 10, filters)).toEqual([expected, expected]);
  });

  it('asks the index whose vectors fit, whatever the alias stands for', async () => {
    await write([{ documentId: 'd', org: 'acme', acl: open }]);
    const other = createSearchIndex(domain.client, { alias: CHUNKS_ALIAS, index: 'rag-chunks-other-64' });
    await expect(other.search(viewer(), [vector('budget')], 10)).rejects.toThrow('index_not_found_exception');
  });

  it('fails when one leg does', async () => {
    const short: Leg = { kind: 'vector', vector: [1, 0] };
    await write([{ documentId: 'd', org: 'acme', acl: open }]);
    await expect(searching().search(viewer(), [keyword('budget'), short], 10)).rejects.toThrow('The vector leg failed');
  });

  it('stops when it is told to', async () => {
    const stopped = AbortSignal.abort(new Error('too late'));
    await expect(searching().search(viewer(), [keyword('budget')], 10, {}, stopped)).rejects.toThrow('too late');
  });
});

describe('cached answers in a search domain', () => {
  const entry = {
    ...{
      org: 'acme',
      question: 'What is the budget?',
      vector: vectorOf('what is the budget'),
      scope: 's',
      createdAt: 1_000,
    },
    sources: [{ documentId: 'd', version: 1 }],
    sentences: [{ text: 'It is 5.', citations: [1], verdict: 'supported' as const }],
    citations: [
      {
        n: 1,
        documentId: 'd',
        chunkId: 'd.1.0',
        version: 1,
        title: 'D',
        section: [],
        start: 0,
        end: 8,
        quote: 'It is 5.',
      },
    ],
  };
  const store = () => createAnswerStore(domain.client, answers);

  it('are found by who is of the organisation, until they are too old', async () => {
    await store().put(viewer(), entry, 2_000);
    await domain.client.indices.refresh({ index: answers });
    const nearest = (org: string, since: number) => store().nearest(viewer({ org }), entry.vector, since, 5);
    expect(await nearest('acme', 1_000)).toEqual([entry]);
    expect(await nearest('acme', 1_001)).toEqual([]);
    expect(await nearest('globex', 0)).toEqual([]);
  });

  it('are kept once for the same question', async () => {
    for (const createdAt of [2_000, 3_000]) await store().put(viewer(), { ...entry, createdAt }, 9_000);
    await domain.client.indices.refresh({ index: answers });
    const kept = await store().nearest(viewer(), entry.vector, 0, 5);
    expect(kept.map(({ createdAt }) => createdAt)).toEqual([3_000]);
  });

  it('go with a document that they rest on', async () => {
    await store().put(viewer(), entry, 9_000);
    await domain.client.indices.refresh({ index: answers });
    const query = { bool: { filter: [{ term: { org: 'acme' } }, { term: { 'sources.documentId': 'd' } }] } };
    await domain.client.deleteByQuery({ index: answers, routing: 'acme', refresh: true, body: { query } });
    expect(await store().nearest(viewer(), entry.vector, 0, 5)).toEqual([]);
  });
});
