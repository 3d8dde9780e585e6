import type { Rate, Verdict } from '../../lambdas/streaming/domain/api/live';

export type { Rate, Verdict };

/** Seconds that are shown. */
const MINUTE = 60;

/**
 * Every second of the last minute, the first first: those in which nothing happened too.
 *
 * @param seconds those in which something happened
 * @param lastMs in the last second that is shown, by the service's time, in milliseconds since the epoch
 */
export function lastMinute(seconds: readonly Rate[], lastMs: number): readonly Rate[] {
  const bySecond = new Map(seconds.map((rate) => [rate.at, rate]));
  const last = Math.floor(lastMs / 1000);
  return Array.from({ length: MINUTE }, (_, index) => {
    const at = last - MINUTE + 1 + index;
    return bySecond.get(at) ?? { at, counted: 0, late: 0, parked: 0, ageMs: 0 };
  });
}

/** What a minute comes to. */
export interface MinuteSums {
  readonly counted: number;
  readonly late: number;
  readonly parked: number;
  /** Events a second over the last ten seconds. */
  readonly perSecond: number;
  /** The longest that an event waited to be read, in milliseconds; undefined where none came. */
  readonly longestMs?: number | undefined;
}

const RECENT = 10;

export function sumsOf(minute: readonly Rate[]): MinuteSums {
  const sum = (of: readonly Rate[], name: 'counted' | 'late' | 'parked') =>
    of.reduce((total, rate) => total + rate[name], 0);
  const isQuiet = minute.every(({ counted, parked }) => counted + parked === 0);
  return {
    ...{ counted: sum(minute, 'counted'), late: sum(minute, 'late'), parked: sum(minute, 'parked') },
    perSecond: sum(minute.slice(-RECENT), 'counted') / RECENT,
    ...(!isQuiet && { longestMs: Math.max(...minute.map(({ ageMs }) => ageMs)) }),
  };
}

/** Verdicts that are shown, and how many came by between two views. */
export interface ShownVerdicts {
  /** The newest first. */
  readonly rows: readonly Verdict[];
  readonly missed: number;
}

const MOST_ROWS = 50;

/** Adds the verdicts of a view, the oldest of which come first in it, to those that are shown. */
export function withVerdicts(shown: ShownVerdicts, verdicts: readonly Verdict[]): ShownVerdicts {
  const newest = shown.rows[0]?.n;
  const fresh = verdicts.filter(({ n }) => newest === undefined || n > newest);
  const [first] = fresh;
  if (!first) return shown;
  const between = newest === undefined ? 0 : first.n - newest - 1;
  return {
    rows: [...fresh.toReversed(), ...shown.rows].slice(0, MOST_ROWS),
    missed: shown.missed + between,
  };
}

const windows: Readonly<Record<string, string>> = {
  '5m': 'these five minutes',
  '1h': 'the last hour',
  '1d': 'the last day',
  today: 'today (UTC)',
};

/** A feature's name as what is counted and over which window: `user_views_1h` as `views` and `the last hour`. */
export function featureWords(name: string): { readonly what: string; readonly window: string } {
  const parts = name.split('_');
  const window = windows[parts.at(-1) ?? ''];
  const what = parts.slice(1, window === undefined ? undefined : -1).join(' ');
  return { what, window: window ?? '–' };
}

/** Whether a name is one of an entity, such as `user:42`. */
export const isEntity = (name: string): boolean => /^(user|session|item):[\x21-\x7e]{1,128}$/.test(name);

/** Milliseconds as people read them. */
export const durationOf = (ms: number): string => {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  return ms < 60_000 ? `${(ms / 1_000).toFixed(1)} s` : `${Math.round(ms / 60_000)} min`;
};
