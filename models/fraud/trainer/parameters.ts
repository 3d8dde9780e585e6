/**
 * How trees are trained, as XGBoost's own parameters mean it.
 *
 * @see https://xgboost.readthedocs.io/en/stable/parameter.html
 */
export interface TrainingParameters {
  /** Trees, one a round. @default 100 */
  readonly rounds: number;
  /** Splits on the longest way. @default 6 */
  readonly maxDepth: number;
  /** Part of its weight that a leaf is given. @default 0.3 */
  readonly eta: number;
  /** L2 regularisation of the leaves' weights. @default 1 */
  readonly lambda: number;
  /** L1 regularisation of the leaves' weights. @default 0 */
  readonly alpha: number;
  /** What a split has to gain, or it is pruned once the tree has grown. @default 0 */
  readonly gamma: number;
  /** Second-order gradients either side of a split has at least. @default 1 */
  readonly minChildWeight: number;
  /** Probability every row begins with. @default 0.5 */
  readonly baseScore: number;
  /** How many times a fraud counts. @default 1 */
  readonly scalePosWeight: number;
  /** Part of the rows that a tree sees. @default 1 */
  readonly subsample: number;
  /** Part of the columns that a tree sees. @default 1 */
  readonly colsampleByTree: number;
  /** Of the generator that draws those rows and columns; XGBoost's draws others. @default 0 */
  readonly seed: number;
}

const defaults: TrainingParameters = {
  rounds: 100,
  maxDepth: 6,
  eta: 0.3,
  lambda: 1,
  alpha: 0,
  gamma: 0,
  minChildWeight: 1,
  baseScore: 0.5,
  scalePosWeight: 1,
  subsample: 1,
  colsampleByTree: 1,
  seed: 0,
};

const between = (low: number, high: number, text: string) => ({
  isValid: (value: number) => value >= low && value <= high,
  text,
});
const atLeastZero = between(0, Number.MAX_VALUE, 'a number from 0');
const part = between(Number.MIN_VALUE, 1, 'a number over 0, at most 1');
const whole = (low: number, high: number) => ({
  isValid: (value: number) => Number.isInteger(value) && value >= low && value <= high,
  text: `a whole number from ${low} to ${high}`,
});

const rules: Readonly<Record<keyof TrainingParameters, { isValid(value: number): boolean; readonly text: string }>> = {
  rounds: whole(1, 10_000),
  maxDepth: whole(1, 20),
  eta: part,
  lambda: atLeastZero,
  alpha: atLeastZero,
  gamma: atLeastZero,
  minChildWeight: atLeastZero,
  baseScore: { isValid: (value) => value > 0 && value < 1, text: 'a probability over 0 and under 1' },
  scalePosWeight: between(Number.MIN_VALUE, Number.MAX_VALUE, 'a number over 0'),
  subsample: part,
  colsampleByTree: part,
  seed: whole(0, 2 ** 32 - 1),
};

/**
 * All parameters, those in single precision that XGBoost keeps so.
 *
 * @throws RangeError for a name that is none, and for a value that is not allowed
 */
export function completeParameters(given: Partial<TrainingParameters>): TrainingParameters {
  const parameters = { ...defaults, ...given };
  for (const [name, value] of Object.entries(parameters)) {
    const rule = rules[name as keyof TrainingParameters];
    if (!rule) throw new RangeError(`${name} is no parameter, expected one of ${Object.keys(rules).join(', ')}`);
    if (!rule.isValid(value)) throw new RangeError(`${name} is ${value}, expected ${rule.text}`);
  }
  const { fround } = Math;
  return {
    ...parameters,
    eta: fround(parameters.eta),
    lambda: fround(parameters.lambda),
    alpha: fround(parameters.alpha),
    gamma: fround(parameters.gamma),
    minChildWeight: fround(parameters.minChildWeight),
    scalePosWeight: fround(parameters.scalePosWeight),
  };
}
