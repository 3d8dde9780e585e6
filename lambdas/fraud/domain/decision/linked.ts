import { linkingKinds } from '../api/linking-kinds';
import type { EntityKind } from '../features/entity';
import type { HistoryPart } from './history-parts';

/**
 * Decisions that one part of a history names. Few enough to fit beside the counters in the kilobyte that is written, and read, in any
 * case: so knowing what is linked takes no item, index or write of its own.
 */
const MOST_RECENT = 6;

const isLinking = (kind: EntityKind): boolean => (linkingKinds as readonly EntityKind[]).includes(kind);

/** The part with one more decision among its last ones. */
export const withDecision = (part: HistoryPart, decisionId: string): HistoryPart =>
  isLinking(part.ref.kind) ? { ...part, recent: [decisionId, ...(part.recent ?? [])].slice(0, MOST_RECENT) } : part;

/** Ids of the last decisions on each entity that links payments, in any order; not the one that is asked about. */
export function linkedIds(parts: readonly HistoryPart[], except: string): ReadonlyMap<EntityKind, readonly string[]> {
  const linked = parts.filter(({ ref }) => isLinking(ref.kind));
  const byKind = Map.groupBy(linked, ({ ref }) => ref.kind);
  return new Map(
    [...byKind].map(([kind, all]) => {
      const ids = all.flatMap(({ recent = [] }) => recent).filter((id) => id !== except);
      return [kind, [...new Set(ids)]] as const;
    }),
  );
}
