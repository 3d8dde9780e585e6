import * as z from 'zod/mini';
import { digest } from '../../shared/hash';
import type { KnownEvent } from '../domain/events/read-record';
import { entityKinds } from '../domain/features/feature';
import type { Part, PartRef } from '../domain/features/part';
import type { Snapshot } from '../domain/features/snapshot';
import { decodeState, emptyState, encodeState } from '../domain/features/state';
import type { Counter, ListRef } from '../domain/rankings/counter';

/** Seconds for which a state is kept that nothing is added to: longer than any window, so that it is empty by then. */
const STATE_SECONDS = 3 * 86_400;

/**
 * Ids are their organisation's own: two of them never share a state, nor the id of an event.
 *
 * @param prefix of the version of features, here and below
 */
export const partKey = ({ org, kind, id, part }: PartRef, prefix: string) => ({
  pk: `${prefix}${kind}#${digest(org, kind, id)}#${part}`,
});

export const eventKey = ({ org, id }: Pick<KnownEvent, 'org' | 'id'>, prefix: string) => ({
  pk: `${prefix}event#${digest(org, id)}`,
});

const partSchema = z.object({
  pk: z.string(),
  v: z.int(),
  s: z.string(),
  items: z._default(z.array(z.string()), []),
  asOf: z.int(),
});

/** Reads the parts that there are; the others are empty. */
export function readParts(refs: readonly PartRef[], items: readonly unknown[], prefix: string): Part[] {
  const known = new Map(items.map((item) => partSchema.parse(item)).map((item) => [item.pk, item]));
  return refs.map((ref) => {
    const item = known.get(partKey(ref, prefix).pk);
    return item
      ? { ref, version: item.v, state: decodeState(item.s), items: item.items, asOf: item.asOf }
      : { ref, version: 0, state: emptyState, items: [], asOf: 0 };
  });
}

const stateSchema = z.object({
  ...partSchema.shape,
  org: z.string(),
  kind: z.enum(entityKinds),
  id: z.string(),
  part: z.int(),
});

/** A state as it was committed, from the stream of the table. @throws Error for another item */
export function committedState(image: unknown): Omit<Snapshot, 'features'> {
  const { org, kind, id, part, v, asOf, s: state } = stateSchema.parse(image);
  return { org, kind, id, part, v, asOf, state };
}

/** Index of counts: the items of a list, by their counts. */
export const RANKING_INDEX = 'Rankings';

export const listKeyOf = ({ org, ranking, step, part, of = '' }: ListRef, prefix: string): string =>
  `${prefix}${digest('list', org, ranking, String(step), String(part), of)}`;

export const counterKey = (list: ListRef, item: string, prefix: string) => ({
  pk: `${prefix}count#${digest(listKeyOf(list, ''), item)}`,
});

/** Adds to a count, whatever it is; of the same transaction once. */
export function counterUpdate(TableName: string, { amount, item, until, ...list }: Counter, prefix: string) {
  return {
    TableName,
    Key: counterKey(list, item, prefix),
    UpdateExpression: 'ADD listCount :amount SET listOf = :list, #item = :item, #ttl = :ttl',
    ExpressionAttributeNames: { '#item': 'item', '#ttl': 'ttl' },
    ExpressionAttributeValues: {
      ':amount': amount,
      ':list': listKeyOf(list, prefix),
      ':item': item,
      ':ttl': Math.floor(until / 1000),
    },
  };
}

/** Writes a part as it is given, unless somebody wrote it since it was read. */
export function partPut(TableName: string, { ref, version, state, items, asOf }: Part, prefix: string) {
  const { org, kind, id, part } = ref;
  const ttl = Math.floor(asOf / 1000) + STATE_SECONDS;
  return {
    TableName,
    Item: {
      ...partKey(ref, prefix),
      v: version + 1,
      s: encodeState(state),
      ...(items.length > 0 && { items }),
      asOf,
      org,
      kind,
      id,
      part,
      ttl,
    },
    ...(version === 0
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : { ConditionExpression: 'v = :v', ExpressionAttributeValues: { ':v': version } }),
  };
}
