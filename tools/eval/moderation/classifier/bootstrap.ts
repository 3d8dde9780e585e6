import { randomOf } from '../../../../models/random';

/** A figure with where it may lie (95 %). */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

const DRAWS = 400;

/**
 * Percentiles of a figure over draws of whole groups with replacement (Efron, Tibshirani: An Introduction to the Bootstrap, 1993).
 * Texts of one template are much alike: to take each for a text of its own would make intervals too narrow.
 */
export function estimateOf<Row>(
  groups: readonly (readonly Row[])[],
  figure: (rows: readonly Row[]) => number,
  seed: number,
): Estimate {
  const random = randomOf(seed);
  const drawn = Array.from({ length: DRAWS }, () =>
    figure(groups.flatMap(() => groups[Math.floor(random() * groups.length)] ?? [])),
  )
    .filter(Number.isFinite)
    .sort((one, other) => one - other);
  const at = (share: number) => drawn[Math.min(drawn.length - 1, Math.floor(share * drawn.length))] ?? Number.NaN;
  return { value: figure(groups.flat()), low: at(0.025), high: at(0.975) };
}
