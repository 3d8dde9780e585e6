import { type Ensemble, margin } from '../../../lambdas/fraud/domain/model/ensemble';
import type { Columns } from '../protocol/columns';
import type { TrainingParameters } from '../trainer/parameters';
import { trainTrees } from '../trainer/train';

/**
 * What the model reads of `featureNames`: how an amount compares with the account's own, and what labels tell of the merchant. On
 * data with the handbook's columns velocities say nothing, and cost precision. No labels of accounts: one with a known fraud is
 * stopped, not scored.
 */
export const championFeatureNames: readonly string[] = [
  ...['amount', 'amount_ratio', 'amount_deviation', 'account_usual'],
  ...['account_peak_ratio_1d', 'account_peak_ratio_7d', 'account_peak_ratio_14d', 'account_high_days_14d'],
  ...['merchant_since_known_genuine', 'merchant_since_known_fraud', 'merchant_fraud_run', 'merchant_fraud_run_age'],
  ...['merchant_unexplained_7d', 'merchant_unexplained_28d'],
];

/** A week holds some six hundred frauds: shallow trees, slowly learned, each from a part of rows and columns. */
export const championParameters: Partial<TrainingParameters> = {
  rounds: 300,
  maxDepth: 4,
  eta: 0.03,
  minChildWeight: 2,
  subsample: 0.7,
  colsampleByTree: 0.5,
};

/** @param columns those of `championFeatureNames`, for the rows that are trained on */
export const trainChampion = (columns: Columns, labels: Uint8Array, onRound?: (round: number) => void): Ensemble =>
  trainTrees({
    columns,
    labels,
    featureNames: championFeatureNames,
    parameters: championParameters,
    ...(onRound && { onRound: ({ round }) => onRound(round) }),
  });

/** Log-odds of rows, by their index into the columns of the model's features. */
export function marginsOf(ensemble: Ensemble, columns: Columns, rows: Int32Array): Float64Array {
  const row = new Float32Array(ensemble.featureNames.length);
  return Float64Array.from(rows, (index) => {
    for (let feature = 0; feature < row.length; feature += 1) row[feature] = columns[feature]?.[index] ?? Number.NaN;
    return margin(ensemble, row);
  });
}
