import { type Change, changeOf } from './domain/features/change';
import { type Admitted, firstGroup } from './domain/features/groups';
import type { Part, PartRef } from './domain/features/part';

/** What came of writing a change: all of it is there, or nothing, and then which events are counted already. */
export type Committed = 'committed' | { readonly duplicates: ReadonlySet<Admitted> };

/** Where states, counts and the ids of counted events are kept. */
export interface FeatureStore {
  /** @returns a part for each that is asked for, empty where there is none */
  read(refs: readonly PartRef[]): Promise<readonly Part[]>;
  /** Writes all or nothing: parts on condition of the version that was read, events on condition that they are not there. */
  commit(change: Change): Promise<Committed>;
}

export interface CommittingDeps {
  readonly store: FeatureStore;
  /** Waits before a group is made again. */
  readonly pause: (attempt: number) => Promise<void>;
}

export interface Outcome {
  /** What was written. */
  readonly change: Change;
  /** Events that are dealt with, from the first on. */
  readonly taken: number;
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
 * Counts events once each, in their order and in one transaction a group: an event is counted in all of its entities and rankings or in none,
 * and whoever delivers it again, or sends it again, finds it there.
 *
 * @param onGroup told of each group that is written
 * @throws ContendedError, or what the store throws; groups before it are written
 */
export async function commitAll(
  deps: CommittingDeps,
  events: readonly Admitted[],
  onGroup: (outcome: Outcome) => void,
): Promise<void> {
  for (let done = 0; done < events.length; ) {
    const outcome = await commitGroup(deps, events.slice(done));
    onGroup(outcome);
    done += outcome.taken;
  }
}

/** Commits the first events that fit into one transaction. */
async function commitGroup({ store, pause }: CommittingDeps, events: readonly Admitted[]): Promise<Outcome> {
  const group = firstGroup(events);
  const known = new Set<Admitted>();
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    const read = group.parts.length > 0 ? await store.read(group.parts) : [];
    const change = changeOf(group.events, read, known);
    const committed = change.events.length > 0 ? await store.commit(change) : 'committed';
    if (committed === 'committed') return outcomeOf(change);
    for (const duplicate of committed.duplicates) known.add(duplicate);
    if (committed.duplicates.size === 0) await pause(attempt);
  }
  throw new ContendedError(`Others wrote the same entities ${MOST_ATTEMPTS} times`);
}

function outcomeOf(change: Change): Outcome {
  const { events, taken } = change;
  const late = events.filter((event) => event.late).length;
  const counted = events.filter(({ counts }) => counts).length;
  return { change, taken, counted, late, duplicates: taken - events.length };
}
