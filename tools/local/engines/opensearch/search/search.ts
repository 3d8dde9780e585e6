import { Top } from '../columns/top';
import { illegalArgument } from '../errors';
import type { SearchIndex } from '../index/search-index';
import type { Shard } from '../index/shard';
import { parseQuery } from '../query/parse-query';
import type { Matches } from '../query/query';
import type { SearchBody } from './search-body';
import { sourceOf } from './vector-source';

interface Hit {
  readonly index: SearchIndex;
  readonly shard: Shard;
  readonly slot: number;
  readonly score: number;
}

/** Where a search looks: shards of an index. */
export interface Target {
  readonly index: SearchIndex;
  readonly shards: readonly Shard[];
}

/** Searches shards as they were refreshed last; each scores by its own statistics. */
export function search(targets: readonly Target[], body: SearchBody): Record<string, unknown> {
  const begin = performance.now();
  const { from, size, minScore, countUpTo, counts } = body;
  let total = 0;
  let shards = 0;
  const hits: Hit[] = [];
  for (const { index, shards: some } of targets) {
    if (from + size > index.settings.window) throw windowError(from + size, index.settings.window);
    const query = parseQuery(body.query, index);
    for (const shard of some) {
      shards += 1;
      const matches = query.match(shard, shard.live);
      const best = new Top(from + size);
      total += offerAll(best, matches, minScore);
      for (const { slot, score } of best.ranked()) hits.push({ index, shard, slot, score });
    }
  }
  hits.sort((one, other) => other.score - one.score);
  return {
    took: Math.round(performance.now() - begin),
    timed_out: false,
    _shards: { total: shards, successful: shards, skipped: 0, failed: 0 },
    hits: {
      ...(counts && { total: totalOf(total, countUpTo) }),
      max_score: hits[0]?.score ?? null,
      hits: hits.slice(from, from + size).map((hit) => hitJson(hit, body)),
    },
  };
}

/** Documents that match, without their order. */
export function findAll(target: Target, query: unknown): { readonly shard: Shard; readonly id: string }[] {
  const parsed = parseQuery(query, target.index);
  return target.shards.flatMap((shard) => {
    const ids: { shard: Shard; id: string }[] = [];
    parsed.match(shard, shard.live).slots.visit((slot) => void ids.push({ shard, id: shard.at(slot).id }));
    return ids;
  });
}

/** @returns how many there are */
function offerAll(best: Top, { slots, scores }: Matches, minScore: number): number {
  let total = 0;
  slots.visit((slot) => {
    const score = typeof scores === 'number' ? scores : (scores[slot] as number);
    if (score < minScore) return;
    total += 1;
    best.offer(slot, score);
  });
  return total;
}

const totalOf = (total: number, countUpTo: number) =>
  total > countUpTo ? { value: countUpTo, relation: 'gte' } : { value: total, relation: 'eq' };

function hitJson({ index, shard, slot, score }: Hit, { source }: SearchBody): Record<string, unknown> {
  const document = shard.at(slot);
  return {
    _index: index.name,
    _id: document.id,
    _score: score,
    ...(document.routing !== undefined && { _routing: document.routing }),
    ...(source && { _source: source.apply(sourceOf(document, source.takes)) }),
  };
}

const windowError = (asked: number, window: number) =>
  illegalArgument(
    `Result window is too large, from + size must be less than or equal to: [${window}] but was [${asked}]. ` +
      'See the [index.max_result_window] index level setting.',
  );
