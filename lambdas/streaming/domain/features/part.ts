import type { KnownEvent } from '../events/read-record';
import { spread } from '../hash';
import { bringsItem, MOST_TOGETHER } from '../rankings/ranking';
import { type EntityRef, entitiesOf, partsOf } from './entity';
import { fold, type State } from './state';

/** One part of the state of an entity. */
export interface PartRef extends EntityRef {
  readonly org: string;
  readonly part: number;
}

/** A part as it is kept. */
export interface Part {
  readonly ref: PartRef;
  /** How often it was written; 0 where it is not there yet. */
  readonly version: number;
  readonly state: State;
  /** Of a session: its first items, in their order. */
  readonly items: readonly string[];
  /** Milliseconds since the epoch: the latest of what is counted in it, by when it happened and when it was taken in. */
  readonly asOf: number;
}

/** The same for the same part. */
export const partName = ({ org, kind, id, part }: PartRef): string => JSON.stringify([org, kind, id, part]);

/** The parts that an event is counted in. @param by what chooses among the parts of an entity */
export const partsOfEvent = ({ org, data }: KnownEvent, by: string): PartRef[] =>
  entitiesOf(data).map((ref) => ({ ...ref, org, part: spread(by, partsOf[ref.kind]) }));

/** Whether an event brings an item into its session that was not there, while there is room. */
export const joins = ({ type, data: { item } }: KnownEvent, items: readonly string[]): boolean =>
  item !== undefined && bringsItem(type) && items.length < MOST_TOGETHER && !items.includes(item);

/** A part after an event. */
export function foldInto({ ref, version, state, items, asOf }: Part, event: KnownEvent): Part {
  const { item } = event.data;
  const more = ref.kind === 'session' && item !== undefined && joins(event, items) ? [item] : [];
  return {
    ref,
    version,
    state: fold(state, ref.kind, event),
    items: [...items, ...more],
    asOf: Math.max(asOf, event.receivedAt, event.occurredAt),
  };
}
