import type { KnownEvent } from '../events/read-record';
import { type PartRef, partName, partsOfEvent } from './part';

/** An event, and whether it counts or is only noted as late. */
export interface Admitted {
  readonly event: KnownEvent;
  readonly late: boolean;
  readonly counts: boolean;
}

/** Items of a transaction: DynamoDB takes a hundred. */
export const MOST_ITEMS = 100;

/** Parts that an event of a group is counted in: the whole group chooses the same, so that what many events share is written once. */
export const partsIn = ({ event, counts }: Admitted, first: Admitted): PartRef[] =>
  counts ? partsOfEvent(event, first.event.id) : [];

/** The first events that may fit into one transaction, with an item for each of them and for each part; and these parts. */
export function firstGroup<Event extends Admitted>(
  events: readonly Event[],
  most = MOST_ITEMS,
): { readonly events: readonly Event[]; readonly parts: readonly PartRef[] } {
  const [first] = events;
  const parts = new Map<string, PartRef>();
  for (const [index, event] of events.entries()) {
    const own = first ? partsIn(event, first).map((ref) => [partName(ref), ref] as const) : [];
    const more = own.filter(([name]) => !parts.has(name)).length;
    if (index > 0 && index + 1 + parts.size + more > most)
      return { events: events.slice(0, index), parts: [...parts.values()] };
    for (const [name, ref] of own) parts.set(name, ref);
  }
  return { events, parts: [...parts.values()] };
}
