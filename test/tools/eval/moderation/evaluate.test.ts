import { evaluate } from '../../../../tools/eval/moderation/evaluate';
import { shareOf } from '../../../../tools/eval/moderation/interval';
import { describe as described } from '../../../../tools/eval/moderation/report';

test('what is caught and what is rejected wrongly is the same for the same seed, and told by kind', () => {
  const options = { seed: 3, count: 30, patterns: 200 };
  const evaluation = evaluate(options);
  expect(evaluate(options)).toEqual(evaluation);
  const { violating, recall, falsePositives, traffic } = evaluation;
  expect(violating.find(({ kind }) => kind === 'plain')?.rejected).toMatchObject({ of: 30, share: 1 });
  expect(violating.filter(({ heldOut }) => heldOut).map(({ kind }) => kind)).toContain('emoji between');
  expect(recall.known.share).toBeGreaterThan(0.97);
  expect(falsePositives.clean.count + falsePositives.hard.count).toBe(0);
  expect(traffic.approved.count + traffic.rejected.count + traffic.escalated.count).toBe(300);
  expect(described(evaluation)).toContain('False positives, hard negatives: 0.00 % (95 %: 0.00 to ');
});

test("intervals are Wilson's", () => {
  expect(shareOf(0, 100)).toMatchObject({ share: 0, low: 0, high: expect.closeTo(0.037, 3) });
  expect(shareOf(50, 100)).toMatchObject({ low: expect.closeTo(0.404, 3), high: expect.closeTo(0.596, 3) });
  expect(shareOf(0, 0)).toMatchObject({ low: 0, high: 1 });
});
