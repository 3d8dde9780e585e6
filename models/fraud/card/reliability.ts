/** Payments whose probabilities are alike, and how many of them were fraud. */
export interface ReliabilityBin {
  /** Probabilities from here, up to and without `to`. */
  readonly from: number;
  readonly to: number;
  readonly rows: number;
  readonly frauds: number;
  readonly meanProbability: number;
}

/** How far probabilities can be taken at their word. */
export interface Reliability {
  /** Mean squared difference of probability and label. */
  readonly brier: number;
  /** The same for one who gives every payment the share of frauds. */
  readonly brierOfShare: number;
  /** Mean difference of mean probability and share of frauds over the bins, by their rows. */
  readonly expectedCalibrationError: number;
  readonly bins: readonly ReliabilityBin[];
}

/** Frauds are rare: bins of equal width would have nearly all payments in the first. */
const BOUNDS = [0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 0.5, 0.7, 0.9, 1.000_001] as const;

/**
 * @param labels 1 is fraud
 * @see Brier: Verification of forecasts expressed in terms of probability (1950)
 * @see Naeini, Cooper, Hauskrecht: Obtaining Well Calibrated Probabilities Using Bayesian Binning (2015)
 */
export function reliabilityOf(probabilities: Float64Array, labels: Uint8Array): Reliability {
  const share = labels.reduce((sum, label) => sum + label, 0) / labels.length;
  const squares = (of: (row: number) => number) =>
    labels.reduce((sum, label, row) => sum + (of(row) - label) ** 2, 0) / labels.length;
  const bins = BOUNDS.slice(1).map((to, at) => binOf(BOUNDS[at] as number, to, probabilities, labels));
  const errors = bins.map(({ rows, frauds, meanProbability }) => Math.abs(rows * meanProbability - frauds));
  return {
    brier: squares((row) => probabilities[row] as number),
    brierOfShare: squares(() => share),
    expectedCalibrationError: errors.reduce((sum, error) => sum + error, 0) / labels.length,
    bins: bins.map((bin) => ({ ...bin, to: Math.min(1, bin.to) })),
  };
}

function binOf(from: number, to: number, probabilities: Float64Array, labels: Uint8Array): ReliabilityBin {
  let [rows, frauds, sum] = [0, 0, 0];
  for (const [row, probability] of probabilities.entries()) {
    if (probability < from || probability >= to) continue;
    rows += 1;
    frauds += labels[row] as number;
    sum += probability;
  }
  return { from, to, rows, frauds, meanProbability: rows === 0 ? 0 : sum / rows };
}
