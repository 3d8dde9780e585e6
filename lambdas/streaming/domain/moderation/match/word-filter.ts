import { type Bitmap, bitmapOf } from '../text/bitmap';
import { SEPARATOR } from '../text/classes';
import { HASH_FACTOR, hashOfWord } from '../text/words';
import type { Sequence } from './sequences';

/** With which words a pattern may end: what is not among them needs no other look. */
export interface WordFilter {
  /** Of the hashes of all last words. */
  readonly keys: Bitmap;
  /** Whether patterns may be anywhere: some are looked for within words too. */
  readonly isOpen: boolean;
  /** In the longest phrase. */
  readonly mostWords: number;
  /** Whether there is a pattern whose last words have these hashes, or whose only word has the second; wrong by chance in 2^32 only. */
  mayEnd(before: number, last: number): boolean;
}

/** The key of the last two words of a phrase. */
const pairKey = (before: number, last: number): number => last ^ Math.imul(before, HASH_FACTOR);

export function createWordFilter(sequences: readonly Sequence[]): WordFilter {
  const whole = sequences.filter(({ classes }) => classes[0] === SEPARATOR);
  const words = whole.map(({ classes }) => wordsIn(classes).map(hashOfWord));
  const singles = new Set(words.filter(({ length }) => length === 1).map(([only = 0]) => only));
  const pairs = new Set(
    words.filter(({ length }) => length > 1).map((each) => pairKey(each.at(-2) ?? 0, each.at(-1) ?? 0)),
  );
  return {
    keys: bitmapOf([...new Set(words.map((each) => each.at(-1) ?? 0))]),
    isOpen: whole.length < sequences.length,
    mostWords: words.reduce((most, { length }) => Math.max(most, length), 0),
    mayEnd: (before, last) => singles.has(last) || pairs.has(pairKey(before, last)),
  };
}

/** The classes of each word, without the separators around it. */
function wordsIn(classes: readonly number[]): number[][] {
  const words: number[][] = [];
  for (const [at, each] of classes.entries()) {
    if (each === SEPARATOR) continue;
    if (classes[at - 1] === SEPARATOR) words.push([]);
    words.at(-1)?.push(each);
  }
  return words;
}
