import fc from 'fast-check';
import { features } from '../../lambdas/streaming/domain/features/feature';
import {
  durationOf,
  featureWords,
  isEntity,
  lastMinute,
  type ShownVerdicts,
  sumsOf,
  type Verdict,
  withVerdicts,
} from '../../web/client/live-views';

const rate = (at: number, counted: number, late = 0, parked = 0, ageMs = 0) => ({ at, counted, late, parked, ageMs });

test('a minute has all of its seconds, and what is older is gone', () => {
  const minute = lastMinute([rate(939, 5), rate(940, 1), rate(999, 2, 1, 1, 30)], 999_500);
  expect(minute).toHaveLength(60);
  expect([minute[0], minute[58], minute[59]]).toEqual([rate(940, 1), rate(998, 0), rate(999, 2, 1, 1, 30)]);
  expect(sumsOf(minute)).toEqual({ counted: 3, late: 1, parked: 1, perSecond: 0.2, longestMs: 30 });
});

test('the rate is that of the last ten seconds; of a quiet minute nobody waited', () => {
  const seconds = Array.from({ length: 60 }, (_, index) => rate(940 + index, index < 50 ? 0 : 7));
  expect(sumsOf(lastMinute(seconds, 999_999)).perSecond).toBe(7);
  expect(sumsOf(lastMinute([], 999_999))).toEqual({ counted: 0, late: 0, parked: 0, perSecond: 0 });
});

const verdict = (n: number): Verdict => ({ n, item: `i${n}`, version: 1, status: 'decided', tier: 1, at: n });

test('verdicts are shown once, the newest first, and those that no view had are counted', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 20 }), (steps) => {
      let shown: ShownVerdicts = { rows: [], missed: 0 };
      let last = 0;
      const came = new Set<number>();
      for (const step of steps) {
        last += step;
        const view = Array.from({ length: Math.min(20, last) }, (_, index) => last - Math.min(20, last) + 1 + index);
        for (const n of view) came.add(n);
        shown = withVerdicts(shown, view.map(verdict));
      }
      const numbers = shown.rows.map(({ n }) => n);
      expect(numbers).toEqual([...came].toSorted((one, other) => other - one).slice(0, 50));
      const first = Math.min(...came);
      expect(shown.missed).toBe(came.size === 0 ? 0 : last - first + 1 - came.size);
      expect(withVerdicts(shown, shown.rows.toReversed())).toBe(shown);
    }),
  );
});

test('every feature is told in words with its window', () => {
  expect(featureWords('user_views_1h')).toEqual({ what: 'views', window: 'the last hour' });
  for (const { name } of features) expect(featureWords(name).window).not.toBe('–');
  expect(featureWords('user_age')).toEqual({ what: 'age', window: '–' });
});

test('names of entities and durations', () => {
  expect(['user:42', 'item:a/b', 'session:x:y'].map(isEntity)).toEqual([true, true, true]);
  expect(['user:', 'user', 'shop:1', 'user:a b', ''].map(isEntity)).toEqual([false, false, false, false, false]);
  expect([durationOf(12.4), durationOf(1_250), durationOf(240_000)]).toEqual(['12 ms', '1.3 s', '4 min']);
});
