import type { Random } from './random-streams';

/** A time, or another amount that is not negative. */
export interface Distribution {
  readonly mean: number;
  /** Variance over the square of the mean: 0 is always the same, 1 is exponential. */
  readonly squaredVariation: number;
  sample(random: Random): number;
}

export function exponential(mean: number): Distribution {
  return { mean, squaredVariation: 1, sample: (random) => -mean * Math.log(1 - random()) };
}

export function deterministic(value: number): Distribution {
  return { mean: value, squaredVariation: 0, sample: () => value };
}

/** The 99th percentile of the standard normal distribution. */
const NORMAL_P99 = 2.326_347_874;

/** What is mostly near its median and sometimes much longer, as times of networks and stores are. */
export function lognormal({ median, p99 }: { readonly median: number; readonly p99: number }): Distribution {
  if (!(median > 0 && p99 >= median)) {
    throw new RangeError(`a median above 0 and a p99 not below it, not ${median} and ${p99}`);
  }
  const sigma = Math.log(p99 / median) / NORMAL_P99;
  return {
    mean: median * Math.exp(sigma ** 2 / 2),
    squaredVariation: Math.exp(sigma ** 2) - 1,
    sample: (random) => median * Math.exp(sigma * standardNormal(random)),
  };
}

/** By Box and Muller, of which one half is used: two draws a number, always, so that streams stay in step. */
function standardNormal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return radius * Math.cos(2 * Math.PI * random());
}
