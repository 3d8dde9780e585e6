import { takes, timesInARow } from '../ways/parts';
import { serviceTimes } from '../ways/service-times';
import type { Part, Way } from '../ways/way';
import type { Profile } from './profile';

const { gateway, authorize, handler, embedding, variants, search, storeBatch, rerank, storeRead } = serviceTimes;

/** Part of its 8 s that a stage may take before the search goes on without it: `lambdas/rag/domain/retrieval/budget.ts`. */
const BUDGET_MS = 8000;

/** Two other wordings, while the question is embedded; their vectors; all legs; permissions; the order. */
const retrieval: readonly Part[] = [
  takes(handler),
  {
    kind: 'together',
    branches: [[takes(embedding)], [{ kind: 'at-most', ms: 0.2 * BUDGET_MS, parts: [takes(variants)] }]],
  },
  { kind: 'together', branches: [[takes(embedding)], [takes(embedding)]] },
  takes(search),
  ...timesInARow(2, takes(storeBatch)),
  { kind: 'at-most', ms: 0.2 * BUDGET_MS, parts: [takes(rerank)] },
];

const front: readonly Part[] = [
  { kind: 'throttle', at: 'Http/Api' },
  takes(gateway),
  { kind: 'sometimes', share: 0.2, parts: [{ kind: 'invokes', at: 'Http/Authorizer', parts: [takes(authorize)] }] },
];

const searching: Way = {
  name: 'search with variants and reranking',
  requestsAUnit: 1,
  parts: [...front, { kind: 'invokes', at: 'Query/Search', parts: retrieval }],
  targets: [{ mark: 'done', share: 0.99, ms: 2000, from: 'p99SearchMs' }],
};

const answering: Way = {
  name: 'answer with citations',
  requestsAUnit: 1,
  parts: [
    ...front,
    {
      kind: 'invokes',
      at: 'Query/Answer',
      parts: [
        takes(storeRead),
        ...retrieval,
        { kind: 'mark', name: 'model asked' },
        takes(serviceTimes.firstToken),
        { kind: 'mark', name: 'first token' },
        takes(serviceTimes.restOfAnswer),
      ],
    },
  ],
  targets: [],
  shown: ['model asked', 'first token'],
};

export const rag: Profile = {
  design: 'rag',
  unit: 'question',
  functions: [
    { at: 'Query/Answer', callsAUnit: 1, ms: 4000 },
    { at: 'Http/Authorizer', callsAUnit: 0.2, ms: 50 },
  ],
  tables: [{ at: 'Documents', writesAUnit: 0, readsAUnit: 26 }],
  hotKeys: [],
  models: [
    { model: 'titan-embed-v2', requestsAUnit: 3, tokensAUnit: 75 },
    { model: 'nova-micro', requestsAUnit: 1, tokensAUnit: 250 },
    { model: 'nova-lite', requestsAUnit: 1, tokensAUnit: 3210 },
    { model: 'cohere-rerank-3.5', requestsAUnit: 1, tokensAUnit: 0 },
  ],
  search: { at: 'Search/Domain' },
  apis: [{ at: 'Http/Api', requestsAUnit: 1 }],
  edgeRequestsAUnit: 1,
  auditEventsAUnit: 1,
  transactionItems: 1,
  ways: [searching, answering],
};

/** Documents that come in, by the page. */
export const ragPages: Profile = {
  design: 'rag',
  unit: 'page',
  functions: [{ at: 'Ingestion/Worker', callsAUnit: 0.2, ms: 2500 }],
  tables: [{ at: 'Documents', writesAUnit: 1, readsAUnit: 1 }],
  hotKeys: [],
  queues: { queuesAt: [], sourcesAt: ['Ingestion/Source'], invokes: 'Ingestion/Worker' },
  // A chunk is a request.
  models: [{ model: 'titan-embed-v2', requestsAUnit: 1000 / 462, tokensAUnit: (1000 / 462) * 512 }],
  apis: [],
  edgeRequestsAUnit: 0,
  transactionItems: 1,
  ways: [],
};
