import * as fc from 'fast-check';
import { judge } from '../../../../../lambdas/streaming/domain/moderation/judge';
import { parsePolicy } from '../../../../../lambdas/streaming/domain/moderation/policy';
import type { ItemFile } from '../../../../../lambdas/streaming/domain/moderation/verdict';
import { compiled, policyData } from './support';

const author = { ageDays: 9, rejections: 0 };
const rules = [
  { label: 'Explicit', category: 'goods', approveBelow: 40, rejectFrom: 90 },
  { label: 'Violence', category: 'goods', approveBelow: 60 },
];
const by = compiled({ images: rules });
const judged = (file: Partial<ItemFile>, policy = by) => {
  const { decision, findings, reasons } = judge(
    { itemId: 'i', files: [{ sha256: 'c'.repeat(64), ...file }], author },
    policy,
  );
  return { decision, codes: findings.map(({ code }) => code), message: reasons[0]?.message };
};
const showing = (name: string, confidence: number) => judged({ labels: [{ name, confidence }] }).decision;

it.each([
  ['Explicit', 39.9, 'approve'],
  ['Explicit', 40, 'escalate'],
  ['Explicit', 89.9, 'escalate'],
  ['Explicit', 90, 'reject'],
  ['EXPLICIT', 90, 'reject'],
  ['Violence', 100, 'escalate'],
  ['Alcohol', 100, 'approve'],
] as const)('an image of %s with %s %% is judged by its rule: %s', (name, confidence, decision) => {
  expect(showing(name, confidence)).toBe(decision);
});

it('an image that shows nothing is approved; one that nobody has looked at is held, and says why', () => {
  expect(judged({ labels: [] })).toMatchObject({ decision: 'approve', codes: [] });
  for (const unseen of ['image-not-screened', 'image-refused', 'image-not-labelled'] as const)
    expect(judged({ unseen })).toMatchObject({
      decision: 'escalate',
      codes: [unseen],
      message: expect.stringMatching(/image/),
    });
});

it('a policy without rules for images has people look at them, whatever they show', () => {
  for (const images of [undefined, []])
    expect(judged({ labels: [] }, compiled({ images }))).toMatchObject({
      decision: 'escalate',
      codes: ['file-not-judged'],
    });
});

it('what lists know goes before what is seen', () => {
  const file = { sha256: 'c'.repeat(64), category: 'goods' };
  const known = (action: 'approve' | 'reject') =>
    compiled({ images: rules, known: { ...policyData().known, files: [{ ...file, action }] } });
  expect(judged({ labels: [{ name: 'Explicit', confidence: 99 }] }, known('approve')).decision).toBe('approve');
  expect(judged({ labels: [] }, known('reject')).decision).toBe('reject');
});

const label = fc.record({
  name: fc.constantFrom('Explicit', 'Explicit Nudity', 'Violence', 'Weapons', 'Alcohol'),
  confidence: fc.double({ min: 0, max: 100, noNaN: true }),
});
const weight = { approve: 0, escalate: 1, reject: 2 };

it('another label, or a surer one, never makes a verdict milder', () => {
  fc.assert(
    fc.property(fc.array(label), label, (labels, more) => {
      const [before, after] = [labels, [...labels, more]].map((seen) => judged({ labels: seen }).decision);
      expect(weight[after as keyof typeof weight]).toBeGreaterThanOrEqual(weight[before as keyof typeof weight]);
    }),
  );
});

it.each([
  ['a label that there is not', { label: 'Nakedness' }, /images\[0\].label/],
  ['thresholds the wrong way round', { approveBelow: 95 }, /rejectFrom/],
  ['a threshold below what is asked for', { approveBelow: 10 }, /approveBelow/],
  ['a category of its own', { category: 'other' }, /other/],
])('a policy with %s is refused', (_, change, problem) => {
  expect(() => parsePolicy(policyData({ images: [{ ...rules[0], ...change }] }))).toThrow(problem);
});

it('a policy with two rules for a label is refused', () => {
  expect(() => parsePolicy(policyData({ images: [rules[0], rules[0]] }))).toThrow(/differ/);
});
