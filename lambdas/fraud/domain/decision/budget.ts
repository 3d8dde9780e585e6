import * as z from 'zod/mini';

const ms = z.int().check(z.gt(0));

/**
 * Milliseconds that each stage of a decision may take. The store has more than its share: without it there is no decision that can
 * be relied on, and a late one is worth more than none. What is late by choice is the model's endpoint.
 */
export const budgetSchema = z.object({
  /** All of it, as it is aimed at: a decision that took longer is counted as late. */
  total: ms,
  /** One round trip to the store; past it the caller is told to try again with the same key. */
  store: ms,
  /** The model's endpoint; past it the model in the function's own memory scores. */
  endpoint: ms,
});
export type Budget = z.infer<typeof budgetSchema>;
