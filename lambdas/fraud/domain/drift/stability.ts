import { countInto, type Histogram } from './histogram';

/** Added to each bin, so that an empty one says little and not infinitely much. */
const HALF = 0.5;

/**
 * Population stability index of values against those of a reference: the sum over bins of `(a - e) * ln(a / e)`, with `a` the
 * bin's share of the values and `e` its share of the reference. 0 where they are spread the same; it does not say which way they moved.
 * Without drift it is about `(bins - 1) * (1 / values + 1 / reference)`, so few values say nothing.
 *
 * @see Siddiqi: Credit Risk Scorecards (2006), for its bounds: below 0.1 no change, from 0.25 a major one
 * @see Yurdakul, Naranjo: Statistical properties of the population stability index, Journal of Risk Model Validation 14 (2020)
 */
export function stabilityIndex(reference: Histogram, values: ArrayLike<number>): number {
  const expected = sharesOf(reference);
  const actual = sharesOf(countInto(reference.edges, values));
  return actual.reduce((sum, share, bin) => {
    const was = expected[bin] as number;
    return sum + (share - was) * Math.log(share / was);
  }, 0);
}

function sharesOf({ counts, missing }: Histogram): number[] {
  const all = [...counts, missing];
  const total = all.reduce((sum, count) => sum + count + HALF, 0);
  return all.map((count) => (count + HALF) / total);
}
