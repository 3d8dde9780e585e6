import { type Admitted, groupsOf, partsIn } from './domain/features/groups';
import { foldInto, type Part, type PartRef, partName } from './domain/features/part';

/** What came of writing a group: all of it is there, or nothing, and then which events are counted already. */
export type Committed = 'committed' | { readonly duplicates: ReadonlySet<Admitted> };

/** Where states and the ids of counted events are kept. */
export interface FeatureStore {
  /** @returns a part for each that is asked for, empty where there is none */
  read(refs: readonly PartRef[]): Promise<readonly Part[]>;
  /** Writes all or nothing: parts on condition of the version that was read, events on condition that they are not there. */
  commit(events: readonly Admitted[], parts: readonly Part[]): Promise<Committed>;
}

export interface CommittingDeps {
  readonly store: FeatureStore;
  /** Waits before a group is made again. */
  readonly pause: (attempt: number) => Promise<void>;
}

export interface Outcome {
  readonly counted: number;
  readonly late: number;
  readonly duplicates: number;
}

/** How often a group is made again when others write the same at the same time. */
const MOST_ATTEMPTS = 12;

/** A group that others kept from being written; none of it is. */
export class ContendedError extends Error {
  override readonly name = 'ContendedError';
}

/**
 * Counts events once each, in one transaction a group: an event is counted in all of its entities or in none, and whoever delivers it
 * again, or sends it again, finds it there. Given the same event twice at once, one of them is a duplicate.
 *
 * @param onGroup told of each group that is written, in order
 * @throws ContendedError, or what the store throws; groups before it are written
 */
export async function commitAll<Event extends Admitted>(
  deps: CommittingDeps,
  events: readonly Event[],
  onGroup: (events: readonly Event[], outcome: Outcome) => void,
): Promise<void> {
  for (const { events: group } of groupsOf(events)) onGroup(group, await commitGroup(deps, group));
}

async function commitGroup({ store, pause }: CommittingDeps, group: readonly Admitted[]): Promise<Outcome> {
  let left = withoutRepeated(group);
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    if (left.length === 0) return outcomeOf(group, left);
    const committed = await store.commit(left, await counted(store, left, group));
    if (committed === 'committed') return outcomeOf(group, left);
    const { duplicates } = committed;
    left = left.filter((event) => !duplicates.has(event));
    if (duplicates.size === 0) await pause(attempt);
  }
  throw new ContendedError(`Others wrote the same entities ${MOST_ATTEMPTS} times`);
}

/** The parts of the group's entities with its events counted in. */
async function counted(
  store: FeatureStore,
  events: readonly Admitted[],
  [first]: readonly Admitted[],
): Promise<Part[]> {
  const touched = events.map((event) => ({ event, refs: first ? partsIn(event, first) : [] }));
  const refs = new Map(touched.flatMap((each) => each.refs.map((ref) => [partName(ref), ref])));
  if (refs.size === 0) return [];
  const parts = new Map((await store.read([...refs.values()])).map((part) => [partName(part.ref), part]));
  for (const { event, refs: own } of touched)
    for (const name of own.map(partName)) {
      const part = parts.get(name);
      if (part) parts.set(name, foldInto(part, event.event));
    }
  return [...parts.values()];
}

/** The first of each id: one transaction takes an item once. */
function withoutRepeated(group: readonly Admitted[]): readonly Admitted[] {
  const seen = new Set<string>();
  return group.filter(({ event: { org, id } }) => {
    const key = JSON.stringify([org, id]);
    const isFirst = !seen.has(key);
    seen.add(key);
    return isFirst;
  });
}

function outcomeOf(group: readonly Admitted[], written: readonly Admitted[]): Outcome {
  const late = written.filter((event) => event.late).length;
  const counted = written.filter(({ counts }) => counts).length;
  return { counted, late, duplicates: group.length - written.length };
}
