import { factsOf } from '../../../../../lambdas/fraud/domain/decision/facts';
import { featuresOf } from '../../../../../lambdas/fraud/domain/features/features-of';
import { backtest, type RecordedDecision } from '../../../../../lambdas/fraud/domain/rules/backtest';
import { compileRules } from '../../../../../lambdas/fraud/domain/rules/evaluate';
import type { Rule } from '../../../../../lambdas/fraud/domain/rules/rule';
import { compile } from '../../support/deciding';
import { policy } from '../../support/policy';
import { paymentWith } from '../features/support';

const lists = { card: '', account: '', device: '', ip: '', merchant: '' };

function recorded(decisionId: string, merchant: string, fraud?: boolean): RecordedDecision {
  const payment = paymentWith({ merchant, amount: 1_000 });
  const facts = factsOf(payment, featuresOf(payment, {}), lists, 0.001);
  return { decisionId, decidedAt: Number(decisionId.slice(1)), decision: 'approve', facts, policy, fraud };
}

test('a backtest says what would change, and how good the decisions were and would have been', () => {
  const rule: Rule = { id: 'shop', reason: 'Shop', when: 'payment.merchant == "a"', outcome: 'decline', mode: 'live' };
  const past = [recorded('d1', 'a', true), recorded('d2', 'a', false), recorded('d3', 'a'), recorded('d4', 'b', true)];
  expect(backtest(compileRules({ version: 1, rules: [rule] }, compile), past)).toEqual({
    ...{ decisions: 4, from: 1, to: 4, held: { shop: 3 } },
    changed: [{ from: 'approve', to: 'decline', decisions: 3, frauds: 1, genuine: 1, examples: ['d1', 'd2', 'd3'] }],
    before: {
      stopped: { frauds: 0, genuine: 0, unknown: 0 },
      passed: { frauds: 2, genuine: 1, unknown: 1 },
      recall: 0,
    },
    after: {
      ...{ stopped: { frauds: 1, genuine: 1, unknown: 1 }, passed: { frauds: 1, genuine: 0, unknown: 0 } },
      ...{ precision: 0.5, recall: 0.5 },
    },
  });
});
