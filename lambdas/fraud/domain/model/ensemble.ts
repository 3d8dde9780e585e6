/**
 * Gradient-boosted trees with a logistic link, the nodes of all trees one after the other in typed arrays. The two children of
 * a split stand side by side, after it. Made by `assembleEnsemble` only, which checks what the walks below rely on.
 */
export interface Ensemble {
  /** Names of the row's values, in their order. */
  readonly featureNames: readonly string[];
  /** Log-odds every row begins with. */
  readonly baseMargin: number;
  /** Root of each tree. */
  readonly roots: Int32Array;
  /** Place in the row of what a split compares; -1 in a leaf. */
  readonly feature: Int32Array;
  /** Threshold of a split; log-odds that a leaf adds. */
  readonly value: Float32Array;
  /** Left child of a split, the right one being the next; -1 in a leaf. */
  readonly left: Int32Array;
  /** 1 where a missing value goes left. */
  readonly defaultLeft: Uint8Array;
  /** Second-order gradients of the training rows that came by: how much weight a node has among its siblings. */
  readonly cover: Float32Array;
  /** Splits on the longest way from a root to a leaf. */
  readonly depth: number;
  /** Mean margin by cover, which is what a row of unknown values may expect. */
  readonly meanMargin: number;
}

/** Why something is no ensemble that can score. */
export class EnsembleError extends Error {
  override readonly name = 'EnsembleError';
}

/**
 * Log-odds of fraud. Compares and adds up in single precision, tree by tree, as XGBoost's CPU predictor does: the same
 * model gives the same bits.
 *
 * @param row one value a feature, in the order of `featureNames`; NaN where it is missing
 * @throws EnsembleError where the row has another length
 * @see Chen, Guestrin: XGBoost: A Scalable Tree Boosting System (2016), 2.1 and 3.4
 */
export function margin(ensemble: Ensemble, row: Float32Array): number {
  checkRow(ensemble, row);
  const { roots, feature, value, left, defaultLeft } = ensemble;
  let sum = ensemble.baseMargin;
  for (let tree = 0; tree < roots.length; tree += 1) {
    let node = roots[tree] as number;
    for (let at = feature[node] as number; at >= 0; at = feature[node] as number) {
      const x = row[at] as number;
      const isRight = x < (value[node] as number) ? 0 : Number.isNaN(x) ? 1 - (defaultLeft[node] as number) : 1;
      node = (left[node] as number) + isRight;
    }
    sum = Math.fround(sum + (value[node] as number));
  }
  return sum;
}

/** Probability of fraud, before any calibration; the row as `margin` takes it. */
export const probability = (ensemble: Ensemble, row: Float32Array): number => sigmoid(margin(ensemble, row));

/** The probability that log-odds stand for. */
export const sigmoid = (logOdds: number): number => 1 / (1 + Math.exp(-logOdds));

export function checkRow({ featureNames }: Ensemble, row: Float32Array): void {
  if (row.length === featureNames.length) return;
  throw new EnsembleError(`the row has ${row.length} values, the model takes ${featureNames.length}`);
}
