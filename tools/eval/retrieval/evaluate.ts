import type { SearchResponse } from '../../../lambdas/rag/domain/api/search';
import type { RagClient } from '../../../web/client/rag-client';
import { patiently } from '../../operator/patience';
import type { Corpus, Query } from '../beir';
import { averagePrecision, mean, ndcg, percentile, type Ranking, recall } from '../metrics';
import { type ModeName, modes } from './modes';

/** Figures of one way to search: means over all queries from 0 to 1, times in milliseconds. */
export interface Row {
  readonly mode: ModeName;
  readonly ndcg10: number;
  /** Over what was asked for, and no further. */
  readonly map: number;
  readonly recall100: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

/** A row, and what was noticed while it was measured. */
export interface Measured {
  readonly row: Row;
  readonly embedding?: SearchResponse['embedding'];
  readonly rerankModel?: string;
  /** Queries for which a part of the pipeline was left out, by the part. */
  readonly degraded: Readonly<Record<string, number>>;
}

export interface MeasureOptions {
  /** Results asked for. */
  readonly size: number;
  /** Whether variants of each query are searched as well. */
  readonly expand: boolean;
  readonly signal: AbortSignal;
  readonly onQuery?: () => void;
  /** Milliseconds from any start. */
  readonly now?: () => number;
}

type Subject = Pick<Corpus, 'queries' | 'grades'> & {
  readonly client: Pick<RagClient, 'search'>;
  /** Ids of the corpus by those of the API. */
  readonly idOf: ReadonlyMap<string, string>;
};

/**
 * Asks all queries, one after another so that none waits for another, and rates what is found. A document counts once, by the
 * best of its passages.
 */
export async function measure(mode: ModeName, subject: Subject, options: MeasureOptions): Promise<Measured> {
  const { queries, grades, client, idOf } = subject;
  const { now = () => performance.now(), signal } = options;
  const times: number[] = [];
  const rankings: { readonly query: Query; readonly ranking: Ranking }[] = [];
  const degraded: Record<string, number> = {};
  let last: SearchResponse | undefined;
  const ask = async ({ text }: Query, size: number) => {
    const started = now();
    const response = await client.search({ ...modes[mode], query: text, size, expand: options.expand }, signal);
    return { response, ms: now() - started };
  };
  // What is made ready for the first of all requests belongs to no query.
  const [first] = queries;
  if (first) await patiently(() => ask(first, options.size), signal);
  for (const query of queries) {
    const { response, ms } = await patiently(() => ask(query, options.size), signal);
    times.push(ms);
    rankings.push({ query, ranking: rankingOf(response, idOf) });
    for (const part of response.degraded) degraded[part] = (degraded[part] ?? 0) + 1;
    last = response;
    options.onQuery?.();
  }
  const over = (rate: (ranking: Ranking, grades: ReadonlyMap<string, number>) => number) =>
    mean(rankings.map(({ query, ranking }) => rate(ranking, grades.get(query.id) ?? new Map())));
  return {
    row: {
      mode,
      ndcg10: over((ranking, judged) => ndcg(ranking, judged, 10)),
      map: over(averagePrecision),
      recall100: over((ranking, judged) => recall(ranking, judged, 100)),
      p50Ms: percentile(times, 0.5),
      p95Ms: percentile(times, 0.95),
    },
    degraded,
    ...(last && { embedding: last.embedding }),
    ...(last?.rerankModel !== undefined && { rerankModel: last.rerankModel }),
  };
}

/** Documents of the corpus in the order of their best passages; others, which another one may have uploaded, are passed over. */
export function rankingOf({ results }: Pick<SearchResponse, 'results'>, idOf: ReadonlyMap<string, string>): Ranking {
  const ids = results.map(({ documentId }) => idOf.get(documentId));
  return [...new Set(ids)].filter((id) => id !== undefined);
}
