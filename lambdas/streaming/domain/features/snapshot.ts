import * as z from 'zod/mini';
import { entityKinds } from './feature';
import { decodeState } from './state';
import { featureValues } from './values';

/** The state of a part of an entity from a time on, as it was committed: one line of the archive. */
export const snapshotSchema = z.object({
  org: z.string(),
  kind: z.enum(entityKinds),
  id: z.string(),
  part: z.int(),
  /** How often it was written. */
  v: z.int(),
  /** Milliseconds since the epoch: the latest of what is counted in it. */
  asOf: z.int(),
  /** The state itself, from which features follow as of any later time. */
  state: z.string(),
  /** Features of this part alone as of then. */
  features: z.record(z.string(), z.number()),
});
export type Snapshot = Readonly<z.infer<typeof snapshotSchema>>;

type Committed = Omit<Snapshot, 'features'>;

export const snapshotOf = (committed: Committed): Snapshot => ({
  ...committed,
  features: featureValues(committed.kind, [decodeState(committed.state)], committed.asOf),
});

/**
 * The features of an entity as of a time in the past, as they were told then: from the last state of each part that held by then, and from nothing
 * that came later. For training.
 *
 * @param snapshots of one entity, in any order, some of them more than once
 * @param at milliseconds since the epoch
 */
export function valuesAt(kind: Snapshot['kind'], snapshots: readonly Snapshot[], at: number): Record<string, number> {
  const latest = new Map<number, Snapshot>();
  for (const snapshot of snapshots) {
    const before = latest.get(snapshot.part);
    if (snapshot.asOf <= at && (!before || isLater(snapshot, before))) latest.set(snapshot.part, snapshot);
  }
  return featureValues(
    kind,
    [...latest.values()].map(({ state }) => decodeState(state)),
    at,
  );
}

/** By the time first: where another version of features took over, it may have written the part fewer times. */
const isLater = (one: Snapshot, another: Snapshot): boolean =>
  one.asOf > another.asOf || (one.asOf === another.asOf && one.v > another.v);
