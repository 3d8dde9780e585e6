import { addToLane, type Ring, type RingShape } from './ring';

const STEPS_AN_OCTAVE = 4;
const LOWEST_OCTAVE = 6;
const OCTAVES = 16;

/** Bins a quarter of an octave wide from 64 to 2^22 minor units; the first and the last hold what lies beyond. */
export const AMOUNT_BINS = OCTAVES * STEPS_AN_OCTAVE + 2;

const DAY_MS = 86_400_000;

/** How often an entity paid which amount, over the last 90 to 180 days: a histogram for each of two quarters of a year. */
export const usualRing: RingShape = {
  buckets: 2,
  bucketMs: 90 * DAY_MS,
  combine: 'sum',
  limits: new Array<number>(AMOUNT_BINS).fill(2 ** 21 - 1),
};

export const binOf = (amount: number): number => {
  const step = Math.floor((Math.log2(Math.max(amount, 1)) - LOWEST_OCTAVE) * STEPS_AN_OCTAVE);
  return Math.min(Math.max(step + 1, 0), AMOUNT_BINS - 1);
};

/** Lower edge of a bin, in minor units. */
const edgeOf = (bin: number): number => (bin <= 0 ? 0 : 2 ** (LOWEST_OCTAVE + (bin - 1) / STEPS_AN_OCTAVE));

const centreOf = (bin: number): number => (edgeOf(bin) + edgeOf(bin + 1)) / 2;

export const addAmount = (ring: Ring, at: number, amount: number): Ring =>
  addToLane(usualRing, ring, at, binOf(amount), 1);

/** What an account usually pays, in minor units. */
export interface Usual {
  /** Payments it rests on. */
  readonly count: number;
  /** Mean without the highest tenth. */
  readonly trimmedMean: number;
  readonly median: number;
  /** From the median to the ninth decile. */
  readonly spread: number;
  /** Share of payments that were smaller, from 0 to 1. */
  rankOf(amount: number): number;
}

/** The share of the highest amounts that says nothing about the usual: a stolen card's would raise it. */
const TRIMMED = 0.1;

/** @returns undefined where nothing was paid yet */
export function usualOf({ cells }: Ring): Usual | undefined {
  const counts = new Array<number>(AMOUNT_BINS);
  let count = 0;
  for (let bin = 0; bin < AMOUNT_BINS; bin += 1) {
    const inBin = (cells[bin] ?? 0) + (cells[AMOUNT_BINS + bin] ?? 0);
    counts[bin] = inBin;
    count += inBin;
  }
  if (count === 0) return undefined;
  const median = quantile(counts, count / 2);
  return {
    count,
    trimmedMean: meanOfLowest(counts, count * (1 - TRIMMED)),
    median,
    spread: quantile(counts, count * 0.9) - median,
    rankOf: (amount) => shareBelow(counts, amount) / count,
  };
}

/** The amount below which so many of all lie; within a bin they are taken as evenly spread. */
function quantile(counts: readonly number[], wanted: number): number {
  let below = 0;
  for (let bin = 0; bin < AMOUNT_BINS; bin += 1) {
    const inBin = counts[bin] ?? 0;
    if (inBin > 0 && below + inBin >= wanted) {
      return edgeOf(bin) + ((wanted - below) / inBin) * (edgeOf(bin + 1) - edgeOf(bin));
    }
    below += inBin;
  }
  return edgeOf(AMOUNT_BINS);
}

function meanOfLowest(counts: readonly number[], wanted: number): number {
  let left = wanted;
  let sum = 0;
  for (let bin = 0; bin < AMOUNT_BINS && left > 0; bin += 1) {
    const taken = Math.min(left, counts[bin] ?? 0);
    sum += taken * centreOf(bin);
    left -= taken;
  }
  return sum / wanted;
}

function shareBelow(counts: readonly number[], amount: number): number {
  const bin = binOf(amount);
  let below = 0;
  for (let lower = 0; lower < bin; lower += 1) below += counts[lower] ?? 0;
  const within = Math.min(1, (amount - edgeOf(bin)) / (edgeOf(bin + 1) - edgeOf(bin)));
  return below + (counts[bin] ?? 0) * within;
}
