import { createCurrent } from '../shared/current-of-org';
import type { LineupStore } from './adapters/lineup-store';
import type { Lineup } from './domain/model/lineup';
import type { Model } from './domain/model/scorer';

export interface CurrentLineupDeps {
  readonly store: Pick<LineupStore, 'current'>;
  readonly bundled: Pick<Model, 'sha256' | 'version'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Told when a lineup could not be read; the one that was known last then holds. */
  readonly onError: (error: unknown) => void;
}

/** Gives the lineup of an organisation: its own, or the bundled model alone where it has none. */
export function createCurrentLineup({ store, bundled: { sha256, version }, now, onError }: CurrentLineupDeps) {
  const initial: Lineup = { champion: { sha256, version } };
  return createCurrent<Lineup>({
    read: async (org) => (await store.current(org))?.lineup ?? initial,
    initial: () => initial,
    now,
    onError,
  });
}
