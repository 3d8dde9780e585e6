import type { BrakeReader } from '../shared/brake';
import type { Degraded, Retrieval, RetrieveDeps } from './domain/retrieval/retrieval';

/** What costs money per search and is not needed for one. */
interface Wanted {
  readonly rerank: boolean;
  readonly expand: boolean;
}

/** Searching goes on while the stage's cost brake is set, without the models that cost most; the result says so. */
export async function thrifty(
  brake: BrakeReader,
  wanted: Wanted,
  { reranker, expansion }: Pick<RetrieveDeps, 'reranker' | 'expansion'>,
) {
  const isBraked = (await brake()) !== undefined;
  const missed: Degraded[] = [];
  if (isBraked && wanted.rerank && reranker) missed.push('rerank');
  if (isBraked && wanted.expand && expansion) missed.push('expansion');
  return {
    options: isBraked ? { rerank: false, expand: false } : wanted,
    told: (retrieval: Retrieval): Retrieval => ({ ...retrieval, degraded: [...missed, ...retrieval.degraded] }),
  };
}
