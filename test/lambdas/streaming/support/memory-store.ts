import { setImmediate as turn } from 'node:timers/promises';
import type { Committed, FeatureStore } from '../../../../lambdas/streaming/committing';
import type { Change } from '../../../../lambdas/streaming/domain/features/change';
import { type Part, type PartRef, partName } from '../../../../lambdas/streaming/domain/features/part';
import { decodeState, emptyState, encodeState } from '../../../../lambdas/streaming/domain/features/state';
import { counterName, type ListRef } from '../../../../lambdas/streaming/domain/rankings/counter';

interface Kept {
  readonly version: number;
  readonly state: string;
  readonly items: readonly string[];
  readonly asOf: number;
}

/** A store with the conditions of the real one, in memory; others run between its calls. */
export class MemoryStore implements FeatureStore {
  readonly parts = new Map<string, Kept>();
  readonly events = new Set<string>();
  readonly counts = new Map<
    string,
    { readonly counter: ListRef & { readonly item: string }; readonly count: number }
  >();
  conflicts = 0;

  async read(refs: readonly PartRef[]): Promise<readonly Part[]> {
    await turn();
    return refs.map((ref) => {
      const kept = this.parts.get(partName(ref));
      return kept
        ? { ref, version: kept.version, state: decodeState(kept.state), items: kept.items, asOf: kept.asOf }
        : { ref, version: 0, state: emptyState, items: [], asOf: 0 };
    });
  }

  async commit({ events, parts, counters }: Change): Promise<Committed> {
    await turn();
    const keyOf = ({ event: { org, id } }: (typeof events)[number]) => JSON.stringify([org, id]);
    const duplicates = new Set(events.filter((event) => this.events.has(keyOf(event))));
    const stale = parts.some(({ ref, version }) => (this.parts.get(partName(ref))?.version ?? 0) !== version);
    if (duplicates.size > 0 || stale) {
      if (duplicates.size === 0) this.conflicts += 1;
      return { duplicates };
    }
    for (const event of events) this.events.add(keyOf(event));
    for (const { amount, until: _, ...counter } of counters) {
      const name = counterName(counter);
      this.counts.set(name, { counter, count: (this.counts.get(name)?.count ?? 0) + amount });
    }
    for (const { ref, version, state, items, asOf } of parts)
      this.parts.set(partName(ref), { version: version + 1, state: encodeState(state), items, asOf });
    return 'committed';
  }
}
