import type { States } from '../features/derived';
import type { EntityRef } from '../features/entity';
import { merge, type State } from '../features/state';

/** One part of an entity's history; several make up that of an entity that many payments share. */
export interface HistoryPart {
  readonly ref: EntityRef;
  readonly shard: number;
  /** Counts the payments and labels that were added; 0 when there is none yet. */
  readonly version: number;
  readonly state: State;
  /** Ids of the last decisions on the entity, the newest first; of some kinds. */
  readonly recent?: readonly string[];
}

/**
 * Of each entity's parts one, to which something is added.
 *
 * @param random from 0 to 1, without 1
 */
export function chosenParts(parts: readonly HistoryPart[], random: () => number): HistoryPart[] {
  const byEntity = Map.groupBy(parts, ({ ref }) => ref.kind);
  return [...byEntity.values()].flatMap((all) => all[Math.floor(random() * all.length)] ?? []);
}

/** The whole histories. */
export function wholeStates(parts: readonly HistoryPart[]): States {
  const byEntity = Map.groupBy(parts, ({ ref }) => ref.kind);
  const states = [...byEntity].map(([kind, all]) => {
    const each = all.map(({ state }) => state);
    return [kind, merge(kind, each)] as const;
  });
  return Object.fromEntries(states);
}
