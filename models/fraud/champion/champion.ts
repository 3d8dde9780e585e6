import { type Ensemble, margin } from '../../../lambdas/fraud/domain/model/ensemble';
import { type Columns, pickRows } from '../protocol/columns';
import type { TrainingParameters } from '../trainer/parameters';
import { trainTrees } from '../trainer/train';

/**
 * What the model reads of `featureNames`: all that a file with the handbook's columns tells about an account's amounts and a
 * merchant's labels, and no velocities, which on such data say nothing and cost precision. No labels of accounts: one with a known
 * fraud is stopped, not scored.
 */
export const championFeatureNames: readonly string[] = [
  ...['amount', 'amount_ratio', 'amount_deviation', 'amount_rank', 'account_usual', 'account_payments'],
  ...['account_peak_ratio_1d', 'account_peak_ratio_7d', 'account_peak_ratio_14d', 'account_high_days_14d'],
  ...['account_count_1d', 'account_count_7d', 'account_count_30d', 'account_mean_7d'],
  ...['merchant_since_known_genuine', 'merchant_since_known_fraud', 'merchant_fraud_run', 'merchant_fraud_run_age'],
  ...['merchant_unexplained_1d', 'merchant_unexplained_7d', 'merchant_unexplained_28d', 'merchant_frauds_28d'],
  ...['merchant_labels_28d', 'merchant_count_7d'],
];

/** Tells which rows are trained on; no feature of the model. */
export const KNOWN_FRAUDS = 'account_frauds_7d';

/** Columns that training and scoring take, in this order. */
export const championColumns: readonly string[] = [...championFeatureNames, KNOWN_FRAUDS];

export const championParameters: Partial<TrainingParameters> = { rounds: 200, maxDepth: 5, eta: 0.05 };

/**
 * Trains on rows as they will be scored: without those of accounts a fraud of which was known by then.
 *
 * @param columns those of `championColumns`, for the rows that may be trained on
 */
export function trainChampion(columns: Columns, labels: Uint8Array, onRound?: (round: number) => void): Ensemble {
  const known = columns[championColumns.indexOf(KNOWN_FRAUDS)];
  const rows = Int32Array.from(labels.keys()).filter((row) => !((known?.[row] ?? 0) > 0));
  return trainTrees({
    columns: pickRows(columns.slice(0, championFeatureNames.length), rows),
    labels: Uint8Array.from(rows, (row) => labels[row] ?? 0),
    featureNames: championFeatureNames,
    parameters: championParameters,
    ...(onRound && { onRound: ({ round }) => onRound(round) }),
  });
}

/** Log-odds of rows; of the columns the first ones, as many as the model has features, are read. */
export function marginsOf(ensemble: Ensemble, columns: Columns, rows: Int32Array): Float64Array {
  const row = new Float32Array(ensemble.featureNames.length);
  return Float64Array.from(rows, (index) => {
    for (let feature = 0; feature < row.length; feature += 1) row[feature] = columns[feature]?.[index] ?? Number.NaN;
    return margin(ensemble, row);
  });
}
