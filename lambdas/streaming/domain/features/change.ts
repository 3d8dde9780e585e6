import { type Counter, counterName, countersOf } from '../rankings/counter';
import { type Admitted, MOST_ITEMS, partsIn } from './groups';
import { foldInto, joins, type Part, type PartRef, partName } from './part';

/** What one transaction writes. */
export interface Change {
  /** Those that are noted; of one id, the first. */
  readonly events: readonly Admitted[];
  readonly parts: readonly Part[];
  readonly counters: readonly Counter[];
  /** How many events of the group are dealt with, from its first on; those that are not need another transaction. */
  readonly taken: number;
}

/**
 * Folds the events of a group into the parts that were read, in their order, for as long as what is written fits into one transaction: how many
 * pairs of items an event brings is known only once its session is.
 *
 * @param known those that are counted already
 */
export function changeOf(
  group: readonly Admitted[],
  read: readonly Part[],
  known: ReadonlySet<Admitted>,
  most = MOST_ITEMS,
): Change {
  const folding = new Folding(group, read);
  const taken = group.findIndex((admitted) => !known.has(admitted) && !folding.add(admitted, most));
  return folding.change(taken < 0 ? group.length : taken);
}

class Folding {
  private readonly parts: Map<string, Part>;
  private readonly changed = new Set<string>();
  private readonly counters = new Map<string, Counter>();
  private readonly events = new Map<string, Admitted>();

  constructor(
    private readonly group: readonly Admitted[],
    read: readonly Part[],
  ) {
    this.parts = new Map(read.map((part) => [partName(part.ref), part]));
  }

  /** @returns whether there was room for it; there is for the first, and for one that repeats another */
  add(admitted: Admitted, most: number): boolean {
    const { event } = admitted;
    const id = JSON.stringify([event.org, event.id]);
    if (this.events.has(id)) return true;
    const refs = partsIn(admitted, this.group[0] ?? admitted);
    const counters = admitted.counts ? this.countersOf(admitted, refs) : [];
    if (this.events.size > 0 && this.sizeWith(refs, counters) > most) return false;
    this.events.set(id, admitted);
    for (const name of refs.map(partName)) {
      const part = this.parts.get(name);
      if (part) this.parts.set(name, foldInto(part, event));
      this.changed.add(name);
    }
    for (const counter of counters) {
      const name = counterName(counter);
      this.counters.set(name, { ...counter, amount: counter.amount + (this.counters.get(name)?.amount ?? 0) });
    }
    return true;
  }

  change(taken: number): Change {
    return {
      events: [...this.events.values()],
      parts: [...this.parts].flatMap(([name, part]) => (this.changed.has(name) ? [part] : [])),
      counters: [...this.counters.values()],
      taken,
    };
  }

  private sizeWith(refs: readonly PartRef[], counters: readonly Counter[]): number {
    const parts = new Set([...this.changed, ...refs.map(partName)]);
    return this.events.size + 1 + parts.size + new Set([...this.counters.keys(), ...counters.map(counterName)]).size;
  }

  private countersOf({ event }: Admitted, refs: readonly PartRef[]): Counter[] {
    const session = refs.find(({ kind }) => kind === 'session');
    const known = (session && this.parts.get(partName(session))?.items) ?? [];
    return countersOf(event, known, joins(event, known), this.group[0]?.event.id ?? event.id);
  }
}
