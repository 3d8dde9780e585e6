import { Bitset } from '../columns/bitset';
import { lengthNorms, rarity, termScore } from '../columns/bm25';
import type { SortedSlots } from '../columns/sorted-slots';
import type { TextColumn } from '../columns/text-column';
import type { Shard } from '../index/shard';
import { type Matches, nothing, type Query } from './query';

export interface TextTerms {
  readonly path: string;
  /** As the field's analyzer gives them. */
  readonly terms: readonly string[];
  /** Beginning of a further term, which counts for `boost` wherever a term begins so. */
  readonly prefix?: string | undefined;
  /** How many of the terms and the prefix have to match. */
  readonly needed: number;
  readonly boost: number;
}

/** Terms of a text field, scored by BM25 with the statistics of the shard. */
export class TextQuery implements Query {
  constructor(private readonly query: TextTerms) {}

  match(shard: Shard, within: Bitset): Matches {
    const { path, terms, prefix, needed, boost } = this.query;
    const column = shard.column(path);
    if (column?.kind !== 'text') return nothing;
    const scoring = new Scoring(column, shard.capacity, within, needed);
    for (const term of terms) {
      const found = column.termsOf(term);
      if (found) scoring.addTerm(found, boost);
    }
    if (prefix !== undefined) scoring.addAlike(column.beginningWith(prefix), boost);
    return scoring.matches();
  }
}

class Scoring {
  private readonly slots: Bitset;
  private readonly scores: Float64Array;
  /** How many clauses matched; not counted when one is enough. */
  private readonly counts: Uint16Array;
  private readonly norms: Float64Array;

  constructor(
    private readonly column: TextColumn,
    private readonly capacity: number,
    private readonly within: Bitset,
    private readonly needed: number,
  ) {
    this.slots = new Bitset(capacity);
    this.scores = new Float64Array(capacity);
    this.counts = new Uint16Array(needed > 1 ? capacity : 0);
    this.norms = lengthNorms(column.statistics);
  }

  addTerm(found: SortedSlots, boost: number): void {
    const { slots, scores, counts, norms, within, needed } = this;
    const { statistics, lengthBytes } = this.column;
    const weight = boost * rarity(found.size, statistics);
    for (let index = 0; index < found.size; index += 1) {
      const slot = found.slotAt(index);
      if (!within.has(slot)) continue;
      const norm = norms[lengthBytes[slot] as number] as number;
      scores[slot] = (scores[slot] as number) + termScore(weight, found.countAt(index), norm);
      slots.add(slot);
      if (needed > 1) counts[slot] = (counts[slot] as number) + 1;
    }
  }

  /** A clause that several terms satisfy, each as well as the others. */
  addAlike(terms: Iterable<SortedSlots>, score: number): void {
    const any = new Bitset(this.capacity);
    for (const found of terms) for (let index = 0; index < found.size; index += 1) any.add(found.slotAt(index));
    any.intersect(this.within).visit((slot) => {
      this.scores[slot] = (this.scores[slot] as number) + score;
      if (this.needed > 1) this.counts[slot] = (this.counts[slot] as number) + 1;
    });
    this.slots.unite(any);
  }

  matches(): Matches {
    const { slots, counts, needed, scores } = this;
    if (needed > 1) slots.visit((slot) => void ((counts[slot] as number) < needed && slots.remove(slot)));
    return { slots, scores };
  }
}
