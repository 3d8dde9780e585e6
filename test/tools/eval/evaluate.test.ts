import type { SearchRequest, SearchResponse } from '../../../lambdas/rag/domain/api/search';
import { measure, rankingOf } from '../../../tools/eval/retrieval/evaluate';
import { RequestError } from '../../../web/client/chat-error';

const result = (documentId: string, ordinal = 0): SearchResponse['results'][number] => ({
  ...{ documentId, chunkId: `${documentId}.1.${ordinal}`, version: 1, title: '', section: [], start: 0, end: 1 },
  ...{ text: '', source: 'upload', modifiedAt: 0, score: 1, why: { fused: { rank: 1, score: 1 } } },
});
const response = (...results: SearchResponse['results']): SearchResponse => ({
  results,
  query: { text: '', language: 'en', variants: [] },
  degraded: [],
  embedding: { model: 'm', dimensions: 2 },
  timings: {},
});
const idOf = new Map([
  ['d1', 'one'],
  ['d2', 'two'],
  ['d3', 'three'],
]);
const signal = new AbortController().signal;

test('a document counts once, by the best of its passages; those of others do not count', () => {
  const found = response(result('x'), result('d2'), result('d1'), result('d2', 1), result('d3'));
  expect(rankingOf(found, idOf)).toEqual(['two', 'one', 'three']);
});

test('figures are means over the queries, times percentiles of what each took', async () => {
  const asked: SearchRequest[] = [];
  let clock = 0;
  const took: Readonly<Record<string, number>> = { a: 10, b: 30 };
  const client = {
    search: async (request: SearchRequest) => {
      asked.push(request);
      clock += took[request.query] ?? 0;
      return request.query === 'a' ? response(result('d1'), result('d2')) : response(result('d3'), result('d2'));
    },
  };
  const grades = new Map([
    ['qa', new Map([['one', 1]])],
    [
      'qb',
      new Map([
        ['two', 1],
        ['one', 1],
      ]),
    ],
  ]);
  const queries = [
    { id: 'qa', text: 'a' },
    { id: 'qb', text: 'b' },
  ];
  const subject = { client, idOf, grades, queries };
  const { row } = await measure('hybrid-rrf', subject, { size: 7, expand: false, signal, now: () => clock });
  // qa: all at once; qb: one of two relevant documents, at rank 2.
  const dcg = 1 / Math.log2(3);
  expect(row.ndcg10).toBeCloseTo((1 + dcg / (1 + dcg)) / 2, 10);
  expect(row).toMatchObject({ mode: 'hybrid-rrf', map: 0.625, recall100: 0.75, p50Ms: 10, p95Ms: 30 });
  expect(asked.map(({ query }) => query)).toEqual(['a', 'a', 'b']);
  expect(asked[1]).toEqual({ query: 'a', mode: 'hybrid', fusion: 'rrf', rerank: false, size: 7, expand: false });
});

test('what is left out, and for how many queries, is noticed', async () => {
  const degraded: SearchResponse['degraded'] = ['vector', 'rerank'];
  const client = { search: async () => ({ ...response(result('d1')), degraded }) };
  const subject = { client, idOf, grades: new Map(), queries: [{ id: 'q', text: 'a' }] };
  const measured = await measure('reranked', subject, { size: 1, expand: true, signal });
  expect(measured.degraded).toEqual({ vector: 1, rerank: 1 });
  expect(measured.rerankModel).toBeUndefined();
});

test('a refusal that waiting does not help ends it', async () => {
  const client = { search: () => Promise.reject(new RequestError('invalid_request', 'no', undefined, 400)) };
  const subject = { client, idOf, grades: new Map(), queries: [{ id: 'q', text: 'a' }] };
  await expect(measure('keyword', subject, { size: 1, expand: false, signal })).rejects.toThrow('no');
});
