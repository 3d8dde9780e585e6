import { createFeatureStore } from '../../lambdas/streaming/adapters/feature-store';
import { commitAll } from '../../lambdas/streaming/committing';
import type { KnownEvent } from '../../lambdas/streaming/domain/events/read-record';
import type { Admitted } from '../../lambdas/streaming/domain/features/groups';
import type { MemoryTable } from './memory-table';

/** Between two events of the same user, session and item: a thousand of them fill every window there is. */
export const BETWEEN_MS = 120_000;
const BATCH = 500;

/** 2026-01-05, a Monday. */
export const START = Date.UTC(2026, 0, 5);

/** Counts events by all that is deployed but for the network. */
export function counter({ document }: MemoryTable) {
  const store = createFeatureStore({ document, table: 'features', eventSeconds: 172_800, now: Date.now });
  return (events: readonly KnownEvent[]) =>
    commitAll({ store, pause: async () => undefined }, events.map(admitted), () => undefined);
}

const admitted = (event: KnownEvent): Admitted => ({ event, late: false, counts: true });

/** Events of one user in one session that are about one item, each some time after the one before. */
export function* eventsOfOne(from: number, count: number): Generator<KnownEvent[]> {
  for (let done = 0; done < count; done += BATCH)
    yield Array.from({ length: Math.min(BATCH, count - done) }, (_, index) => eventAt(from + done + index));
}

function eventAt(index: number): KnownEvent {
  const at = START + index * BETWEEN_MS;
  const data = { user: 'u', session: 's', item: 'i' };
  return { id: `e${index}`, org: 'acme', type: 'item.viewed', version: 2, occurredAt: at, receivedAt: at, data };
}
