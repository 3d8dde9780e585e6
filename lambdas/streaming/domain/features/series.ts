import type { KnownEvent } from '../events/read-record';
import { type EntityKind, type Feature, features } from './feature';

/** What is counted once for all features that read it: a number for each bucket of time. */
export interface Series {
  /** Stable: states are kept by it. */
  readonly key: string;
  readonly entity: EntityKind;
  readonly of: readonly string[];
  readonly field?: 'quantity';
  readonly stepMs: number;
  /** Buckets that any feature looks back on. */
  readonly size: number;
}

const MINUTE_MS = 60_000;

export function seriesKeyOf({ of, aggregation, window }: Feature): string {
  const what = aggregation.kind === 'sum' ? `${of.join('+')}/${aggregation.field}` : of.join('+');
  return `${what}@${window.stepMinutes}`;
}

/** The series that these features read, each once and as long as the longest window over it. */
export function seriesOf(all: readonly Feature[]): readonly Series[] {
  const byKey = new Map<string, Series>();
  for (const feature of all) {
    const { entity, of, window, aggregation } = feature;
    const key = seriesKeyOf(feature);
    const size = Math.max(window.minutes / window.stepMinutes, byKey.get(`${entity} ${key}`)?.size ?? 0);
    const field = aggregation.kind === 'sum' ? { field: aggregation.field } : {};
    byKey.set(`${entity} ${key}`, { key, entity, of, ...field, stepMs: window.stepMinutes * MINUTE_MS, size });
  }
  return [...byKey.values()];
}

export const allSeries = seriesOf(features);

/** What an event adds to a series; nothing where it is none of its events. */
export function amountOf({ of, field }: Series, { type, data }: KnownEvent): number {
  if (!of.includes(type)) return 0;
  return field === undefined ? 1 : (data[field] ?? 0);
}
