import { deleteDocument, writeDocument } from '../../../../../tools/local/engines/opensearch/api/write';
import { Cluster } from '../../../../../tools/local/engines/opensearch/cluster';
import type { SearchIndex } from '../../../../../tools/local/engines/opensearch/index/search-index';
import type { JsonObject } from '../../../../../tools/local/engines/opensearch/json';
import { search } from '../../../../../tools/local/engines/opensearch/search/search';
import { parseSearchBody } from '../../../../../tools/local/engines/opensearch/search/search-body';

/** An index without HTTP around it, which is refreshed when it is told to. */
export function indexOf(properties: JsonObject, settings: JsonObject = {}): SearchIndex {
  const cluster = new Cluster(
    'test',
    () => 0,
    () => 'uuid',
  );
  return cluster.createIndex('test', {
    settings: { refresh_interval: -1, knn: true, ...settings },
    mappings: { dynamic: 'strict', properties },
  });
}

export function put(index: SearchIndex, id: string, source: JsonObject, routing?: string): void {
  writeDocument({ index, id, routing, now: 0 }, source);
}

export function remove(index: SearchIndex, id: string, routing?: string): void {
  deleteDocument({ index, id, routing, now: 0 });
}

/** Ids and scores of what a query finds, best first. */
export function hitsOf(index: SearchIndex, query: JsonObject, size = 1000): { id: string; score: number }[] {
  const answer = search([{ index, shards: index.shards }], parseSearchBody({ query, size }));
  const { hits } = answer.hits as { hits: { _id: string; _score: number }[] };
  return hits.map(({ _id, _score }) => ({ id: _id, score: _score }));
}

export const idsOf = (index: SearchIndex, query: JsonObject): string[] => hitsOf(index, query).map(({ id }) => id);
