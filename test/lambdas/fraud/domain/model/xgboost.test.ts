import { EnsembleError, margin, probability } from '../../../../../lambdas/fraud/domain/model/ensemble';
import { parseXgboost } from '../../../../../lambdas/fraud/domain/model/xgboost';
import { featureNames, golden, goldenNames, rows } from './golden';

describe.each(goldenNames)("XGBoost's own scores: %s", (name) => {
  const { model, margins, probabilities } = golden(name);
  const ensemble = parseXgboost(model);

  it('are the same margins, to the last bit', () => {
    expect(rows).toHaveLength(1000);
    expect(rows.filter((row) => row.some(Number.isNaN)).length).toBeGreaterThan(100);
    expect(rows.map((row) => margin(ensemble, row))).toEqual([...margins]);
  });

  it('are the same probabilities to a millionth', () => {
    const differences = rows.map((row, at) => Math.abs(probability(ensemble, row) - (probabilities[at] as number)));
    expect(Math.max(...differences)).toBeLessThan(1e-6);
  });
});

const { model } = golden('plain');
const changed = (pattern: string | RegExp, replacement: string) => {
  const text = model.replace(pattern, replacement);
  expect(text).not.toBe(model);
  return text;
};

it('reads the base score as a list of one, as XGBoost writes it from 3.1 on', () => {
  const text = changed('"base_score":"5E-1"', '"base_score":"[5E-1]"');
  expect(parseXgboost(text)).toEqual(parseXgboost(model));
});

it('takes names for a model that has none, and only its own names for one that has', () => {
  const nameless = changed(/"feature_names":\[.*?\]/, '"feature_names":[]');
  expect(parseXgboost(nameless, featureNames)).toEqual(parseXgboost(model, featureNames));
  expect(() => parseXgboost(nameless)).toThrow(/the model takes 8 features, 0 names were given/);
  expect(() => parseXgboost(model, [...featureNames].reverse())).toThrow(
    /trained with the features amount, .*, in this/,
  );
});

it.each<[string, string, RegExp]>([
  ['another objective', changed('binary:logistic', 'reg:squarederror'), /only the objectives binary:logistic and/],
  ['another booster', changed('"name":"gbtree"', '"name":"dart"'), /only the booster gbtree/],
  ['several targets', changed('"5E-1"', '"[5E-1,5E-1]"'), /base score is \[5E-1,5E-1\], expected one probability/],
  ['categories', changed('"split_type":[0', '"split_type":[1'), /tree 0 splits by categories/],
  ['another count of features', changed(/"num_feature":"8"/g, '"num_feature":"9"'), /takes 9 features, 8 names/],
  ['missing parts', '{"learner":{}}', /no model that can score/],
  ['other bytes', '{L', /expected the JSON that XGBoost saves/],
])('refuses %s', (_, text, message) => {
  expect(() => parseXgboost(text)).toThrow(EnsembleError);
  expect(() => parseXgboost(text)).toThrow(message);
});
