import fc from 'fast-check';
import { caughtOf } from '../../../../../lambdas/fraud/domain/decision/caught';
import { statisticsOf } from '../../../../../lambdas/fraud/domain/decision/statistics';

const outcome = fc.record({
  decision: fc.constantFrom('approve' as const, 'review' as const, 'decline' as const),
  fraud: fc.option(fc.boolean(), { nil: undefined }),
});

test('precision and recall are over what is known', () => {
  const decisions = [
    { decision: 'decline', fraud: true },
    { decision: 'review', fraud: true },
    { decision: 'review', fraud: false },
    { decision: 'review' },
    { decision: 'approve', fraud: true },
    { decision: 'approve' },
  ] as const;
  expect(caughtOf(decisions)).toEqual({
    stopped: { frauds: 2, genuine: 1, unknown: 1 },
    passed: { frauds: 1, genuine: 0, unknown: 1 },
    precision: 2 / 3,
    recall: 2 / 3,
  });
  expect(caughtOf([{ decision: 'approve' }])).not.toHaveProperty('precision');
});

test('every decision is counted once, and shares are from 0 to 1', () => {
  fc.assert(
    fc.property(fc.array(outcome), (decisions) => {
      const { stopped, passed, precision = 0, recall = 0 } = caughtOf(decisions);
      const all = [stopped, passed].flatMap((counts) => Object.values(counts)).reduce((sum, count) => sum + count, 0);
      expect(all).toBe(decisions.length);
      for (const share of [precision, recall]) expect(share >= 0 && share <= 1).toBe(true);
    }),
  );
});

test('percentiles are times that were taken', () => {
  const took = Array.from({ length: 200 }, (_, index) => index + 1);
  const decisions = took.map((tookMs) => ({ decision: 'approve' as const, decidedAt: tookMs, tookMs }));
  expect(statisticsOf(decisions)).toMatchObject({
    ...{ decisions: 200, from: 1, to: 200, mix: { approve: 200, review: 0, decline: 0 } },
    tookMs: { p50: 100, p95: 190, p99: 198 },
  });
  expect(statisticsOf([])).toEqual({
    ...{ decisions: 0, mix: { approve: 0, review: 0, decline: 0 } },
    caught: caughtOf([]),
  });
});
