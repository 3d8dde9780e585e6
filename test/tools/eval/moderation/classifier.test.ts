import { textRules } from '../../../../lambdas/streaming/domain/cascade/cascade';
import { defaultPolicy } from '../../../../lambdas/streaming/domain/cascade/default-policy';
import { labelledTexts } from '../../../../models/moderation/data/texts';
import { estimateOf } from '../../../../tools/eval/moderation/classifier/bootstrap';
import { evaluateClassifier } from '../../../../tools/eval/moderation/classifier/evaluate';
import { describeClassifier } from '../../../../tools/eval/moderation/classifier/report';

const categories = textRules(defaultPolicy).map(({ category }) => category);
const none = Object.fromEntries(categories.map((category) => [category, 0]));
const options = { policy: defaultPolicy, seed: 4, count: 20 };

test('one who knows finds all, and rejects and approves nothing wrongly; what cannot be read is told apart', async () => {
  const known = [{}, { unseenWords: true }, { around: 6, count: 5 }].flatMap((more) =>
    labelledTexts({ role: 'test', seed: 4, count: 20, ...more }),
  );
  const categoryOf = new Map(known.map(({ text, category }) => [text, category]));
  const scoresOf = async (text: string) => {
    if (/^\P{ASCII}/u.test(text)) return {};
    const category = categoryOf.get(text);
    return category ? { ...none, [category]: 1 } : none;
  };
  const classifier = { version: 1, encoder: 'known', categories, scores: () => none };
  const evaluation = await evaluateClassifier({ ...options, classifier, scoresOf });
  for (const row of evaluation.categories)
    expect(row).toMatchObject({
      violating: 20,
      precision: { value: 1, low: 1 },
      recall: { value: 1 },
      brier: { value: 0, high: 0 },
    });
  const rows = evaluation.decisions.filter(({ texts }) => /new|among/.test(texts));
  expect(rows.map(({ violates, approved, rejected }) => [violates, approved.value, rejected.value])).toEqual([
    ...[0, 1, 2].flatMap(() => [
      [true, 0, 1],
      [false, 1, 0],
    ]),
  ]);
  const other = evaluation.decisions.find(({ texts }) => texts === 'other-language');
  expect(other?.unreadable.count).toBeGreaterThan(0);
  expect(describeClassifier(evaluation)).toContain('Classifier version 1 on vectors of known; seed 4.');
});

test('an interval is over whole groups: of groups that agree within it is as wide as they are few', () => {
  const mean = (rows: readonly number[]) => rows.reduce((sum, row) => sum + row, 0) / rows.length;
  const alike = [1, 0, 1, 0].map((value) => Array<number>(100).fill(value));
  const apart = alike.flat().map((value) => [value]);
  const [few, many] = [estimateOf(alike, mean, 1), estimateOf(apart, mean, 1)];
  expect([few.value, many.value]).toEqual([0.5, 0.5]);
  expect(few.high - few.low).toBeGreaterThan(3 * (many.high - many.low));
});
