import * as z from 'zod/mini';
import { assembleEnsemble } from './assemble';
import { type Ensemble, EnsembleError } from './ensemble';

const numbers = z.array(z.number());

const treeSchema = z.object({
  split_indices: numbers,
  split_conditions: numbers,
  left_children: numbers,
  right_children: numbers,
  default_left: z.array(z.union([z.number(), z.boolean()])),
  sum_hessian: numbers,
  split_type: z.optional(numbers),
});

const modelSchema = z.object({
  learner: z.object({
    feature_names: z.optional(z.array(z.string())),
    gradient_booster: z.object({
      name: z.literal('gbtree', { error: 'only the booster gbtree is supported' }),
      model: z.object({ trees: z.array(treeSchema) }),
    }),
    learner_model_param: z.object({ base_score: z.string(), num_feature: z.string() }),
    objective: z.object({
      name: z.enum(['binary:logistic', 'binary:logitraw'], {
        error: 'only the objectives binary:logistic and binary:logitraw are supported',
      }),
    }),
  }),
});

/**
 * A model that XGBoost 1.7 to 3.x saved as JSON.
 *
 * @param featureNames needed where the model was trained from bare arrays, which carry no names; else they have to be the same
 * @throws EnsembleError for what is no such model, or one of another kind: another objective or booster, categories
 * @see https://xgboost.readthedocs.io/en/stable/tutorials/saving_model.html
 */
export function parseXgboost(json: string, featureNames?: readonly string[]): Ensemble {
  const { learner } = parse(json);
  const { gradient_booster: booster, learner_model_param: param } = learner;
  const names = namesOf(learner.feature_names ?? [], featureNames);
  if (names.length !== Number(param.num_feature)) {
    throw new EnsembleError(`the model takes ${param.num_feature} features, ${names.length} names were given`);
  }
  const trees = booster.model.trees.map((tree, index) => {
    if (tree.split_type?.some((type) => type !== 0)) throw new EnsembleError(`tree ${index} splits by categories`);
    return {
      feature: tree.split_indices,
      value: tree.split_conditions,
      left: tree.left_children,
      right: tree.right_children,
      defaultLeft: tree.default_left,
      cover: tree.sum_hessian,
    };
  });
  const isMargin = learner.objective.name === 'binary:logitraw';
  return assembleEnsemble({ featureNames: names, baseMargin: baseMargin(param.base_score, isMargin), trees });
}

function parse(json: string): z.infer<typeof modelSchema> {
  let document: unknown;
  try {
    document = JSON.parse(json);
  } catch {
    throw new EnsembleError('expected the JSON that XGBoost saves, not UBJSON or its old binary format');
  }
  const parsed = modelSchema.safeParse(document);
  if (!parsed.success) throw new EnsembleError(`no model that can score: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

function namesOf(own: readonly string[], given: readonly string[] | undefined): readonly string[] {
  if (own.length === 0) return given ?? [];
  const differs = given && (given.length !== own.length || given.some((name, at) => name !== own[at]));
  if (differs) throw new EnsembleError(`the model was trained with the features ${own.join(', ')}, in this order`);
  return own;
}

/**
 * @param baseScore a probability, such as `5E-1`; from 3.1 on a list of one, such as `[5E-1]`
 * @param isMargin it is log-odds already, as `binary:logitraw` has it
 * @returns its logit, in single precision at every step as XGBoost takes it
 */
function baseMargin(baseScore: string, isMargin: boolean): number {
  const score = Math.fround(Number(/^\[(.*)\]$/.exec(baseScore)?.[1] ?? baseScore));
  if (isMargin) return score;
  if (!(score > 0 && score < 1)) throw new EnsembleError(`the base score is ${baseScore}, expected one probability`);
  return logit(score);
}

/** Log-odds of a probability, in single precision; 0 and not -0 for one half. */
export const logit = (probability: number): number =>
  Math.fround(0 - Math.log(Math.fround(Math.fround(1 / Math.fround(probability)) - 1)));
