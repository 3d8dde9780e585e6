import type { Score } from '../decision/decide';
import { reasonsOf, weightiest } from '../decision/reason-codes';
import { type Calibration, calibrate } from './calibration';
import { contributions } from './contributions';
import { type Ensemble, EnsembleError, margin } from './ensemble';

/** A model as it is approved: trees, and what makes probabilities of their scores. */
export interface Model {
  /** Of the artefact, such as `champion-3f2a9c01`. */
  readonly version: string;
  readonly ensemble: Ensemble;
  readonly calibration: Calibration;
}

/**
 * Scores vectors of the named features with a model that knows some of them.
 *
 * @param names features in the order in which vectors have them
 * @throws EnsembleError where the model asks for a feature that there is not
 */
export function createScorer({ ensemble, calibration }: Model, names: readonly string[]) {
  const places = ensemble.featureNames.map((name) => {
    const place = names.indexOf(name);
    if (place < 0) throw new EnsembleError(`the model asks for the feature ${name}, which is not computed`);
    return place;
  });
  return function score(features: Float32Array): Score {
    const row = Float32Array.from(places, (place) => features[place] as number);
    let known: Float64Array | undefined;
    const shares = () => {
      known ??= contributions(ensemble, row);
      return known;
    };
    return {
      probability: calibrate(margin(ensemble, row), calibration),
      reasons: () => reasonsOf(ensemble.featureNames, shares()),
      contributions: () => weightiest(ensemble.featureNames, shares()),
    };
  };
}
export type Scorer = ReturnType<typeof createScorer>;
