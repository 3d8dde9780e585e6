import type { Words } from '../text/words';
import type { Bits64 } from './bits';

/** Texts of fewer words are too alike by chance; disguised copies of them are known by their words alone. */
export const LEAST_WORDS = 16;
/** Words that count: so many fit the counters, and a text that goes on is known by its beginning. */
const MOST_WORDS = 256;

/**
 * Charikar's SimHash (2002) of every other pair of neighbouring words: texts that share most of them differ in few bits. Words are those of the
 * scan, so that disguising them changes nothing.
 *
 * @returns undefined for texts of too few words
 */
export function simHash({ hash, count }: Words): Bits64 | undefined {
  if (count < LEAST_WORDS) return undefined;
  const words = Math.min(count, MOST_WORDS);
  let pairs = 0;
  for (let index = 1; index < words; index += 1) {
    const pair = mixed((hash[index - 1] as number) ^ Math.imul(hash[index] as number, 0x9e37_79b1));
    sample[pairs] = pair;
    // A sample by the pair itself stays the same whatever is added elsewhere.
    pairs += pair & 1;
  }
  if (pairs < LEAST_PAIRS) return undefined;
  return { high: majority(pairs, 0x85eb_ca6b), low: majority(pairs, 0x2c1b_3c6d) };
}

const LEAST_PAIRS = 5;
const sample = new Int32Array(MOST_WORDS);

/** For each of 32 bits whether most pairs have it. Each variable holds one binary digit of all 32 counters. */
function majority(pairs: number, factor: number): number {
  let [d0, d1, d2, d3, d4, d5, d6, d7] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let index = 0; index < pairs; index += 1) {
    const product = Math.imul(sample[index] as number, factor);
    const bits = product ^ (product >>> 15);
    const c1 = d0 & bits;
    d0 ^= bits;
    const c2 = d1 & c1;
    d1 ^= c1;
    const c3 = d2 & c2;
    d2 ^= c2;
    const c4 = d3 & c3;
    d3 ^= c3;
    const c5 = d4 & c4;
    d4 ^= c4;
    const c6 = d5 & c5;
    d5 ^= c5;
    const c7 = d6 & c6;
    d6 ^= c6;
    d7 ^= c7;
  }
  return above([d0, d1, d2, d3, d4, d5, d6, d7], pairs >>> 1);
}

/** The counters that are above a number, as bits. */
function above(digits: readonly number[], least: number): number {
  let [more, equal] = [0, -1];
  for (let place = digits.length - 1; place >= 0; place -= 1) {
    const digit = digits[place] as number;
    if ((least >>> place) & 1) equal &= digit;
    else {
      more |= equal & digit;
      equal &= ~digit;
    }
  }
  return more;
}

/** The finalizer of MurmurHash3: every bit depends on all. */
export function mixed(word: number): number {
  let hash = word ^ (word >>> 16);
  hash = Math.imul(hash, 0x85eb_ca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2_ae35);
  return hash ^ (hash >>> 16);
}
