import type { SearchRequest } from '../../../lambdas/rag/domain/api/search';

/** Ways to search that are compared, each as the API is asked for it. Keyword and vector alone come first. */
export const modes = {
  keyword: { mode: 'keyword', rerank: false },
  vector: { mode: 'vector', rerank: false },
  'hybrid-rrf': { mode: 'hybrid', fusion: 'rrf', rerank: false },
  'hybrid-min-max': { mode: 'hybrid', fusion: 'min-max', rerank: false },
  'hybrid-z-score': { mode: 'hybrid', fusion: 'z-score', rerank: false },
  /** With the stage's own fusion. */
  reranked: { mode: 'hybrid', rerank: true },
} as const satisfies Record<string, Partial<SearchRequest>>;

export type ModeName = keyof typeof modes;

export const modeNames = Object.keys(modes) as ModeName[];
