import { countLabels, type LabelWindow } from './known-labels';
import { type Ring, readRing } from './ring';
import { distinctWithin } from './seen';
import { peaksRing, type State, stateShapes, velocityRings } from './state';
import type { WindowName } from './windows';

/** Windows over the highest amounts, in days. */
export const peakDays = { '1d': 1, '7d': 7, '14d': 14 } as const;

/** Windows over distinct keys, in seconds. */
export const seenSpans = { '1h': 3600, '1d': 86_400, '7d': 604_800 } as const;

/** What is made of an entity's history over a window, and over which windows it can be. */
export type Aggregate =
  | { readonly aggregation: 'count' | 'sum' | 'mean'; readonly window: WindowName }
  | { readonly aggregation: 'max'; readonly window: keyof typeof peakDays }
  | { readonly aggregation: 'distinct'; readonly window: keyof typeof seenSpans }
  | { readonly aggregation: 'labels' | 'frauds' | 'unexplained'; readonly window: LabelWindow };

/** @param now milliseconds since 1970 @returns NaN for the mean or the maximum of nothing */
export function aggregate(state: State, feature: Aggregate, now: number): number {
  switch (feature.aggregation) {
    case 'count':
      return velocity(state, feature.window, 0, now);
    case 'sum':
      return velocity(state, feature.window, 1, now);
    case 'mean':
      return velocity(state, feature.window, 1, now) / velocity(state, feature.window, 0, now);
    case 'max':
      return highest(state, feature.window, now);
    case 'distinct':
      return distinctWithin(state.seen, Math.floor(now / 1000), seenSpans[feature.window]);
    default:
      return countLabels(state.labels, feature.window, feature.aggregation, now);
  }
}

function velocity(state: State, window: WindowName, lane: number, now: number): number {
  const index = stateShapes[state.kind].velocity.indexOf(window);
  const ring = state.velocity[index];
  if (!ring) throw new Error(`The history of a ${state.kind} has no window of ${window}`);
  return readRing(velocityRings[window], ring, lane, now);
}

function highest(state: State, window: keyof typeof peakDays, now: number): number {
  const peak = readRing(peaksRing, state.peaks as Ring, 0, now, peakDays[window]);
  return peak === 0 ? Number.NaN : peak;
}
