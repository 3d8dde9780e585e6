import { sigmoid } from '../../../lambdas/fraud/domain/model/ensemble';
import { solveCholesky } from './cholesky';
import { checkRows, type Rows } from './data';
import { type Scaling, scalingOf, standardise } from './standardise';

export interface LogisticRegression {
  readonly featureNames: readonly string[];
  readonly scalings: readonly Scaling[];
  /** Of the standardised columns, in log-odds. */
  readonly weights: Float64Array;
  readonly intercept: number;
}

export interface LogisticTraining extends Rows {
  readonly featureNames: readonly string[];
  /** Inverse of the L2 regularisation, as scikit-learn has it. @default 1 */
  readonly c?: number;
}

const MAX_STEPS = 100;
/** Newton's method ends where the loss would fall by less, for each row. */
const TOLERANCE = 1e-14;

/**
 * Logistic regression on standardised columns: the least `C * sum of log losses + |weights|² / 2`, the intercept not
 * regularised, by Newton's method (iteratively reweighted least squares) with halved steps.
 *
 * @throws RangeError as `checkRows` does, for labels of one kind only, and for missing values, which have no place in a
 *   linear model
 * @see Hastie, Tibshirani, Friedman: The Elements of Statistical Learning, 4.4
 */
export function trainLogisticRegression(training: LogisticTraining): LogisticRegression {
  const { columns, labels, featureNames, c = 1 } = training;
  if (!(c > 0 && c < Number.POSITIVE_INFINITY)) throw new RangeError(`c is ${c}, expected a number over 0`);
  checkRows(training, featureNames);
  if (labels.every((label) => label === labels[0])) throw new RangeError('expected both genuine and fraudulent labels');
  const scalings = columns.map((column, at) => scalingOf(column, featureNames[at] as string));
  const inputs = columns.map((column, at) => standardise(column, scalings[at] as Scaling));
  inputs.push(new Float64Array(labels.length).fill(1));
  const problem = { inputs, labels, c };
  let weights: Float64Array = new Float64Array(inputs.length);
  let loss = lossOf(problem, weights);
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const { gradient, hessian } = derivatives(problem, weights);
    const direction = solveCholesky(hessian, gradient);
    const decrease = direction.reduce((sum, value, at) => sum + value * (gradient[at] as number), 0);
    if (decrease < TOLERANCE * c * labels.length) break;
    const next = halved(problem, weights, direction, loss);
    if (!next) break;
    ({ weights, loss } = next);
  }
  return { featureNames, scalings, weights: weights.slice(0, -1), intercept: weights.at(-1) as number };
}

/**
 * Log-odds of a row.
 *
 * @param row one value a feature, in the order of `featureNames`
 */
export function logisticMargin({ scalings, weights, intercept }: LogisticRegression, row: Float32Array): number {
  let sum = intercept;
  for (let at = 0; at < weights.length; at += 1) {
    const { mean, scale } = scalings[at] as Scaling;
    sum += ((weights[at] as number) * ((row[at] as number) - mean)) / scale;
  }
  return sum;
}

interface Problem {
  /** Standardised columns, and one of ones behind them for the intercept. */
  readonly inputs: readonly Float64Array[];
  readonly labels: ArrayLike<number>;
  readonly c: number;
}

/** Log-odds of all rows. */
function marginsOf({ inputs, labels }: Problem, weights: Float64Array): Float64Array {
  const margins = new Float64Array(labels.length);
  for (const [at, input] of inputs.entries()) {
    const weight = weights[at] as number;
    for (let row = 0; row < margins.length; row += 1) {
      margins[row] = (margins[row] as number) + weight * (input[row] as number);
    }
  }
  return margins;
}

function lossOf(problem: Problem, weights: Float64Array): number {
  const margins = marginsOf(problem, weights);
  let loss = 0;
  for (const [row, x] of margins.entries()) {
    loss += Math.log1p(Math.exp(-Math.abs(x))) + Math.max(x, 0) - (problem.labels[row] as number) * x;
  }
  return problem.c * loss + weights.subarray(0, -1).reduce((sum, weight) => sum + weight ** 2, 0) / 2;
}

function derivatives(problem: Problem, weights: Float64Array): { gradient: Float64Array; hessian: Float64Array } {
  const { inputs, labels, c } = problem;
  const size = inputs.length;
  const chances = marginsOf(problem, weights).map(sigmoid);
  const errors = chances.map((p, row) => c * (p - (labels[row] as number)));
  const curvatures = chances.map((p) => c * p * (1 - p));
  const gradient = Float64Array.from(inputs, (input, i) => {
    return dot(errors, input) + (i < size - 1 ? (weights[i] as number) : 0);
  });
  const hessian = new Float64Array(size * size);
  for (const [i, input] of inputs.entries()) {
    const weighted = input.map((value, row) => value * (curvatures[row] as number));
    for (let j = 0; j <= i; j += 1) hessian[i * size + j] = dot(weighted, inputs[j] as Float64Array);
    if (i < size - 1) hessian[i * size + i] = (hessian[i * size + i] as number) + 1;
  }
  return { gradient, hessian };
}

function halved(problem: Problem, from: Float64Array, direction: Float64Array, loss: number) {
  for (let size = 1; size > 1e-10; size /= 2) {
    const weights = from.map((weight, at) => weight - size * (direction[at] as number));
    const next = lossOf(problem, weights);
    if (next < loss) return { weights, loss: next };
  }
  return undefined;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < a.length; row += 1) sum += (a[row] as number) * (b[row] as number);
  return sum;
}
