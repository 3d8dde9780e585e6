import * as fc from 'fast-check';
import {
  type DecisionCosts,
  decide,
  expectedCost,
  thresholdsOf,
} from '../../../../../lambdas/fraud/domain/model/decision-costs';

const anyCost = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 200, noNaN: true }));
const anyCosts: fc.Arbitrary<DecisionCosts> = fc.record({
  falsePositive: anyCost,
  review: anyCost,
  missedFraud: fc.record({ fixed: anyCost, perAmount: fc.constantFrom(0, 0.5, 1) }),
});
const anyProbability = fc.double({ min: 0, max: 1, noNaN: true });
const decisions = ['approve', 'review', 'decline'] as const;

it('decides as cheaply as can be, for any costs, amount and probability', () => {
  fc.assert(
    fc.property(anyCosts, anyCost, anyProbability, (costs, amount, probability) => {
      const decision = decide(probability, thresholdsOf(costs, amount));
      const cheapest = Math.min(...decisions.map((each) => expectedCost(each, probability, costs, amount)));
      expect(expectedCost(decision, probability, costs, amount) - cheapest).toBeLessThan(1e-9);
    }),
    { numRuns: 1000 },
  );
});

it('has thresholds that are probabilities, in order', () => {
  fc.assert(
    fc.property(anyCosts, anyCost, (costs, amount) => {
      const { review, decline } = thresholdsOf(costs, amount);
      expect(review).toBeGreaterThanOrEqual(0);
      expect(decline).toBeGreaterThanOrEqual(review);
      expect(decline).toBeLessThanOrEqual(1);
    }),
  );
});

it('never decides more mildly for a higher probability or a higher amount', () => {
  const severity = (probability: number, costs: DecisionCosts, amount: number) =>
    decisions.indexOf(decide(probability, thresholdsOf(costs, amount)));
  fc.assert(
    fc.property(anyCosts, anyCost, anyCost, anyProbability, anyProbability, (costs, amount, more, p, q) => {
      const [low, high] = [Math.min(p, q), Math.max(p, q)];
      expect(severity(low, costs, amount)).toBeLessThanOrEqual(severity(high, costs, amount));
      expect(severity(p, costs, amount)).toBeLessThanOrEqual(severity(p, costs, amount + more));
    }),
  );
});

const costs: DecisionCosts = { falsePositive: 20, review: 4, missedFraud: { fixed: 15, perAmount: 1 } };

it('sends to review what lies between', () => {
  const thresholds = thresholdsOf(costs, 65);
  expect(thresholds).toEqual({ review: 0.05, decline: 0.8 });
  expect([0.04, 0.05, 0.79, 0.8].map((p) => decide(p, thresholds))).toEqual(['approve', 'review', 'review', 'decline']);
});

it('reviews nothing where that never pays', () => {
  expect(thresholdsOf({ ...costs, review: 19 }, 45)).toEqual({ review: 0.25, decline: 0.25 });
});

it('refuses a negative cost', () => {
  expect(() => thresholdsOf({ ...costs, review: -1 }, 1)).toThrow('review is -1, expected a number from 0');
  expect(() => thresholdsOf(costs, Number.NaN)).toThrow('amount is NaN, expected a number from 0');
});
