import type { Score } from '../decision/decide';
import { reasonsOf, weightiest } from '../decision/reason-codes';
import { type Calibration, calibrate } from './calibration';
import { contributions } from './contributions';
import { type Ensemble, EnsembleError, margin } from './ensemble';

/** A model as it is approved: trees, and what makes probabilities of their scores. */
export interface Model {
  /** Of the artefact, such as `champion-3f2a9c01`. */
  readonly version: string;
  /** Of the trees, in hexadecimal: what the model is known by. */
  readonly sha256: string;
  readonly ensemble: Ensemble;
  readonly calibration: Calibration;
}

/**
 * Takes of vectors of the named features what a model reads.
 *
 * @param names features in the order in which vectors have them
 * @throws EnsembleError where the model asks for a feature that there is not
 */
export function rowsOf({ ensemble }: Model, names: readonly string[]): (features: Float32Array) => Float32Array {
  const places = ensemble.featureNames.map((name) => {
    const place = names.indexOf(name);
    if (place < 0) throw new EnsembleError(`the model asks for the feature ${name}, which is not computed`);
    return place;
  });
  return (features) => Float32Array.from(places, (place) => features[place] as number);
}

/** What a model says of a row, whoever has computed its margin. */
export function scoreOf({ ensemble, calibration }: Model, row: Float32Array, logOdds: number): Score {
  let known: Float64Array | undefined;
  const shares = () => {
    known ??= contributions(ensemble, row);
    return known;
  };
  return {
    probability: calibrate(logOdds, calibration),
    reasons: () => reasonsOf(ensemble.featureNames, shares()),
    contributions: () => weightiest(ensemble.featureNames, shares()),
  };
}

/** Scores vectors of the named features, as `rowsOf` takes them. */
export function createScorer(model: Model, names: readonly string[]) {
  const rowOf = rowsOf(model, names);
  return function score(features: Float32Array): Score {
    const row = rowOf(features);
    return scoreOf(model, row, margin(model.ensemble, row));
  };
}
export type Scorer = ReturnType<typeof createScorer>;
