import type { Client } from '@opensearch-project/opensearch';
import { createAnswerStore } from '../../../../lambdas/rag/adapters/answer-cache';
import { createIndexWriter } from '../../../../lambdas/rag/adapters/index-writer';
import { createSearchAdmin } from '../../../../lambdas/rag/adapters/search-admin';
import { createSearchIndex } from '../../../../lambdas/rag/adapters/search-index';
import type { AnswerStore } from '../../../../lambdas/rag/domain/answer-cache';
import { answersIndex, chunksIndex } from '../../../../lambdas/rag/domain/index-definition';
import { answerIndexNameOf, CHUNKS_ALIAS, indexNameOf } from '../../../../lambdas/rag/domain/index-name';
import type { SearchIndex } from '../../../../lambdas/rag/domain/ports';
import { type SearchDomain, startSearchDomain } from '../../../tools/local/engines/opensearch/search-domain';
import { wordEmbedder } from './models';

/** What searches and answers ask. */
export interface Reading {
  readonly search: SearchIndex;
  readonly answers: AnswerStore;
}

export interface ServedIndex {
  readonly domain: SearchDomain;
  readonly filtered: Reading;
  /** The same without the filters, and the routes with them: it gives everyone everything. */
  readonly unfiltered: Reading;
  /** Name of the index of chunks. */
  readonly name: string;
  readonly writer: ReturnType<typeof createIndexWriter>;
  /** Milliseconds go by for the engine: what was written without waiting is found a second later. */
  pass(ms: number): void;
  stop(): Promise<void>;
}

/** The product's adapters before a search engine, with the indexes that a deployment makes. */
export async function startServedIndex(shards: number): Promise<ServedIndex> {
  const domain = await startSearchDomain();
  const { client } = domain;
  const admin = createSearchAdmin(client, () => undefined);
  const { signal } = new AbortController();
  const size = { shards, replicas: 0 };
  for (const definition of [chunksIndex(wordEmbedder, size), answersIndex(wordEmbedder, size)])
    await admin.ensureIndex(definition, signal);
  const [index, answers] = [indexNameOf(wordEmbedder), answerIndexNameOf(wordEmbedder)];
  const reading = (asking: Client): Reading => ({
    search: createSearchIndex(asking, { alias: CHUNKS_ALIAS, index }),
    answers: createAnswerStore(asking, answers),
  });
  return {
    domain,
    name: index,
    filtered: reading(client),
    unfiltered: reading(withoutFilters(client)),
    writer: createIndexWriter({ client, wait: async () => undefined }),
    pass: (ms) => {
      domain.local.clock.now += ms;
    },
    stop: () => domain.stop(),
  };
}

/** Searches as they are asked for, less what narrows them. */
function withoutFilters(client: Client): Client {
  const without = <T>(request: T): T =>
    JSON.parse(JSON.stringify(request, (name, value) => (['filter', 'routing'].includes(name) ? undefined : value)));
  return new Proxy(client, {
    get(target, name, receiver) {
      if (name === 'msearch') return (request: Parameters<Client['msearch']>[0]) => target.msearch(without(request));
      if (name === 'search') return (request: Parameters<Client['search']>[0]) => target.search(without(request));
      return Reflect.get(target, name, receiver);
    },
  });
}
