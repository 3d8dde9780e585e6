import { type EntityKind, type Feature, features } from './feature';
import { emptyRing, runsOf, sumOf } from './ring';
import { seriesKeyOf } from './series';
import type { State } from './state';
import { stepsOf } from './window';

/**
 * The features of an entity as of a time, by name.
 *
 * @param parts what is kept of it, in any order
 * @param asOf milliseconds since the epoch, not before the latest event that was counted
 */
export function featureValues(entity: EntityKind, parts: readonly State[], asOf: number): Record<string, number> {
  const own = features.filter((feature) => feature.entity === entity);
  return Object.fromEntries(own.map((feature) => [feature.name, readingOf(feature, parts, asOf)]));
}

function readingOf(feature: Feature, parts: readonly State[], asOf: number): number {
  const { window, aggregation } = feature;
  const rings = parts.map((state) => state[seriesKeyOf(feature)] ?? emptyRing);
  const [first, last] = stepsOf(window, asOf);
  if (aggregation.kind === 'sessions')
    return runsOf(rings, first, last, Math.floor(aggregation.gapMinutes / window.stepMinutes));
  return rings.reduce((sum, ring) => sum + sumOf(ring, first, last), 0);
}
