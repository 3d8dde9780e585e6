/** Words of a text: each a number that is the same however the word was disguised. */
export interface Words {
  /** As `hashOfWord` tells. */
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

export const wordsFor = (capacity: number): Words => ({
  ...{ hash: new Int32Array(capacity), from: new Int32Array(capacity), size: new Int32Array(capacity) },
  ...{ count: 0, check: 0, longest: 0, hasDot: false },
});

/** A word's hash is a polynomial of its classes in this factor, by 32 bits. */
export const HASH_FACTOR = 0x5bd1_e995;

/** The hash of a word by the classes of its letters, repeated ones once. */
export function hashOfWord(classes: readonly number[]): number {
  let hash = 0;
  for (const each of classes) hash = (Math.imul(hash, HASH_FACTOR) + each) | 0;
  return hash;
}
