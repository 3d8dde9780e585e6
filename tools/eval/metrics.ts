import type { Grades } from './beir';

/** Ids as they were found, best first; each once. */
export type Ranking = readonly string[];

/** A negative grade gains no less than none at all. */
const gainOf = (grade: number | undefined): number => Math.max(0, grade ?? 0);
const isRelevant = (grade: number | undefined): boolean => gainOf(grade) > 0;
const relevantIn = (grades: Grades): number => [...grades.values()].filter(isRelevant).length;

const discounted = (gains: readonly number[]): number =>
  gains.reduce((sum, gain, index) => sum + gain / Math.log2(index + 2), 0);

/**
 * Normalised discounted cumulative gain of the first `k`, from 0 to 1: the gain of a document is its grade, its discount the
 * binary logarithm of its rank plus one, and the ideal is the best order of all that was judged; 0 where nothing is relevant.
 * That is how trec_eval computes `ndcg_cut`.
 *
 * @see Järvelin and Kekäläinen, Cumulated gain-based evaluation of IR techniques, ACM TOIS 20(4), 2002
 */
export function ndcg(ranking: Ranking, grades: Grades, k: number): number {
  const ideal = [...grades.values()].map(gainOf).sort((left, right) => right - left);
  const best = discounted(ideal.slice(0, k));
  return best === 0 ? 0 : discounted(ranking.slice(0, k).map((id) => gainOf(grades.get(id)))) / best;
}

/**
 * Average precision, from 0 to 1: the mean, over all relevant documents, of the precision at the rank of each, which is 0 for
 * those that were not found. That is trec_eval's `map` for one query.
 */
export function averagePrecision(ranking: Ranking, grades: Grades): number {
  const relevant = relevantIn(grades);
  if (relevant === 0) return 0;
  let found = 0;
  let sum = 0;
  for (const [index, id] of ranking.entries()) {
    if (!isRelevant(grades.get(id))) continue;
    found += 1;
    sum += found / (index + 1);
  }
  return sum / relevant;
}

/** Share of the relevant documents that are among the first `k`, from 0 to 1. */
export function recall(ranking: Ranking, grades: Grades, k: number): number {
  const relevant = relevantIn(grades);
  if (relevant === 0) return 0;
  return ranking.slice(0, k).filter((id) => isRelevant(grades.get(id))).length / relevant;
}

export const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

/** The smallest value that at least this share of all values does not exceed (nearest rank); 0 of nothing. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
