/** How ranked lists become one. */
export type Fusion = 'rrf' | 'min-max' | 'z-score';

export interface RankedList {
  /** Best first; an id that comes twice counts where it comes first. */
  readonly items: readonly { readonly id: string; readonly score: number }[];
  /** How much the list counts beside the others; more than 0. */
  readonly weight: number;
}

export interface Fused {
  readonly id: string;
  readonly score: number;
  /** From 1. */
  readonly rank: number;
}

/**
 * Keeps the first few places of a list from outweighing all else.
 *
 * @see Cormack, Clarke, Buettcher: Reciprocal rank fusion outperforms Condorcet and individual rank learning methods (2009)
 */
export const RRF_K = 60;

/** What the last of a list has at least: to be found is more than not to be found. */
const FLOOR = 0.001;

type Share = (item: { readonly score: number }, place: number) => number;

/**
 * One list of several. The result does not depend on the order of the lists; among equals goes first what stands higher in
 * any list, then the smaller id.
 */
export function fuse(lists: readonly RankedList[], method: Fusion): Fused[] {
  const found = new Map<string, { shares: number[]; best: number }>();
  for (const { items, weight } of lists) {
    const unique = firstOfEach(items);
    const shareOf = shares[method](unique.map(({ score }) => score));
    unique.forEach((item, place) => {
      const known = found.get(item.id) ?? { shares: [], best: place };
      known.shares.push(weight * shareOf(item, place));
      found.set(item.id, { shares: known.shares, best: Math.min(known.best, place) });
    });
  }
  return [...found]
    .map(([id, { shares, best }]) => ({ id, best, score: sum(shares) }))
    .sort((a, b) => b.score - a.score || a.best - b.best || (a.id < b.id ? -1 : 1))
    .map(({ id, score }, index) => ({ id, score, rank: index + 1 }));
}

/** Of each method, what an item of a list with these scores adds to its sum; nothing for what a list has not. */
const shares: Readonly<Record<Fusion, (scores: readonly number[]) => Share>> = {
  rrf: () => (_item, place) => 1 / (RRF_K + place + 1),

  'min-max': (scores) => {
    const least = Math.min(...scores);
    const range = Math.max(...scores) - least;
    return ({ score }) => (range > 0 ? FLOOR + (1 - FLOOR) * ((score - least) / range) : 1);
  },

  // Counted from the lowest of the list, so that what is far below the mean is not behind what was not found at all.
  'z-score': (scores) => {
    const least = Math.min(...scores);
    const mean = sum(scores) / scores.length;
    const deviation = Math.sqrt(sum(scores.map((score) => (score - mean) ** 2)) / scores.length);
    return ({ score }) => (deviation > 0 ? FLOOR + (score - least) / deviation : 1);
  },
};

function firstOfEach<T extends { readonly id: string }>(items: readonly T[]): T[] {
  const seen = new Set<string>();
  return items.filter(({ id }) => !seen.has(id) && seen.add(id));
}

/** In an order of its own: sums of floating-point numbers depend on it. */
const sum = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b).reduce((all, each) => all + each, 0);
