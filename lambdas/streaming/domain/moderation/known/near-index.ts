import { type Bits64, ones } from './bits';

const BANDS = 4;
const BAND_BITS = 16;
const BUCKETS = 1 << BAND_BITS;
/** Looked at in a bucket: one that holds more is of hashes that say little, such as those of a plain white image. */
const MOST_IN_BUCKET = 64;

/** As far apart as two hashes may be to be found whatever bits differ: some band of the four then differs in one at most. */
export const MOST_DISTANCE = 7;

/** The nearest known hash. */
export interface Near {
  /** Index into the hashes the index was made of. */
  readonly index: number;
  readonly distance: number;
}

export interface NearIndex {
  /** The nearest within the distance; the first of them where several are. */
  nearest(hash: Bits64): Near | undefined;
}

/**
 * Finds hashes that differ in a few bits. Hashes are kept by each of their four bands of 16 bits, and a question looks into the buckets of
 * its own bands and, beyond a distance of 3, of those that differ in one bit: at most 68 buckets however many hashes there are.
 *
 * @throws RangeError for a distance that would not find all
 */
export function createNearIndex(hashes: readonly Bits64[], within: number): NearIndex {
  if (within < 0 || within > MOST_DISTANCE)
    throw new RangeError(`Hashes are found up to a distance of ${MOST_DISTANCE}, not ${within}`);
  // A policy of every organisation has two, and most are empty: buckets take half a megabyte each.
  if (hashes.length === 0) return { nearest: () => undefined };
  // Flat, so that a comparison is two reads next to each other.
  const flat = Int32Array.from(hashes.flatMap(({ high, low }) => [high, low]));
  const bands = Array.from({ length: BANDS }, (_, band) => bucketsOf(hashes, band));
  const probes = within < BANDS ? [0] : [0, ...Array.from({ length: BAND_BITS }, (_, bit) => 1 << bit)];

  function nearest(hash: Bits64): Near | undefined {
    let best: Near | undefined;
    for (let band = 0; band < BANDS; band += 1) {
      const { starts, members, used } = bands[band] as Buckets;
      const own = bandOf(hash, band);
      for (let probe = 0; probe < probes.length; probe += 1) {
        const bucket = own ^ (probes[probe] as number);
        // Most are empty, which few bits tell: where a bucket begins is in memory that is seldom at hand.
        if ((((used[bucket >>> 5] as number) >>> bucket) & 1) === 0) continue;
        const begin = starts[bucket] as number;
        const end = Math.min(starts[bucket + 1] as number, begin + MOST_IN_BUCKET);
        for (let place = begin; place < end; place += 1) best = better(best, members[place] as number, hash);
      }
    }
    return best;
  }

  function better(best: Near | undefined, index: number, hash: Bits64): Near | undefined {
    const apart = ones((flat[2 * index] as number) ^ hash.high) + ones((flat[2 * index + 1] as number) ^ hash.low);
    if (apart > within || (best && (apart > best.distance || (apart === best.distance && index >= best.index))))
      return best;
    return { index, distance: apart };
  }

  return { nearest };
}

const bandOf = ({ high, low }: Bits64, band: number): number =>
  ((band < 2 ? high : low) >>> (band % 2 === 0 ? BAND_BITS : 0)) & (BUCKETS - 1);

interface Buckets {
  readonly starts: Int32Array;
  readonly members: Int32Array;
  /** A bit for each bucket, set where it holds something. */
  readonly used: Int32Array;
}

/** Members of each bucket one after the other, and where those of a bucket begin. */
function bucketsOf(hashes: readonly Bits64[], band: number): Buckets {
  const starts = new Int32Array(BUCKETS + 1);
  for (const hash of hashes) starts[bandOf(hash, band) + 1] = (starts[bandOf(hash, band) + 1] as number) + 1;
  for (let bucket = 0; bucket < BUCKETS; bucket += 1)
    starts[bucket + 1] = (starts[bucket + 1] as number) + (starts[bucket] as number);
  const free = starts.slice();
  const members = new Int32Array(hashes.length);
  const used = new Int32Array(BUCKETS / 32);
  for (const [index, hash] of hashes.entries()) {
    const bucket = bandOf(hash, band);
    members[free[bucket] as number] = index;
    free[bucket] = (free[bucket] as number) + 1;
    used[bucket >>> 5] = (used[bucket >>> 5] as number) | (1 << bucket);
  }
  return { starts, members, used };
}
