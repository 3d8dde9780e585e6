import { Bitset } from '../columns/bitset';
import type { Shard } from '../index/shard';
import { addScores, increase, type Matches, type Query } from './query';

export interface BoolClauses {
  readonly must: readonly Query[];
  readonly should: readonly Query[];
  readonly filter: readonly Query[];
  readonly mustNot: readonly Query[];
  /** How many of `should` have to match. */
  readonly needed: number;
  readonly boost: number;
}

/** Filters first, so that only what they let through is scored. */
export class BoolQuery implements Query {
  constructor(private readonly clauses: BoolClauses) {}

  match(shard: Shard, within: Bitset): Matches {
    const { must, should, filter, mustNot, needed, boost } = this.clauses;
    const slots = within.copy();
    for (const query of filter) slots.intersect(query.match(shard, slots).slots);
    for (const query of mustNot) slots.subtract(query.match(shard, slots).slots);
    if (must.length === 0 && should.length === 0) return { slots, scores: 0 };
    const sums = new Float64Array(shard.capacity);
    for (const query of must) {
      const matches = query.match(shard, slots);
      slots.intersect(matches.slots);
      addScores(sums, matches);
    }
    const counts = new Uint16Array(needed > 1 ? shard.capacity : 0);
    const some = new Bitset(shard.capacity);
    for (const query of should) {
      const matches = query.match(shard, slots);
      addScores(sums, matches);
      some.unite(matches.slots);
      if (needed > 1) matches.slots.visit((slot) => increase(counts, slot, 1));
    }
    if (needed === 1) slots.intersect(some);
    else if (needed > 1) slots.visit((slot) => void ((counts[slot] as number) < needed && slots.remove(slot)));
    if (boost !== 1) for (let slot = 0; slot < sums.length; slot += 1) sums[slot] = (sums[slot] as number) * boost;
    return { slots, scores: sums };
  }
}

/** The best of several queries for each document, and a share of the others' scores. */
export class BestQuery implements Query {
  constructor(
    private readonly queries: readonly Query[],
    /** 0: only the best counts; 1: all do. */
    private readonly share: number,
    private readonly boost = 1,
  ) {}

  match(shard: Shard, within: Bitset): Matches {
    const slots = new Bitset(shard.capacity);
    const sums = new Float64Array(shard.capacity);
    const best = new Float64Array(shard.capacity);
    for (const query of this.queries) {
      const matches = query.match(shard, within);
      slots.unite(matches.slots);
      addScores(sums, matches);
      const { scores } = matches;
      matches.slots.visit((slot) => {
        const score = typeof scores === 'number' ? scores : (scores[slot] as number);
        if (score > (best[slot] as number)) best[slot] = score;
      });
    }
    slots.visit((slot) => {
      const top = best[slot] as number;
      sums[slot] = (top + this.share * ((sums[slot] as number) - top)) * this.boost;
    });
    return { slots, scores: sums };
  }
}
