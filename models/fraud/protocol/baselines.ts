import type { Ensemble } from '../../../lambdas/fraud/domain/model/ensemble';
import { type LogisticRegression, logisticMargin, trainLogisticRegression } from '../trainer/logistic-regression';
import { trainTrees } from '../trainer/train';
import type { Columns } from './columns';
import { handbookFeatureNames } from './handbook-features';

/** The handbook's logistic regression: its features standardised, the regularisation scikit-learn's default. */
export const trainLogistic = (columns: Columns, labels: Uint8Array): LogisticRegression =>
  trainLogisticRegression({ columns, labels, featureNames: handbookFeatureNames });

/** XGBoost with all parameters at their defaults: 100 trees of depth 6, eta 0.3, split exactly. */
export const trainXgboost = (columns: Columns, labels: Uint8Array): Ensemble =>
  trainTrees({ columns, labels, featureNames: handbookFeatureNames });

export function logisticMargins(model: LogisticRegression, columns: Columns, rows: Int32Array): Float64Array {
  const row = new Float32Array(columns.length);
  return Float64Array.from(rows, (index) => {
    for (const [feature, column] of columns.entries()) row[feature] = column[index] ?? Number.NaN;
    return logisticMargin(model, row);
  });
}
