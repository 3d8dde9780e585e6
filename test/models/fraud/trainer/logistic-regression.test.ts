import * as fc from 'fast-check';
import {
  type LogisticTraining,
  logisticMargin,
  trainLogisticRegression,
} from '../../../../models/fraud/trainer/logistic-regression';

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** Derivatives of `c * sum of log losses + |weights|² / 2` by each weight, and by the intercept last. */
function gradientAt(training: LogisticTraining, c: number): number[] {
  const model = trainLogisticRegression({ ...training, c });
  const errors = Array.from(training.labels, (label, row) => {
    const values = Float32Array.from(training.columns, (column) => column[row] as number);
    return sigmoid(logisticMargin(model, values)) - label;
  });
  const byWeight = training.columns.map((column, at) => {
    const { mean, scale } = model.scalings[at] as { mean: number; scale: number };
    const sum = errors.reduce((all, error, row) => all + (error * ((column[row] as number) - mean)) / scale, 0);
    return c * sum + (model.weights[at] as number);
  });
  return [...byWeight, c * errors.reduce((all, error) => all + error, 0)];
}

const ROWS = 20;
const anyTraining: fc.Arbitrary<LogisticTraining> = fc
  .record({
    columns: fc.array(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: ROWS, maxLength: ROWS }), {
      minLength: 1,
      maxLength: 4,
    }),
    // Of both kinds: with one alone, the intercept has no best value.
    bits: fc.integer({ min: 1, max: 2 ** ROWS - 2 }),
  })
  .map(({ columns, bits }) => ({
    columns: columns.map((column) => Float32Array.from(column)),
    labels: Uint8Array.from({ length: ROWS }, (_, row) => (bits >>> row) & 1),
    featureNames: columns.map((_, at) => `f${at}`),
  }));

it('has no gradient left at its best', () => {
  fc.assert(
    fc.property(anyTraining, fc.constantFrom(0.1, 1, 10), (training, c) => {
      expect(Math.max(...gradientAt(training, c).map(Math.abs))).toBeLessThan(1e-4);
    }),
  );
});

it('finds a case that can be solved by hand', () => {
  // x is -1 or 1, and standardised already; the labels are symmetric, so that there is no intercept, and the weight solves
  // 4 * (0.75 - sigmoid(w)) = w.
  const training = {
    columns: [Float32Array.of(-1, -1, -1, -1, 1, 1, 1, 1)],
    labels: Uint8Array.of(0, 0, 0, 1, 1, 1, 1, 0),
    featureNames: ['x'],
  };
  const { weights, intercept } = trainLogisticRegression({ ...training, c: 0.5 });
  const [weight] = weights;
  expect(intercept).toBeCloseTo(0, 9);
  expect(4 * (0.75 - sigmoid(weight as number))).toBeCloseTo(weight as number, 9);
});

it('has the log-odds of the labels as intercept where no column says anything', () => {
  const training = { columns: [new Float32Array(8).fill(7)], labels: Uint8Array.of(1, 1, 0, 0, 0, 0, 0, 0) };
  const { weights, intercept } = trainLogisticRegression({ ...training, featureNames: ['constant'] });
  expect(weights[0]).toBe(0);
  expect(intercept).toBeCloseTo(Math.log(2 / 6), 6);
});

it('does not depend on the units of a column', () => {
  fc.assert(
    fc.property(anyTraining, (training) => {
      const other = { ...training, columns: training.columns.map((column) => column.map((value) => 4 * value + 64)) };
      const [one, two] = [trainLogisticRegression(training), trainLogisticRegression(other)];
      for (const [at, weight] of one.weights.entries()) expect(two.weights[at]).toBeCloseTo(weight, 4);
    }),
  );
});

it('refuses missing values, labels of one kind, and a c that is none', () => {
  const training = { columns: [Float32Array.of(1, Number.NaN)], labels: Uint8Array.of(0, 1), featureNames: ['x'] };
  expect(() => trainLogisticRegression(training)).toThrow('x has a value that is missing or infinite');
  const constant = { ...training, labels: Uint8Array.of(1, 1) };
  expect(() => trainLogisticRegression(constant)).toThrow('expected both genuine and fraudulent labels');
  expect(() => trainLogisticRegression({ ...training, c: 0 })).toThrow('c is 0, expected a number over 0');
});
