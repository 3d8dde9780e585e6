import * as fc from 'fast-check';
import { afterClassifier, afterModel } from '../../../../../lambdas/streaming/domain/cascade/cascade';
import { readCascadePolicy } from '../../../../../lambdas/streaming/domain/cascade/cascade-policy';
import { contentOf } from '../../../../../lambdas/streaming/domain/cascade/content';
import { defaultPolicy } from '../../../../../lambdas/streaming/domain/cascade/default-policy';
import { allowedBy, BUDGET_PARTS, monthOf } from '../../../../../lambdas/streaming/domain/cascade/model-budget';
import { modelQuestion, readModelVerdict } from '../../../../../lambdas/streaming/domain/cascade/model-verdict';
import { submitted } from '../../support/moderation';

const policy = defaultPolicy;
const likelihood = fc.double({ min: 0, max: 1, noNaN: true });

it('the policy that a stage begins with is one, and lacks nothing that a check would fill in', () => {
  expect(readCascadePolicy(defaultPolicy)).toEqual({ policy: defaultPolicy });
});

it('a policy that could be misread is refused, with what would be right', () => {
  const data = structuredClone(policy);
  expect(readCascadePolicy({ ...data, rules: data.rules.slice(1) })).toEqual({
    problem: 'rules: must have one rule for each category: danger',
  });
  const swapped = { ...data, classifier: { approveTo: 0.9, rejectFrom: 0.1 } };
  expect(readCascadePolicy(swapped)).toEqual({ problem: 'classifier.rejectFrom: must be above approveTo' });
});

it('a classifier that fears more never has an item approved that was not', () => {
  const rank = { decide: 0, ask: 1, hold: 1 } as const;
  const gravity = (score: number, canApprove: boolean) => {
    const next = afterClassifier({ fraud: score }, policy, canApprove);
    return next.kind === 'decide' && next.decision === 'reject' ? 2 : rank[next.kind];
  };
  fc.assert(
    fc.property(likelihood, likelihood, fc.boolean(), (one, other, canApprove) => {
      expect(gravity(Math.min(one, other), canApprove)).toBeLessThanOrEqual(gravity(Math.max(one, other), canApprove));
    }),
  );
  expect(afterClassifier({ fraud: 0 }, policy, false)).toEqual({ kind: 'ask' });
  expect(afterClassifier({}, policy, true)).toEqual({ kind: 'ask' });
});

it('whatever a model answers is a verdict of the policy or none, and none holds the item', () => {
  const nearly = fc.record({
    decision: fc.constantFrom('approve', 'reject', 'unsure', 'APPROVE', 1),
    confidence: fc.oneof(likelihood, fc.constantFrom(-1, 2, '0.9')),
    explanation: fc.constantFrom('because', '', 7),
    category: fc.constantFrom('fraud', 'invented', undefined),
  });
  fc.assert(
    fc.property(fc.oneof(fc.anything(), nearly), fc.boolean(), (input, canApprove) => {
      const verdict = readModelVerdict(input, policy);
      const next = afterModel(verdict, policy, canApprove);
      expect(next.kind).not.toBe('ask');
      if (!verdict) expect(next).toEqual({ kind: 'hold' });
      if (next.kind !== 'decide') return;
      expect(verdict?.decision).toBe(next.decision);
      if (next.decision === 'reject') expect(next.category).toBe('fraud');
      else expect(canApprove).toBe(true);
    }),
  );
});

it('a model that reads text is not asked about what only images break, and decides nothing by it', () => {
  const { system, tool } = modelQuestion(contentOf(submitted()), defaultPolicy);
  expect(JSON.stringify([system, tool])).toContain('harassment');
  expect(JSON.stringify([system, tool])).not.toContain('explicit');
  const rejected = { decision: 'reject', confidence: 1, explanation: 'because' };
  expect(readModelVerdict({ ...rejected, category: 'harassment' }, defaultPolicy)).toBeDefined();
  expect(readModelVerdict({ ...rejected, category: 'explicit' }, defaultPolicy)).toBeUndefined();
});

it('what an item says is data in the question: it is in the user’s JSON as a whole, and nowhere else', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 200, unit: 'binary' }), (text) => {
      const content = { ...contentOf(submitted()), text };
      const { user, ...rest } = modelQuestion(content, policy);
      expect(JSON.parse(user)).toEqual({ item: text });
      expect(rest).toEqual(modelQuestionWithoutUser);
    }),
  );
});
const { user: _, ...modelQuestionWithoutUser } = modelQuestion(contentOf(submitted()), policy);

it('calls of a month are never more than its budget, nor more than its pace and burst at any time', () => {
  const budget = fc.record({ perMonth: fc.nat(1_000_000), burst: fc.nat(10_000) });
  const time = fc.integer({ min: Date.UTC(2024, 0), max: Date.UTC(2030, 0) });
  fc.assert(
    fc.property(budget, time, (given, at) => {
      const allowed = Array.from({ length: BUDGET_PARTS }, (_, part) => allowedBy(given, part, at));
      const total = allowed.reduce((sum, each) => sum + each, 0);
      const start = Date.parse(`${monthOf(at)}-01T00:00:00Z`);
      expect(total).toBeLessThanOrEqual(given.perMonth);
      expect(total).toBeLessThanOrEqual(given.burst + (given.perMonth * (at - start)) / (28 * 86_400_000));
      expect(total).toBeGreaterThanOrEqual(Math.min(given.perMonth, given.burst));
    }),
  );
});
