import * as z from 'zod/mini';
import type { HistoryPart } from '../domain/decision/history-parts';
import { decode, encode } from '../domain/features/codec';
import type { EntityRef } from '../domain/features/entity';
import { shardsOf } from '../domain/features/shards';
import { emptyState } from '../domain/features/state';
import { historyKey } from './decision-items';

/** Days for which a history is kept that nothing is added to: longer than any window of it. */
const HISTORY_DAYS = 60;
const DAY_SECONDS = 86_400;

const historySchema = z.object({
  ...{ pk: z.string(), v: z.int(), s: z.instanceof(Uint8Array) },
  /** Ids of the last decisions. */
  d: z.optional(z.array(z.string())),
});

/** The parts of the histories of some entities: what their items are called, and what those hold. */
export function historiesOf(org: string, refs: readonly EntityRef[]) {
  const parts = refs.flatMap((ref) =>
    Array.from({ length: shardsOf[ref.kind] }, (_, shard) => ({ ref, shard, key: historyKey(org, ref, shard) })),
  );
  return {
    keys: parts.map(({ key }) => key),
    /** @param items those there are, in any order */
    read(items: readonly Record<string, unknown>[]): HistoryPart[] {
      const known = new Map(items.map((item) => [item.pk, historySchema.parse(item)]));
      return parts.map(({ ref, shard, key }) => {
        const item = known.get(key.pk);
        const state = item ? decode(item.s) : emptyState(ref.kind);
        return { ref, shard, version: item?.v ?? 0, state, ...(item?.d && { recent: item.d }) };
      });
    },
  };
}

/**
 * Writes one part, with the state it is given, unless somebody wrote it since it was read.
 *
 * @param now milliseconds since the epoch
 */
export function historyPut(TableName: string, org: string, part: HistoryPart, now: number) {
  const { ref, shard, version, state, recent } = part;
  const ttl = Math.floor(now / 1000) + HISTORY_DAYS * DAY_SECONDS;
  return {
    TableName,
    Item: { ...historyKey(org, ref, shard), v: version + 1, s: encode(state), ttl, ...(recent && { d: recent }) },
    ...(version === 0
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : { ConditionExpression: 'v = :v', ExpressionAttributeValues: { ':v': version } }),
  };
}
