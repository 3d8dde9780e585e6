import type { KnownEvent } from '../events/read-record';
import type { EntityKind } from './feature';
import { addTo, emptyRing, type Ring } from './ring';
import { allSeries, amountOf } from './series';

/** What is kept of an entity, or of a part of it: rings by the key of their series. Bounded, however much happened. */
export type State = Readonly<Record<string, Ring>>;

export const emptyState: State = {};

/** The state after an event. Events may come in any order: the state in the end is the same. */
export function fold(state: State, entity: EntityKind, event: KnownEvent): State {
  const next: Record<string, Ring> = { ...state };
  for (const series of allSeries) {
    const amount = series.entity === entity ? amountOf(series, event) : 0;
    if (amount === 0) continue;
    const bucket = Math.floor(event.occurredAt / series.stepMs);
    next[series.key] = addTo(next[series.key] ?? emptyRing, bucket, amount, series.size);
  }
  return next;
}

/** As text of a few bytes a bucket. */
export const encodeState = (state: State): string =>
  JSON.stringify(
    Object.fromEntries(
      Object.entries(state).map(([key, ring]) => [key, [...ring].sort(([one], [another]) => one - another).flat()]),
    ),
  );

/** @param text as `encodeState` gives it */
export function decodeState(text: string): State {
  const flat = JSON.parse(text) as Readonly<Record<string, readonly number[]>>;
  return Object.fromEntries(Object.entries(flat).map(([key, numbers]) => [key, ringOf(numbers)]));
}

function ringOf(numbers: readonly number[]): Ring {
  const ring = new Map<number, number>();
  for (let index = 0; index < numbers.length; index += 2) ring.set(Number(numbers[index]), Number(numbers[index + 1]));
  return ring;
}
