import { Bitset } from '../columns/bitset';
import type { Shard } from '../index/shard';
import { type Matches, nothing, type Query } from './query';

export interface Nearest {
  readonly path: string;
  readonly vector: Float32Array;
  readonly k: number;
  /** Applied while searching: the `k` nearest of what it lets through are found. */
  readonly filter: Query | undefined;
  readonly boost: number;
}

/**
 * The `k` nearest vectors of each shard. What stands around the query is applied afterwards and may leave fewer, as it does in
 * OpenSearch: only its own `filter` is applied before.
 */
export class KnnQuery implements Query {
  constructor(private readonly query: Nearest) {}

  match(shard: Shard, within: Bitset): Matches {
    const { path, vector, k, filter, boost } = this.query;
    const column = shard.column(path);
    if (column?.kind !== 'vector') return nothing;
    const allowed = filter ? filter.match(shard, shard.live).slots : shard.live;
    const slots = new Bitset(shard.capacity);
    const scores = new Float64Array(shard.capacity);
    for (const { slot, score } of column.nearest(vector, k, allowed)) {
      slots.add(slot);
      scores[slot] = score * boost;
    }
    return { slots: slots.intersect(within), scores };
  }
}
