import { classOf } from '../text/classes';

/** Words of a text as the scan met them: each a number that is the same however the word was disguised. */
export interface Words {
  readonly hash: Int32Array;
  /** Unit at which the word begins. */
  readonly from: Int32Array;
  /** Letters, repeated ones once. */
  readonly size: Int32Array;
  count: number;
  /** All hashes in one number: `fingerprint.ts`. */
  check: number;
  /** The largest size, and whether there is the word `dot`. */
  longest: number;
  hasDot: boolean;
}

export const HASH_PRIME = 0x0100_0193;

/** The hash that the scan gives a word of small letters without repeated ones. */
function hashOfWord(word: string): number {
  let hash = 0;
  for (const letter of word) hash = Math.imul(hash ^ classOf(letter.codePointAt(0) ?? 0), HASH_PRIME);
  return hash;
}

export const DOT_HASH = hashOfWord('dot');
