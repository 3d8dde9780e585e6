import { champion } from '../../../lambdas/fraud/champion';
import { featureNames } from '../../../lambdas/fraud/domain/features/features-of';
import { createScorer } from '../../../lambdas/fraud/domain/model/scorer';
import shipped from '../../../models/fraud/champion/champion.json';

test('the model that ships is the approved one, and asks for features that are computed', () => {
  const model = champion();
  expect(model.version).toBe(`champion-${shipped.sha256.slice(0, 8)}`);
  const score = createScorer(model, featureNames);
  const row = new Float32Array(featureNames.length).fill(Number.NaN);
  const usual = score(row);
  row[featureNames.indexOf('amount')] = 1_000_000;
  row[featureNames.indexOf('amount_ratio')] = 40;
  const suspicious = score(row);
  expect(suspicious.probability).toBeGreaterThan(usual.probability);
  expect(suspicious.reasons().map(({ code }) => code)).toContain('unusual_amount');
});

test('another one is refused', () => {
  expect(() => champion({ ...shipped, sha256: '0'.repeat(64) })).toThrow('not to the approved 0000');
});

test('a feature that is not computed is refused by its name', () => {
  expect(() => createScorer(champion(), ['amount'])).toThrow('which is not computed');
});
