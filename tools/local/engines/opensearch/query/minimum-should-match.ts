import { notServedHere } from '../errors';

/**
 * How many of some clauses have to match: a number, a share, or either less than all when negative.
 * @see https://docs.opensearch.org/latest/query-dsl/minimum-should-match/
 */
export function neededOf(given: unknown, clauses: number): number {
  const text = String(given).trim();
  const [, digits, percent] = /^(-?\d+)(%)?$/.exec(text) ?? [];
  if (digits === undefined) throw notServedHere(`minimum_should_match [${text}]`);
  const amount = percent ? Math.trunc((clauses * Number(digits)) / 100) : Number(digits);
  return Math.max(0, amount < 0 ? clauses + amount : amount);
}
