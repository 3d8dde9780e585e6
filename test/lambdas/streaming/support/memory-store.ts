import { setImmediate as turn } from 'node:timers/promises';
import type { FeatureStore } from '../../../../lambdas/streaming/committing';
import { type Part, type PartRef, partName } from '../../../../lambdas/streaming/domain/features/part';
import { decodeState, emptyState, encodeState } from '../../../../lambdas/streaming/domain/features/state';

interface Kept {
  readonly version: number;
  readonly state: string;
  readonly asOf: number;
}

/** A store with the conditions of the real one, in memory; others run between its calls. */
export class MemoryStore implements FeatureStore {
  readonly parts = new Map<string, Kept>();
  readonly events = new Set<string>();
  conflicts = 0;

  async read(refs: readonly PartRef[]): Promise<readonly Part[]> {
    await turn();
    return refs.map((ref) => {
      const kept = this.parts.get(partName(ref));
      return kept
        ? { ref, version: kept.version, state: decodeState(kept.state), asOf: kept.asOf }
        : { ref, version: 0, state: emptyState, asOf: 0 };
    });
  }

  async commit(...[events, parts]: Parameters<FeatureStore['commit']>): ReturnType<FeatureStore['commit']> {
    await turn();
    const keyOf = ({ event: { org, id } }: (typeof events)[number]) => JSON.stringify([org, id]);
    const duplicates = new Set(events.filter((event) => this.events.has(keyOf(event))));
    const stale = parts.some(({ ref, version }) => (this.parts.get(partName(ref))?.version ?? 0) !== version);
    if (duplicates.size > 0 || stale) {
      if (duplicates.size === 0) this.conflicts += 1;
      return { duplicates };
    }
    for (const event of events) this.events.add(keyOf(event));
    for (const { ref, version, state, asOf } of parts)
      this.parts.set(partName(ref), { version: version + 1, state: encodeState(state), asOf });
    return 'committed';
  }
}
