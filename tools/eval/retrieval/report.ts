import { table } from '../../operator/command-line';
import type { NotIndexed } from '../ingest';
import { embeddingOf, rerankerOf, type StandIns } from '../stand-ins';
import type { Measured, Row } from './evaluate';

/** What `--json` prints. */
export interface Report {
  /** Name of the corpus's directory. */
  readonly corpus: string;
  /** Model and length of the vectors, and what stood in for the model where something did. */
  readonly embedding: string;
  /** The same of the reranker; absent where nothing was reranked. */
  readonly reranker?: string;
  readonly rows: readonly Row[];
}

export function reportOf(corpus: string, measured: readonly Measured[], standIns: StandIns): Report {
  const embedding = measured.find((one) => one.embedding)?.embedding;
  const reranker = measured.find((one) => one.rerankModel !== undefined)?.rerankModel;
  return {
    corpus,
    embedding: embeddingOf(embedding, standIns),
    ...(reranker !== undefined && { reranker: rerankerOf(reranker, standIns) }),
    rows: measured.map(({ row }) => row),
  };
}

const share = (value: number) => value.toFixed(4);
const milliseconds = (value: number) => value.toFixed(1);

/** The report for people. */
export function describe({ corpus, embedding, reranker, rows }: Report): string {
  const heading = ['MODE', 'NDCG@10', 'MAP', 'RECALL@100', 'P50 MS', 'P95 MS'];
  const lines = rows.map(({ mode, ndcg10, map, recall100, p50Ms, p95Ms }) => [
    mode,
    ...[ndcg10, map, recall100].map(share),
    ...[p50Ms, p95Ms].map(milliseconds),
  ]);
  const models = [`Embedding: ${embedding}`, ...(reranker === undefined ? [] : [`Reranker: ${reranker}`])];
  return [`Corpus: ${corpus}`, ...models, '', table([heading, ...lines])].join('\n');
}

/** What makes the figures less than they look. */
export function caveats(measured: readonly Measured[], notIndexed: readonly NotIndexed[], size: number): string[] {
  const degraded = measured.flatMap(({ row: { mode }, degraded: parts }) =>
    Object.entries(parts).map(([part, queries]) => `${mode}: without ${part} for ${queries} queries`),
  );
  const missing = notIndexed.filter(({ code }) => code !== 'empty').length;
  return [
    ...degraded,
    ...(missing > 0 ? [`${missing} documents that have a text cannot be searched, and count as not found`] : []),
    ...(size < 100 ? [`recall@100 is of the first ${size} only`] : []),
  ];
}
