import type { KnownEvent } from '../events/read-record';
import { stepOf } from '../features/window';
import { spread } from '../hash';
import { rankings } from './ranking';

/** A list of items by their counts: of one ranking, step of time and part, and of one item where it is about what is with it. */
export interface ListRef {
  readonly org: string;
  readonly ranking: string;
  readonly step: number;
  readonly part: number;
  /** The item that others are with. */
  readonly of?: string;
}

/** What is added to an item's count in a list. */
export interface Counter extends ListRef {
  readonly item: string;
  readonly amount: number;
  /** Milliseconds since the epoch: the latest time for which the count is of use, and longer. */
  readonly until: number;
}

const MINUTE_MS = 60_000;
/** How long a count is kept after its window is over. */
const KEPT_MS = 2 * 86_400_000;

/** The same for the same item in the same list. */
export const counterName = ({ org, ranking, step, part, of = '', item }: Omit<Counter, 'amount' | 'until'>): string =>
  JSON.stringify([org, ranking, step, part, of, item]);

/**
 * What an event adds to rankings.
 *
 * @param known items of its session before it
 * @param joins whether it brings another one
 * @param by what chooses among the parts of a count
 */
export function countersOf(event: KnownEvent, known: readonly string[], joins: boolean, by: string): Counter[] {
  const { item } = event.data;
  if (item === undefined) return [];
  return rankings.flatMap(({ name, of, window, by: what, parts }) => {
    if (!of.includes(event.type)) return [];
    const step = stepOf(window, event.occurredAt);
    const until = (step + 1) * window.stepMinutes * MINUTE_MS + window.minutes * MINUTE_MS + KEPT_MS;
    const place = { org: event.org, ranking: name, step, part: spread(by, parts), amount: 1, until };
    if (what === 'events') return [{ ...place, item }];
    if (!joins) return [];
    return known.flatMap((other) => [
      { ...place, of: item, item: other },
      { ...place, of: other, item },
    ]);
  });
}
