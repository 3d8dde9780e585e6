import { sigmoid } from './ensemble';

/**
 * What turns a score into a probability one can reckon costs with: `sigmoid(slope * score + intercept)`.
 *
 * Platt's scaling rather than isotonic regression: it needs a few hundred frauds where that needs thousands; it is strictly
 * monotone, so that no two scores become one and every ranking stays; and on log-odds it is just what undoes class weights
 * and sampling (the intercept) and too much confidence (the slope).
 *
 * @see Niculescu-Mizil, Caruana: Predicting Good Probabilities With Supervised Learning (2005)
 */
export interface Calibration {
  /** More than 0. */
  readonly slope: number;
  readonly intercept: number;
}

const MAX_STEPS = 100;
/** Keeps the Hessian positive definite. */
const RIDGE = 1e-12;
const TOLERANCE = 1e-10;

/**
 * Fits by Newton's method with halved steps. Labels count a little less than 0 and 1, as if one more of each had been seen,
 * so that scores that separate perfectly do not become certainties.
 *
 * @param scores margins (log-odds) of rows that were not trained on
 * @param labels 1 for fraud, else 0
 * @throws RangeError where the lengths differ, a class is missing, a score is not finite, or higher scores are less often fraud
 * @see Platt: Probabilistic Outputs for Support Vector Machines (1999)
 * @see Lin, Lin, Weng: A Note on Platt's Probabilistic Outputs for Support Vector Machines (2007)
 */
export function fitCalibration(scores: ArrayLike<number>, labels: ArrayLike<number>): Calibration {
  const { positives, negatives } = countOf(scores, labels);
  const [high, low] = [(positives + 1) / (positives + 2), 1 / (negatives + 2)];
  const targets = Float64Array.from(labels, (label) => (label === 1 ? high : low));
  let fit: Calibration = { slope: 0, intercept: Math.log((positives + 1) / (negatives + 1)) };
  let loss = lossOf(fit, scores, targets);
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const direction = newtonStep(fit, scores, targets);
    if (Math.hypot(direction.slope, direction.intercept) < TOLERANCE) break;
    const next = halved(fit, direction, (candidate) => lossOf(candidate, scores, targets) < loss);
    if (!next) break;
    fit = next;
    loss = lossOf(fit, scores, targets);
  }
  if (!(fit.slope > 0)) throw new RangeError('higher scores are not more often fraud: there is nothing to calibrate');
  return fit;
}

/** Probability of fraud, from 0 to 1; higher for a higher score. */
export const calibrate = (score: number, { slope, intercept }: Calibration): number =>
  sigmoid(slope * score + intercept);

function countOf(scores: ArrayLike<number>, labels: ArrayLike<number>): { positives: number; negatives: number } {
  if (scores.length !== labels.length) {
    throw new RangeError(`there are ${scores.length} scores and ${labels.length} labels`);
  }
  const positives = Array.from(labels).reduce((sum, label) => sum + (label === 1 ? 1 : 0), 0);
  const negatives = labels.length - positives;
  if (positives === 0 || negatives === 0) throw new RangeError('expected both genuine and fraudulent labels');
  if (Array.from(scores).some((score) => !Number.isFinite(score))) throw new RangeError('a score is not finite');
  return { positives, negatives };
}

/** Log loss, written so that neither exponent overflows. */
function lossOf({ slope, intercept }: Calibration, scores: ArrayLike<number>, targets: Float64Array): number {
  let loss = 0;
  for (let row = 0; row < targets.length; row += 1) {
    const logOdds = slope * (scores[row] as number) + intercept;
    const rest = Math.log1p(Math.exp(-Math.abs(logOdds)));
    loss += rest + Math.max(logOdds, 0) - (targets[row] as number) * logOdds;
  }
  return loss;
}

function newtonStep(fit: Calibration, scores: ArrayLike<number>, targets: Float64Array): Calibration {
  let [gradientSlope, gradientIntercept, slopes, both, intercepts] = [0, 0, RIDGE, 0, RIDGE];
  for (let row = 0; row < targets.length; row += 1) {
    const score = scores[row] as number;
    const p = calibrate(score, fit);
    const error = p - (targets[row] as number);
    const curvature = p * (1 - p);
    gradientSlope += error * score;
    gradientIntercept += error;
    slopes += curvature * score * score;
    both += curvature * score;
    intercepts += curvature;
  }
  const determinant = slopes * intercepts - both * both;
  return {
    slope: -(intercepts * gradientSlope - both * gradientIntercept) / determinant,
    intercept: -(slopes * gradientIntercept - both * gradientSlope) / determinant,
  };
}

function halved(
  from: Calibration,
  direction: Calibration,
  isBetter: (candidate: Calibration) => boolean,
): Calibration | undefined {
  for (let size = 1; size > TOLERANCE; size /= 2) {
    const candidate = {
      slope: from.slope + size * direction.slope,
      intercept: from.intercept + size * direction.intercept,
    };
    if (isBetter(candidate)) return candidate;
  }
  return undefined;
}
