import type { Found } from '../retrieval/retrieval';
import type { Numbered } from './prompt';

/** Tokens of passages that a model reads at most. */
export const CONTEXT_TOKENS = 4_000;
/** What a block costs beside its text. */
const BLOCK_TOKENS = 20;
/** Characters of a title that are a token, at least. */
const CHARACTERS = 3;
/** Relevance below which a reranker says that a passage has nothing to do with the question. */
const LEAST_RELEVANCE = 0.01;

/**
 * The passages that an answer is written from: the best that fit, in their order, numbered from 1. What does not fit is left
 * out whole; a shorter one after it may.
 */
export function contextOf(results: readonly Found[], budget = CONTEXT_TOKENS): Numbered[] {
  const relevant = results.filter(({ why }) => (why.reranked?.score ?? 1) >= LEAST_RELEVANCE);
  let left = budget;
  const fitting = relevant.filter(({ passage: { tokens, title, section } }) => {
    const cost = tokens + BLOCK_TOKENS + Math.ceil([title, ...section].join(' > ').length / CHARACTERS);
    if (cost > left) return false;
    left -= cost;
    return true;
  });
  return fitting.map(({ passage }, index) => ({ n: index + 1, passage }));
}
