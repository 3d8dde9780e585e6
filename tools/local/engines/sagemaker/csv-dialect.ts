import { type Ensemble, margin } from '../../../../lambdas/fraud/domain/model/ensemble';
import type { ServiceCall } from '../engine';
import { ContainerError } from './container-error';

/**
 * Rows of CSV as SageMaker's container for XGBoost takes them at `/invocations`, without a heading; an empty value is a missing one.
 *
 * @returns undefined for a request of another container
 * @throws ContainerError in that container's status for what it cannot read
 * @see https://github.com/aws/sagemaker-xgboost-container/blob/master/src/sagemaker_xgboost_container/encoder.py
 */
export function csvRows({ headers, body }: ServiceCall): readonly Float32Array[] | undefined {
  const [type = ''] = String(headers['content-type'] ?? '').split(';');
  if (type.trim().toLowerCase() !== 'text/csv') return undefined;
  const text = body.toString('utf8').trim();
  if (text === '') throw new ContainerError(204, '');
  return text.split('\n').map((line) => Float32Array.from(line.split(','), numberOf));
}

function numberOf(text: string): number {
  const value = text.trim();
  if (value === '' || value.toLowerCase() === 'nan') return Number.NaN;
  const number = Number(value);
  if (Number.isFinite(number)) return number;
  throw new ContainerError(
    415,
    `Loading csv data failed with Exception, please ensure data is in csv format: ${value}`,
  );
}

/** Predictions of the objective `binary:logitraw`, margins, in the container's answer: one after the other, with commas. */
export function csvAnswer(ensemble: Ensemble, rows: readonly Float32Array[]): string {
  const { length } = ensemble.featureNames;
  const odd = rows.find((row) => row.length !== length);
  if (odd) {
    const why = `Feature size of csv inference data ${odd.length} is not consistent with feature size of trained model ${length}.`;
    throw new ContainerError(400, why);
  }
  return rows.map((row) => String(margin(ensemble, row))).join(',');
}
