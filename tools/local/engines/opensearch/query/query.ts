import { Bitset } from '../columns/bitset';
import type { Shard } from '../index/shard';

/** What a query finds in a shard. */
export interface Matches {
  readonly slots: Bitset;
  /** Scores by slot, of those in `slots`; one number when all have the same. */
  readonly scores: Float64Array | number;
}

/** A query that was read and checked. */
export interface Query {
  /** @param within finds only among these slots */
  match(shard: Shard, within: Bitset): Matches;
}

export const nothing: Matches = { slots: new Bitset(), scores: 0 };

/** Slots that a query finds all with the same score. */
export const alike = (slots: Bitset, score: number): Matches => ({ slots, scores: score });

export function increase(numbers: Float64Array | Uint16Array, slot: number, by: number): void {
  numbers[slot] = (numbers[slot] as number) + by;
}

/** Adds the scores of `matches` to `sums`. */
export function addScores(sums: Float64Array, { slots, scores }: Matches): void {
  if (typeof scores === 'number') {
    if (scores !== 0) slots.visit((slot) => increase(sums, slot, scores));
  } else {
    slots.visit((slot) => increase(sums, slot, scores[slot] as number));
  }
}
