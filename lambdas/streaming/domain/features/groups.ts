import type { KnownEvent } from '../events/read-record';
import { type PartRef, partName, partsOfEvent } from './part';

/** An event, and whether it counts or is only noted as late. */
export interface Admitted {
  readonly event: KnownEvent;
  readonly late: boolean;
  readonly counts: boolean;
}

/** Events that are committed at once, with the parts of states that they are counted in. */
export interface Group<Event extends Admitted = Admitted> {
  readonly events: readonly Event[];
  readonly parts: readonly PartRef[];
}

/** Items of a transaction: DynamoDB takes a hundred. */
export const MOST_ITEMS = 100;

/** Parts that an event of a group is counted in: the whole group chooses the same, so that what many events share is written once. */
export const partsIn = ({ event, counts }: Admitted, first: Admitted): PartRef[] =>
  counts ? partsOfEvent(event, first.event.id) : [];

/** Cuts events into groups in their order, each of which fits into one transaction: an item for each event and for each part. */
export function groupsOf<Event extends Admitted>(events: readonly Event[], most = MOST_ITEMS): Group<Event>[] {
  const groups: Group<Event>[] = [];
  let members: Event[] = [];
  let parts = new Map<string, PartRef>();
  const close = () => {
    if (members.length > 0) groups.push({ events: members, parts: [...parts.values()] });
    [members, parts] = [[], new Map()];
  };
  for (const event of events) {
    const own = (first: Admitted) => partsIn(event, first).map((ref) => [partName(ref), ref] as const);
    const more = new Map([...parts, ...own(members[0] ?? event)]);
    if (members.length > 0 && members.length + 1 + more.size > most) close();
    const place = own(members[0] ?? event);
    members.push(event);
    for (const [name, ref] of place) parts.set(name, ref);
  }
  close();
  return groups;
}
