import * as fc from 'fast-check';
import { encodeEnsemble } from '../../../../lambdas/fraud/domain/model/artefact';
import { margin } from '../../../../lambdas/fraud/domain/model/ensemble';
import { parseXgboost } from '../../../../lambdas/fraud/domain/model/xgboost';
import { type Progress, type Training, trainTrees } from '../../../../models/fraud/trainer/train';
import { columns, featureNames, golden, labels, rows } from '../../../lambdas/fraud/domain/model/golden';

const training = { columns, labels, featureNames };

describe.each(['plain', 'regularised', 'weighted'] as const)("XGBoost's own training: %s", (name) => {
  const { parameters, model } = golden(name);
  const expected = parseXgboost(model);
  const trained = trainTrees({ ...training, parameters });

  it('makes the same splits', () => {
    const { roots, feature, left, defaultLeft } = trained;
    expect({ roots, feature, left, defaultLeft }).toEqual({
      roots: expected.roots,
      feature: expected.feature,
      left: expected.left,
      defaultLeft: expected.defaultLeft,
    });
  });

  it('has the same thresholds, leaves and covers, up to the order in which gradients are added up', () => {
    expect(largestDifference(trained.value, expected.value)).toBeLessThan(1e-6);
    expect(largestDifference(trained.cover, expected.cover)).toBeLessThan(1e-5);
    expect(trained.baseMargin).toBe(expected.baseMargin);
  });

  it('scores other rows the same', () => {
    const score = (ensemble: typeof trained) => rows.map((row) => margin(ensemble, row));
    expect(largestDifference(score(trained), score(expected))).toBeLessThan(1e-5);
  });
});

it('is told the log loss of each round, of rows trained on and of others', () => {
  const told: Progress[] = [];
  const half = (from: number, to: number) => ({
    columns: columns.map((column) => column.subarray(from, to)),
    labels: labels.subarray(from, to),
  });
  const [first, second] = [half(0, 500), half(500, 1000)];
  const onRound = (progress: Progress) => told.push(progress);
  const ensemble = trainTrees({ ...first, featureNames, validation: second, parameters: { rounds: 6 }, onRound });
  expect(told.map(({ round }) => round)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(told.map(({ logLoss }) => logLoss)).toEqual(told.map(({ logLoss }) => logLoss).sort((a, b) => b - a));
  expect(told.at(-1)?.logLoss).toBeCloseTo(logLossOf(ensemble, first), 5);
  expect(told.at(-1)?.validationLogLoss).toBeCloseTo(logLossOf(ensemble, second), 5);
});

it('draws rows and columns by its seed alone', () => {
  const sampled = (seed: number) =>
    encodeEnsemble(trainTrees({ ...training, parameters: { rounds: 3, subsample: 0.5, colsampleByTree: 0.4, seed } }));
  expect(sampled(1)).toEqual(sampled(1));
  expect(sampled(1)).not.toEqual(sampled(2));
});

it('sees a part of the columns in each tree', () => {
  const { feature, roots } = trainTrees({ ...training, parameters: { rounds: 20, colsampleByTree: 0.25 } });
  for (const [tree, root] of roots.entries()) {
    const used = new Set(feature.subarray(root, roots[tree + 1]));
    used.delete(-1);
    expect(used.size).toBeLessThanOrEqual(2);
  }
});

it('learns by which value a row is missing one', () => {
  const column = Float32Array.from([Number.NaN, Number.NaN, Number.NaN, 1, 2, 3]);
  const small = { columns: [column], labels: Uint8Array.of(1, 1, 1, 0, 0, 0), featureNames: ['x'] };
  const ensemble = trainTrees({ ...small, parameters: { rounds: 5, maxDepth: 1, minChildWeight: 0 } });
  const score = (value: number) => margin(ensemble, Float32Array.of(value));
  expect(score(Number.NaN)).toBeGreaterThan(1);
  expect(score(1)).toBeLessThan(-1);
  expect(score(3)).toBe(score(1));
});

it('never makes the log loss of its own rows worse by another round', () => {
  const anyColumn = fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constant(Number.NaN)), {
    minLength: 30,
    maxLength: 30,
  });
  fc.assert(
    fc.property(fc.array(anyColumn, { minLength: 1, maxLength: 3 }), fc.nat(2 ** 30 - 1), (values, bits) => {
      const losses: number[] = [];
      trainTrees({
        columns: values.map((column) => Float32Array.from(column)),
        labels: Uint8Array.from({ length: 30 }, (_, row) => (bits >>> row) & 1),
        featureNames: values.map((_, at) => `f${at}`),
        parameters: { rounds: 8, maxDepth: 3 },
        onRound: ({ logLoss }) => losses.push(logLoss),
      });
      for (const [at, loss] of losses.entries()) expect(loss).toBeLessThanOrEqual((losses[at - 1] ?? Math.LN2) + 1e-6);
    }),
  );
});

it.each<[string, Partial<Training>, string]>([
  ['fewer names', { featureNames: ['amount'] }, 'there are 8 columns and 1 feature names'],
  ['fewer labels', { labels: labels.subarray(1) }, 'amount has 1000 values, there are 999 labels'],
  ['no rows', { labels: new Uint8Array(0) }, 'there are no rows'],
  ['another label', { labels: labels.map(() => 2) }, 'a label is not from 0 to 1'],
  [
    'an infinite value',
    { columns: columns.map((column) => column.map(() => Number.POSITIVE_INFINITY)) },
    'amount has an infinite value, expected finite ones, or NaN for a missing one',
  ],
  ['a bad parameter', { parameters: { eta: 0 } }, 'eta is 0, expected a number over 0, at most 1'],
  [
    'an unknown parameter',
    { parameters: { ['max_depth' as 'maxDepth']: 3 } },
    'max_depth is no parameter, expected one of rounds,',
  ],
])('refuses %s', (_, change, message) => {
  expect(() => trainTrees({ ...training, ...change })).toThrow(message);
});

function largestDifference(one: ArrayLike<number>, other: ArrayLike<number>): number {
  expect(one).toHaveLength(other.length);
  return Array.from(one).reduce((most, value, at) => Math.max(most, Math.abs(value - (other[at] as number))), 0);
}

function logLossOf(
  ensemble: ReturnType<typeof trainTrees>,
  part: { readonly columns: readonly Float32Array[]; readonly labels: Float32Array },
): number {
  const losses = Array.from(part.labels, (label, row) => {
    const x = margin(
      ensemble,
      Float32Array.from(part.columns, (column) => column[row] as number),
    );
    return Math.log1p(Math.exp(label === 1 ? -x : x));
  });
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}
