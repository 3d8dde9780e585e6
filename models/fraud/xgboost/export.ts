import type { Ensemble } from '../../../lambdas/fraud/domain/model/ensemble';

/** What XGBoost has for the parent of a root. */
const NO_PARENT = 2_147_483_647;

/** Digits of a decimal number that names every single-precision one. */
const MOST_DIGITS = 9;

/**
 * An ensemble as XGBoost 1.7 saves a model in JSON: the inverse of `parseXgboost`. Its objective is `binary:logitraw`, whose predictions
 * are margins: a probability in single precision would have lost the last bits of them, and with them the score of our own predictor.
 *
 * @see https://xgboost.readthedocs.io/en/stable/tutorials/saving_model.html
 */
export function xgboostJson(ensemble: Ensemble): string {
  const { featureNames, roots, left } = ensemble;
  const trees = Array.from(roots, (root, id) => treeJson(ensemble, id, root, (roots[id + 1] ?? left.length) - root));
  const model = object({
    gbtree_model_param: strings({ num_parallel_tree: 1, num_trees: trees.length, size_leaf_vector: 0 }),
    tree_info: list(trees, () => '0'),
    trees: `[${trees.join(',')}]`,
  });
  const learner = object({
    attributes: '{}',
    feature_names: JSON.stringify(featureNames),
    feature_types: '[]',
    gradient_booster: object({ model, name: '"gbtree"' }),
    learner_model_param: strings({
      base_score: single(ensemble.baseMargin),
      boost_from_average: 0,
      num_class: 0,
      num_feature: featureNames.length,
      num_target: 1,
    }),
    objective: object({ name: '"binary:logitraw"', reg_loss_param: strings({ scale_pos_weight: 1 }) }),
  });
  return object({ learner, version: '[1,7,4]' });
}

function treeJson(ensemble: Ensemble, id: number, root: number, size: number): string {
  const { left, feature, value, cover, defaultLeft, featureNames } = ensemble;
  const nodes = Array.from({ length: size }, (_, offset) => root + offset);
  const isLeaf = (node: number) => (left[node] as number) < 0;
  const child = (node: number, side: 0 | 1) => (isLeaf(node) ? -1 : (left[node] as number) - root + side);
  const parents = new Int32Array(size).fill(NO_PARENT);
  for (const node of nodes) {
    if (!isLeaf(node)) parents.fill(node - root, child(node, 0), child(node, 1) + 1);
  }
  return object({
    base_weights: list(nodes, () => '0E0'),
    categories: '[]',
    categories_nodes: '[]',
    categories_segments: '[]',
    categories_sizes: '[]',
    default_left: list(nodes, (node) => String(defaultLeft[node])),
    id: String(id),
    left_children: list(nodes, (node) => String(child(node, 0))),
    loss_changes: list(nodes, () => '0E0'),
    parents: list(parents, String),
    right_children: list(nodes, (node) => String(child(node, 1))),
    split_conditions: list(nodes, (node) => single(value[node] as number)),
    split_indices: list(nodes, (node) => String(isLeaf(node) ? 0 : feature[node])),
    split_type: list(nodes, () => '0'),
    sum_hessian: list(nodes, (node) => single(cover[node] as number)),
    tree_param: strings({ num_deleted: 0, num_feature: featureNames.length, num_nodes: size, size_leaf_vector: 0 }),
  });
}

/**
 * The shortest decimal number that is read as this one. With an exponent always: XGBoost takes a number without exponent and point for an
 * integer, and refuses it where it wants another.
 */
function single(number: number): string {
  if (Object.is(number, -0)) return '-0e+0';
  for (let digits = 1; digits < MOST_DIGITS; digits += 1) {
    const text = number.toExponential(digits - 1);
    if (Math.fround(Number(text)) === number) return text;
  }
  return number.toExponential(MOST_DIGITS - 1);
}

const object = (members: Readonly<Record<string, string>>): string =>
  `{${Object.entries(members)
    .map(([name, json]) => `${JSON.stringify(name)}:${json}`)
    .join(',')}}`;

/** XGBoost writes its parameters as texts. */
const strings = (members: Readonly<Record<string, string | number>>): string =>
  object(Object.fromEntries(Object.entries(members).map(([name, value]) => [name, JSON.stringify(String(value))])));

const list = <T>(values: Iterable<T>, json: (value: T) => string): string =>
  `[${Array.from(values, (value) => json(value)).join(',')}]`;
