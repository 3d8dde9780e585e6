import { randomOf } from '../../../models/random';

/** Choices that are the same for the same seed. */
export interface Chance {
  /** From 0 to under 1. */
  readonly number: () => number;
  readonly below: (count: number) => number;
  readonly pick: <Element>(from: readonly Element[]) => Element;
  readonly happens: (share: number) => boolean;
}

export function chanceOf(seed: number): Chance {
  const number = randomOf(seed);
  const below = (count: number) => Math.floor(number() * count);
  return {
    number,
    below,
    happens: (share) => number() < share,
    pick: (from) => {
      if (from.length === 0) throw new RangeError('There is nothing to pick from');
      return from[below(from.length)] as (typeof from)[number];
    },
  };
}
