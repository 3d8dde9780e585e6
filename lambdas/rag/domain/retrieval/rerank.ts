import type { Reranker } from '../ports';
import { bestOf, type Candidate, type Standing } from './legs';
import type { Found } from './retrieval';

/** Candidates that a reranker reads at most. */
export const RERANKED = 50;

const foundOf = ({ passage, fused, legs }: Candidate, reranked?: Standing): Found => ({
  passage,
  score: reranked?.score ?? fused.score,
  why: { keyword: bestOf(legs, 'keyword'), vector: bestOf(legs, 'vector'), fused, reranked },
  legs,
});

/** The best as they were fused, for want of better. */
export const asFused = (candidates: readonly Candidate[], size: number): Found[] =>
  candidates.slice(0, size).map((candidate) => foundOf(candidate));

/**
 * The best of the first 50 by a model that reads each beside the question. Where more are wanted the others follow as they were
 * fused, with a score of 0: the two kinds of score do not compare.
 */
export async function rerank(
  question: string,
  candidates: readonly Candidate[],
  size: number,
  reranker: Reranker,
  signal: AbortSignal,
): Promise<Found[]> {
  const read = candidates.slice(0, RERANKED);
  const texts = read.map(({ passage }) => [passage.title, ...passage.section, passage.text].join('\n'));
  const order = await reranker.rerank(question, texts, Math.min(size, read.length), signal);
  const seen = new Set<number>();
  const best = order
    .filter(({ index }) => !seen.has(index) && seen.add(index))
    .flatMap(({ index, relevance }) => (read[index] ? [{ candidate: read[index], relevance }] : []))
    .slice(0, size)
    .map(({ candidate, relevance }, place) => foundOf(candidate, { rank: place + 1, score: relevance }));
  const ids = new Set(best.map(({ passage }) => passage.chunkId));
  const others = candidates.filter(({ passage }) => !ids.has(passage.chunkId)).slice(0, size - best.length);
  return [...best, ...others.map((candidate) => ({ ...foundOf(candidate), score: 0 }))];
}
