/** An estimate with the half-width of its confidence interval. */
export interface Estimate {
  readonly value: number;
  /** The interval is `value` plus and minus this; infinite for a single observation. */
  readonly halfWidth: number;
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Mean of independent, about normal observations, such as one of each replication, with Student's t.
 *
 * @param confidence such as 0.95
 * @see Law, Simulation Modeling and Analysis, 5th edition, section 9.4.1: the replication/deletion approach
 */
export function estimate(values: readonly number[], confidence = 0.95): Estimate {
  const count = values.length;
  const centre = mean(values);
  if (count < 2) return { value: centre, halfWidth: Number.POSITIVE_INFINITY };
  const variance = values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (count - 1);
  return { value: centre, halfWidth: studentT((1 + confidence) / 2, count - 1) * Math.sqrt(variance / count) };
}

/**
 * Difference of two systems that were simulated with common random numbers, replication by replication.
 *
 * @see Law, section 10.2.1: paired-t confidence interval
 */
export function pairedDifference(one: readonly number[], other: readonly number[], confidence = 0.95): Estimate {
  if (one.length !== other.length) throw new RangeError(`${one.length} replications against ${other.length}`);
  return estimate(
    one.map((value, index) => value - (other[index] as number)),
    confidence,
  );
}

/** The value below which a share of sorted ones lies: the smallest with at least that share at or below it. NaN for none. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  if (sorted.length === 0) return Number.NaN;
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] as number;
}

/**
 * Quantile of Student's t distribution, by bisection of its distribution function.
 *
 * @param probability such as 0.975 for a two-sided interval of 95 %
 */
export function studentT(probability: number, degrees: number): number {
  if (probability < 0.5) return -studentT(1 - probability, degrees);
  let low = 0;
  let high = 1;
  while (distributionT(high, degrees) < probability) high *= 2;
  for (let step = 0; step < 100; step += 1) {
    const middle = (low + high) / 2;
    if (distributionT(middle, degrees) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * Distribution function of Student's t for whole degrees of freedom, as a finite sum.
 *
 * @see Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4
 */
function distributionT(t: number, degrees: number): number {
  const angle = Math.atan(t / Math.sqrt(degrees));
  const cosine = Math.cos(angle);
  const odd = degrees % 2 === 1;
  let term = odd ? cosine : 1;
  let sum = odd && degrees === 1 ? 0 : term;
  for (let index = odd ? 3 : 2; index < degrees; index += 2) {
    term *= (cosine ** 2 * (index - 1)) / index;
    sum += term;
  }
  const within = odd ? (2 / Math.PI) * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum;
  return (1 + within) / 2;
}
