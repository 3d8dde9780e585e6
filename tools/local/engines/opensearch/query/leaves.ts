import { Bitset } from '../columns/bitset';
import { PLAIN_NORM, rarity, termScore } from '../columns/bm25';
import type { Shard } from '../index/shard';
import { alike, type Matches, nothing, type Query } from './query';

export class AllQuery implements Query {
  constructor(private readonly boost: number) {}

  match(_shard: Shard, within: Bitset): Matches {
    return alike(within.copy(), this.boost);
  }
}

export const noneQuery: Query = { match: () => nothing };

export class ExistsQuery implements Query {
  constructor(
    private readonly paths: readonly string[],
    private readonly boost: number,
  ) {}

  match(shard: Shard, within: Bitset): Matches {
    const slots = new Bitset(shard.capacity);
    for (const path of this.paths) {
      const column = shard.column(path);
      if (column) slots.unite(column.present);
    }
    return alike(slots.intersect(within), this.boost);
  }
}

export class IdsQuery implements Query {
  constructor(
    private readonly ids: readonly string[],
    private readonly boost: number,
  ) {}

  match(shard: Shard, within: Bitset): Matches {
    const slots = new Bitset(shard.capacity);
    for (const id of this.ids) {
      const slot = shard.slotOf(id);
      if (slot !== undefined) slots.add(slot);
    }
    return alike(slots.intersect(within), this.boost);
  }
}

/** One value of a keyword or boolean field: the rarer, the higher its score. */
export class KeywordQuery implements Query {
  constructor(
    private readonly path: string,
    private readonly value: string,
    private readonly boost: number,
  ) {}

  match(shard: Shard, within: Bitset): Matches {
    const column = shard.column(this.path);
    const found = column?.kind === 'keyword' ? column.slotsOf(this.value) : undefined;
    if (!found || column?.kind !== 'keyword') return nothing;
    const slots = new Bitset(shard.capacity);
    found.addTo(slots);
    const weight = this.boost * rarity(found.size, { documents: column.documents, terms: column.documents });
    return alike(slots.intersect(within), termScore(weight, 1, PLAIN_NORM));
  }
}

/** Any of several values of a keyword or boolean field. */
export class AnyKeywordQuery implements Query {
  constructor(
    private readonly path: string,
    private readonly values: readonly string[],
    private readonly boost: number,
  ) {}

  match(shard: Shard, within: Bitset): Matches {
    const column = shard.column(this.path);
    if (column?.kind !== 'keyword') return nothing;
    const slots = new Bitset(shard.capacity);
    for (const value of this.values) column.slotsOf(value)?.addTo(slots);
    return alike(slots.intersect(within), this.boost);
  }
}

/** Numbers of a field, both ends included. */
export class RangeQuery implements Query {
  constructor(
    private readonly path: string,
    private readonly low: number,
    private readonly high: number,
    private readonly boost: number,
  ) {}

  match(shard: Shard, within: Bitset): Matches {
    const column = shard.column(this.path);
    if (column?.kind !== 'number') return nothing;
    return alike(column.between(this.low, this.high, within), this.boost);
  }
}

export class AnyQuery implements Query {
  constructor(
    private readonly queries: readonly Query[],
    private readonly boost: number,
  ) {}

  match(shard: Shard, within: Bitset): Matches {
    const slots = new Bitset(shard.capacity);
    for (const query of this.queries) slots.unite(query.match(shard, within).slots);
    return alike(slots, this.boost);
  }
}
