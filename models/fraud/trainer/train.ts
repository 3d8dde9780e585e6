import { assembleEnsemble } from '../../../lambdas/fraud/domain/model/assemble';
import type { Ensemble } from '../../../lambdas/fraud/domain/model/ensemble';
import { logit } from '../../../lambdas/fraud/domain/model/xgboost';
import { randomOf } from '../../random';
import { checkRows, type Rows, sortColumn } from './data';
import { growTree } from './grow-tree';
import type { GrowingTree } from './growing-tree';
import { logisticGradients, logLoss } from './logistic';
import { completeParameters, type TrainingParameters } from './parameters';
import { sampleColumns, sampleRows } from './sampling';
import { Segments } from './segments';

export interface Training extends Rows {
  /** Of the columns, in their order. */
  readonly featureNames: readonly string[];
  /** What is left out is as XGBoost's own default. */
  readonly parameters?: Partial<TrainingParameters>;
  /** Rows that are not trained on, for `onRound`. */
  readonly validation?: Rows;
  /** Told after each tree; the log losses are worked out only for it. */
  readonly onRound?: (progress: Progress) => void;
}

export interface Progress {
  /** From 1. */
  readonly round: number;
  readonly logLoss: number;
  readonly validationLogLoss?: number;
}

/**
 * Trains boosted trees for `binary:logistic` by XGBoost's exact greedy algorithm: without sampling, the trees are the
 * library's own of `tree_method=exact`. Gradients of equal values are added up in another order, so that leaves may differ in
 * their last digit, and splits where two gain the same up to single precision. The same input gives the same ensemble.
 *
 * @throws RangeError for columns, labels or parameters that are not as described
 * @see Chen, Guestrin: XGBoost: A Scalable Tree Boosting System (2016)
 */
export function trainTrees({ columns, labels, featureNames, validation, onRound, ...rest }: Training): Ensemble {
  const parameters = completeParameters(rest.parameters ?? {});
  checkRows({ columns, labels }, featureNames);
  if (validation) checkRows(validation, featureNames);
  const sorted = columns.map(sortColumn);
  const random = randomOf(parameters.seed);
  const baseMargin = logit(parameters.baseScore);
  const margins = new Float32Array(labels.length).fill(baseMargin);
  const validationMargins = new Float32Array(validation?.labels.length ?? 0).fill(baseMargin);
  const pairs = new Float32Array(2 * labels.length);
  const segments = new Segments(labels.length);
  const trees: GrowingTree[] = [];
  while (trees.length < parameters.rounds) {
    logisticGradients(margins, labels, parameters.scalePosWeight, pairs);
    const nodes = sampleRows(labels.length, parameters, random);
    const features = sampleColumns(columns.length, parameters, random);
    const tree = growTree({ columns, sorted, pairs, features, nodes, segments, parameters });
    tree.addTo(margins, columns);
    trees.push(tree);
    if (!onRound) continue;
    if (validation) tree.addTo(validationMargins, validation.columns);
    onRound({
      round: trees.length,
      logLoss: logLoss(margins, labels),
      ...(validation && { validationLogLoss: logLoss(validationMargins, validation.labels) }),
    });
  }
  return assembleEnsemble({ featureNames, baseMargin, trees });
}
