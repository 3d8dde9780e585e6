import type { KnownEvent } from '../../../../lambdas/streaming/domain/events/read-record';
import { features } from '../../../../lambdas/streaming/domain/features/feature';

const MINUTE_MS = 60_000;

/**
 * The features of an entity from a list of all its events, each once: no states, rings or batches. Written from the definition of a feature
 * and not from the code that it judges.
 */
export function referenceValues(kind: 'user' | 'session' | 'item', events: readonly KnownEvent[], asOf: number) {
  const values: Record<string, number> = {};
  for (const { name, entity, of, window, aggregation } of features) {
    if (entity !== kind) continue;
    const stepMs = window.stepMinutes * MINUTE_MS;
    const end = Math.floor(asOf / stepMs) * stepMs + stepMs;
    const length = window.minutes * MINUTE_MS;
    const start = window.kind === 'sliding' ? end - length : Math.floor(asOf / length) * length;
    const own = events.filter(
      ({ type, occurredAt }) => of.includes(type as never) && occurredAt >= start && occurredAt < end,
    );
    if (aggregation.kind === 'count') values[name] = own.length;
    else if (aggregation.kind === 'sum') values[name] = own.reduce((sum, { data }) => sum + (data.quantity ?? 0), 0);
    else
      values[name] = sessions(
        own.map(({ occurredAt }) => occurredAt),
        stepMs,
        aggregation.gapMinutes * MINUTE_MS,
      );
  }
  return values;
}

/** Sessions are told apart by whole steps without an event that are as long as the gap. */
function sessions(times: readonly number[], stepMs: number, gapMs: number): number {
  let [count, quietFrom] = [0, Number.NEGATIVE_INFINITY];
  for (const time of [...times].sort((one, another) => one - another)) {
    const step = Math.floor(time / stepMs) * stepMs;
    if (step - quietFrom > gapMs - stepMs) count += 1;
    quietFrom = step + stepMs;
  }
  return count;
}

/** What rankings count, from a list of all events in their order: of a session, the first five items that differ are together. */
export function referenceCounts(events: readonly KnownEvent[]): Record<string, number> {
  const counts: Record<string, number> = {};
  const seen = new Map<string, string[]>();
  const add = (ranking: string, minutes: number, { occurredAt }: KnownEvent, of: string, item: string) => {
    const name = `${ranking} ${Math.floor(occurredAt / (minutes * MINUTE_MS))} ${of} ${item}`;
    counts[name] = (counts[name] ?? 0) + 1;
  };
  for (const event of events) {
    const { item, session = '' } = event.data;
    if (item === undefined) continue;
    if (event.type === 'item.viewed') add('viewed_1h', 10, event, '', item);
    if (event.type === 'item.purchased') add('bought_today', 1440, event, '', item);
    const before = seen.get(session) ?? [];
    if (before.includes(item) || before.length === 5) continue;
    seen.set(session, [...before, item]);
    for (const other of before) {
      add('together_today', 1440, event, item, other);
      add('together_today', 1440, event, other, item);
    }
  }
  return counts;
}
