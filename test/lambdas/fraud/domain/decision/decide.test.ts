import fc from 'fast-check';
import { decide, type Score } from '../../../../../lambdas/fraud/domain/decision/decide';
import { reasonsOf } from '../../../../../lambdas/fraud/domain/decision/reason-codes';
import { featureNames } from '../../../../../lambdas/fraud/domain/features/features-of';
import type { Verdict } from '../../../../../lambdas/fraud/domain/rules/evaluate';
import type { Rule } from '../../../../../lambdas/fraud/domain/rules/rule';
import { policy } from '../../support/policy';

const rule = (outcome: Rule['outcome']): Rule => ({
  id: outcome,
  reason: `${outcome} it`,
  when: '',
  outcome,
  mode: 'live',
});
const verdictOf = (outcomes: readonly Rule['outcome'][], failed: readonly Rule[] = []): Verdict => ({
  ...{ version: 1, live: outcomes.map(rule), shadow: [], failed },
});
const scoreOf = (probability: number): Score => ({
  probability,
  reasons: () => [{ code: 'velocity', message: 'fast' }],
});

test.each([
  [['approve', 'decline', 'review'], 0.001, 'decline'],
  [['approve', 'review'], 0.999, 'approve'],
  [['review'], 0.999, 'review'],
  [['review'], 0.001, 'review'],
  [[], 0.001, 'approve'],
  [[], 0.999, 'decline'],
] as const)('rules %s and a probability of %d make %s', (outcomes, probability, expected) => {
  expect(decide(verdictOf(outcomes), scoreOf(probability), 10_000, policy).decision).toBe(expected);
});

test('a rule that cannot be computed sends to review what others would let pass, and stops no refusal', () => {
  const failed = [rule('decline')];
  expect(decide(verdictOf(['approve'], failed), scoreOf(0.001), 100, policy).decision).toBe('review');
  expect(decide(verdictOf(['decline'], failed), scoreOf(0.001), 100, policy).decision).toBe('decline');
});

test('without a model what is expensive is looked at', () => {
  const decisions = [49_999, 50_000].map((amount) => decide(verdictOf([]), undefined, amount, policy));
  expect(decisions.map(({ decision }) => decision)).toEqual(['approve', 'review']);
  expect(decisions[1]?.reasons.map(({ code }) => code)).toEqual(['not_scored']);
});

test('the more a payment looks like fraud, the stricter the decision; an approved one needs no reason', () => {
  const strictness = ['approve', 'review', 'decline'];
  const probability = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(probability, probability, fc.integer({ min: 1, max: 10_000_000 }), (one, another, amount) => {
      const [low, high] = [Math.min(one, another), Math.max(one, another)].map((each) =>
        decide(verdictOf([]), scoreOf(each), amount, policy),
      );
      expect(strictness.indexOf(high?.decision ?? '')).toBeGreaterThanOrEqual(strictness.indexOf(low?.decision ?? ''));
      for (const decided of [low, high]) expect(decided?.reasons.length === 0).toBe(decided?.decision === 'approve');
    }),
  );
});

test('reasons are of groups of features, the weightiest first', () => {
  const weights: Readonly<Record<string, number>> = {
    card_count_10m: 0.4,
    card_count_1h: 0.4,
    amount_ratio: 0.5,
    card_speed: 0.05,
    merchant_frauds_7d: 2,
    hour: -3,
  };
  const contributions = featureNames.map((name) => weights[name] ?? 0);
  expect(reasonsOf(featureNames, contributions).map(({ code }) => code)).toEqual([
    'fraud_at_merchant',
    'velocity',
    'unusual_amount',
  ]);
});

test('every feature has a reason of its own kind', () => {
  const unexplained = featureNames.filter((name) => reasonsOf([name], [1])[0]?.code === 'pattern');
  expect(unexplained).toEqual([]);
});
