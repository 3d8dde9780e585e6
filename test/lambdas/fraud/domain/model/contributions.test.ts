import * as fc from 'fast-check';
import { leftShare } from '../../../../../lambdas/fraud/domain/model/assemble';
import { contributions } from '../../../../../lambdas/fraud/domain/model/contributions';
import { type Ensemble, margin } from '../../../../../lambdas/fraud/domain/model/ensemble';
import { parseXgboost } from '../../../../../lambdas/fraud/domain/model/xgboost';
import { anyEnsemble, anyRow } from './any-ensemble';
import { golden, goldenNames, rows } from './golden';

const FEATURES = 4;

describe.each(goldenNames)("XGBoost's own contributions: %s", (name) => {
  const { model, contributions: expected } = golden(name);
  const ensemble = parseXgboost(model);

  it('are the same to 1e-5, the bias too', () => {
    expect(expected.length).toBeGreaterThan(0);
    const differences = expected.flatMap((shares, at) =>
      Array.from(contributions(ensemble, rows[at] as Float32Array), (share, feature) =>
        Math.abs(share - (shares[feature] as number)),
      ),
    );
    expect(Math.max(...differences)).toBeLessThan(1e-5);
  });

  it('add up to the margin', () => {
    const differences = rows.map((row) => Math.abs(sum(contributions(ensemble, row)) - margin(ensemble, row)));
    expect(Math.max(...differences)).toBeLessThan(1e-6);
  });
});

it('add up to the margin of any row and ensemble', () => {
  fc.assert(
    fc.property(anyEnsemble(FEATURES), anyRow(FEATURES), (ensemble, row) => {
      expect(Math.abs(sum(contributions(ensemble, row)) - margin(ensemble, row))).toBeLessThan(1e-6);
    }),
  );
});

it('are the Shapley values that all subsets give', () => {
  fc.assert(
    fc.property(anyEnsemble(FEATURES, 2), anyRow(FEATURES), (ensemble, row) => {
      const expected = shapley(ensemble, row);
      const shares = contributions(ensemble, row);
      for (const [feature, share] of expected.entries()) expect(shares[feature]).toBeCloseTo(share, 9);
      expect(shares[FEATURES]).toBeCloseTo(expectation(ensemble, row, 0), 9);
    }),
  );
});

it('need a row of the right length', () => {
  const ensemble = parseXgboost(golden('plain').model);
  expect(() => contributions(ensemble, new Float32Array(3))).toThrow(/the row has 3 values, the model takes 8/);
});

const sum = (numbers: Float64Array) => numbers.reduce((all, each) => all + each, 0);

/** By definition: the mean, over all orders of the features, of what knowing one more changes. */
function shapley(ensemble: Ensemble, row: Float32Array): number[] {
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  return Array.from({ length: FEATURES }, (_, feature) => {
    let value = 0;
    for (let known = 0; known < 2 ** FEATURES; known += 1) {
      if (known & (1 << feature)) continue;
      const size = known.toString(2).replaceAll('0', '').length;
      const weight = (factorial(size) * factorial(FEATURES - size - 1)) / factorial(FEATURES);
      value += weight * (expectation(ensemble, row, known | (1 << feature)) - expectation(ensemble, row, known));
    }
    return value;
  });
}

/** Mean margin where only the features are known whose bits are set (EXPVALUE, algorithm 1 of the same paper). */
function expectation(ensemble: Ensemble, row: Float32Array, known: number): number {
  const { feature, value, left, defaultLeft } = ensemble;
  const mean = (node: number): number => {
    const child = left[node] as number;
    if (child < 0) return value[node] as number;
    const at = feature[node] as number;
    if (known & (1 << at)) {
      const x = row[at] as number;
      const isLeft = Number.isNaN(x) ? defaultLeft[node] === 1 : x < (value[node] as number);
      return mean(isLeft ? child : child + 1);
    }
    const share = leftShare(ensemble, node);
    return share * mean(child) + (1 - share) * mean(child + 1);
  };
  return ensemble.roots.reduce((all, root) => all + mean(root), ensemble.baseMargin);
}
