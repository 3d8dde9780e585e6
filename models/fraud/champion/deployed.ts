import { champion } from '../../../lambdas/fraud/champion';
import { xgboostJson } from '../xgboost/export';

/**
 * The champion that is part of the bundle, as XGBoost saves a model.
 *
 * @throws Error when it is not the one that was approved
 */
export const deployedModel = (): string => xgboostJson(champion().ensemble);
