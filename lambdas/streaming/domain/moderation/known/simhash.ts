import type { Words } from '../match/scanner';
import type { Bits64 } from './bits';

/** Texts of fewer words are too alike by chance. */
export const LEAST_WORDS = 8;
/** Words that count: so many fit the counters, and a text that goes on is known by its beginning. */
const MOST_WORDS = 255;
const PLANES = 8;

/**
 * Charikar's SimHash (2002) of pairs of neighbouring words: texts that share most of them differ in few bits. Words are those of the
 * scan, so that disguising them changes nothing.
 *
 * Each bit's count is spread over eight words of 32 bits, one for each binary digit, so that 32 counters are added to at once.
 *
 * @returns undefined for texts of too few words
 */
export function simHash({ hash, count }: Words): Bits64 | undefined {
  if (count < LEAST_WORDS) return undefined;
  const pairs = Math.min(count - 1, MOST_WORDS);
  high.fill(0);
  low.fill(0);
  for (let index = 0; index < pairs; index += 1) {
    const pair = mixed((hash[index] as number) ^ Math.imul(hash[index + 1] as number, 0x9e37_79b1));
    add(high, pair);
    add(low, mixed(pair ^ 0x5bd1_e995));
  }
  return { high: above(high, pairs >>> 1), low: above(low, pairs >>> 1) };
}

const high = new Int32Array(PLANES);
const low = new Int32Array(PLANES);

function add(planes: Int32Array, bits: number): void {
  let carry = bits;
  for (let plane = 0; carry !== 0 && plane < PLANES; plane += 1) {
    const digit = planes[plane] as number;
    planes[plane] = digit ^ carry;
    carry &= digit;
  }
}

/** The counters that are above a number, as bits. */
function above(planes: Int32Array, least: number): number {
  let [more, equal] = [0, -1];
  for (let plane = PLANES - 1; plane >= 0; plane -= 1) {
    const digit = planes[plane] as number;
    if ((least >>> plane) & 1) equal &= digit;
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
