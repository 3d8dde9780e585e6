/** Seed of a run that asks for none: the same for everyone, so that what fails in CI fails on a laptop too. */
const usual = 20_261_129;

const largest = 2 ** 31;

/**
 * What `TEST_SEED` asks for: a seed, or `random` for one that nobody has tried.
 *
 * @throws Error for anything else
 */
export function seedOf(asked: string | undefined): number {
  if (!asked) return usual;
  if (asked === 'random') return Math.floor(Math.random() * largest);
  const seed = Number(asked);
  if (Number.isInteger(seed) && seed >= 0 && seed < largest) return seed;
  throw new Error(`TEST_SEED is "${asked}": give "random", or a whole number from 0 to ${largest - 1}`);
}

/** Of this run: what properties and generators of the tests draw from, from 0 up to 2^31. */
export const testSeed = seedOf(process.env.TEST_SEED);
