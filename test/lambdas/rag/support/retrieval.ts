import { withoutNearDuplicates } from '../../../../lambdas/rag/domain/near-duplicates';
import type { Stage } from '../../../../lambdas/rag/domain/retrieval/budget';
import type { Degraded, RetrieveDeps, RetrieveOptions } from '../../../../lambdas/rag/domain/retrieval/retrieval';
import type { Library } from './library';
import { rewording, wordEmbedder, wordReranker } from './models';

/** Time that passes only when a test says so, and limits that end when a test ends them. */
export class TestWatch {
  private at = 0;
  private readonly limits: { readonly stage: string; readonly limit: AbortController; readonly ms: number }[] = [];

  readonly now = (): number => this.at;

  readonly limit = (stage: Stage | 'cache', ms: number): AbortSignal => {
    const limit = new AbortController();
    this.limits.push({ stage, limit, ms });
    return limit.signal;
  };

  pass(ms: number): void {
    this.at += ms;
  }

  /** The time of a stage is up. */
  end(stage: Stage | 'cache'): void {
    for (const each of this.limits) if (each.stage === stage) each.limit.abort(new Error(`${stage} took too long`));
  }

  /** Milliseconds that a stage was given. */
  given(stage: Stage): number | undefined {
    return this.limits.find((each) => each.stage === stage)?.ms;
  }
}

export const never = <T>(): Promise<T> => new Promise(() => undefined);

export function retrievalOf(library: Library, more: Partial<RetrieveDeps> = {}) {
  const watch = new TestWatch();
  const degraded: { readonly stage: Degraded; readonly reason: unknown }[] = [];
  const deps: RetrieveDeps = {
    index: library.untrusted,
    documents: library.documents,
    embedder: wordEmbedder,
    reranker: wordReranker,
    expansion: rewording,
    withoutNearDuplicates,
    languageOf: () => 'en',
    watch,
    onDegraded: (stage, reason) => void degraded.push({ stage, reason }),
    ...more,
  };
  return { deps, watch, degraded };
}

export const options: RetrieveOptions = {
  size: 10,
  mode: 'hybrid',
  fusion: 'rrf',
  rerank: true,
  expand: true,
  filters: {},
};
