import { assembleEnsemble } from '../../../../lambdas/fraud/domain/model/assemble';
import type { Model } from '../../../../lambdas/fraud/domain/model/scorer';

/** A model of two small trees, which suspects amounts that are not usual and cards in a hurry. */
export const smallModel: Model = {
  version: 'small',
  sha256: '5'.repeat(64),
  calibration: { slope: 1, intercept: 0 },
  ensemble: assembleEnsemble({
    featureNames: ['amount_ratio', 'card_count_1h'],
    baseMargin: -4,
    trees: [stump(0, 3, -0.5, 4), stump(1, 4, -0.2, 2)],
  }),
};

/** One split: below the threshold, or missing, the first value. */
function stump(feature: number, threshold: number, below: number, above: number) {
  return {
    feature: [feature, -1, -1],
    value: [threshold, below, above],
    left: [1, -1, -1],
    right: [2, -1, -1],
    defaultLeft: [1, 0, 0],
    cover: [100, 90, 10],
  };
}
