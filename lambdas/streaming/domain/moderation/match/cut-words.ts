import { type Bitmap, bitmapOf, mayHold } from '../text/bitmap';
import { classOf, SEPARATOR } from '../text/classes';
import { isOrdinary } from '../text/ordinary-words';
import type { Units } from '../text/units';
import { HASH_FACTOR, hashOfWord, type Words } from '../text/words';
import type { Sequence } from './sequences';

/** Shorter words are made up of others by chance. */
const LEAST_LETTERS = 6;
/** As many pieces as three words have that are cut in two. */
const MOST_PIECES = 6;
const SPACE = 0x20;
/** There are many ends, and a wrong guess costs little. */
const BITS_AN_END = 8;

/** A stretch of neighbouring words that make up a pattern together, by their numbers in `Words`. */
export interface Cut {
  readonly first: number;
  readonly last: number;
}

/**
 * Finds words that were cut by spaces (`casi no`). The hash of several words written as one is made of the hashes of each, so that a
 * look-up for each stretch of up to six neighbours is enough.
 */
export class CutWords {
  private readonly hashes: ReadonlySet<number>;
  private cuts: Cut[] = [];
  private readonly keys: Bitmap;
  /** Of the ends of all words: what is none of them, needs no look at what is before it. */
  private readonly ends: Bitmap;
  /** Of the factor of hashes, by exponent. */
  private readonly powers: Int32Array;

  constructor(sequences: readonly Sequence[]) {
    const spellings = sequences
      .filter(({ classes, letters }) => isOneWord(classes) && letters.length >= LEAST_LETTERS)
      .flatMap(spellingsOf);
    this.hashes = new Set(spellings.map(hashOfWord));
    this.keys = bitmapOf([...this.hashes]);
    this.ends = bitmapOf(
      [...new Set(spellings.flatMap((classes) => classes.map((_, at) => hashOfWord(classes.slice(at)))))],
      BITS_AN_END,
    );
    const most = spellings.reduce((longest, { length }) => Math.max(longest, length), 0);
    this.powers = new Int32Array(most + 1).fill(1);
    for (let exponent = 1; exponent <= most; exponent += 1)
      this.powers[exponent] = Math.imul(this.powers[exponent - 1] as number, HASH_FACTOR);
  }

  /** Stretches in the order of their ends; those of everyday words only are left out, such as `pay day`. */
  in(words: Words): readonly Cut[] {
    const { hash: hashes, count } = words;
    const { ends } = this;
    if (this.cuts.length > 0) this.cuts = [];
    for (let last = 1; last < count; last += 1) if (mayHold(ends, hashes[last] as number)) this.before(words, last);
    return this.cuts;
  }

  /** Adds the stretches that end with a word. */
  private before(words: Words, last: number): void {
    const { hash: hashes, size: sizes } = words;
    const { powers, ends, keys } = this;
    const least = Math.max(0, last + 1 - MOST_PIECES);
    let joined = hashes[last] as number;
    let letters = sizes[last] as number;
    for (let first = last - 1; first >= least && letters < powers.length; first -= 1) {
      joined = (Math.imul(hashes[first] as number, powers[letters] as number) + joined) | 0;
      if (!mayHold(ends, joined)) break;
      letters += sizes[first] as number;
      if (mayHold(keys, joined) && this.hashes.has(joined) && !areOrdinary(words, first, last))
        this.cuts.push({ first, last });
    }
  }
}

/**
 * Writes a stretch as one word between spaces.
 *
 * @param joined what is filled: its `at` are indices into `units`
 * @returns false where more than one space is between two words
 */
export function writeAsOne({ unit, length }: Units, from: number, pieces: number, joined: Units): boolean {
  put(joined, 0, SPACE, from);
  let [count, left] = [1, pieces];
  for (let index = from; index < length; index += 1) {
    const each = unit[index] as number;
    if (classOf(each) !== SEPARATOR) put(joined, count++, each, index);
    else if (--left === 0) break;
    else if (each !== SPACE || classOf(unit[index + 1] as number) === SEPARATOR) return false;
  }
  put(joined, count, SPACE, joined.at[count - 1] as number);
  joined.length = count + 1;
  return true;
}

function put({ unit, at }: Units, place: number, each: number, index: number): void {
  unit[place] = each;
  at[place] = index;
}

function areOrdinary({ hash }: Words, first: number, last: number): boolean {
  for (let word = first; word <= last; word += 1) if (!isOrdinary(hash[word] as number)) return false;
  return true;
}

const isOneWord = (classes: readonly number[]): boolean =>
  classes[0] === SEPARATOR && classes.indexOf(SEPARATOR, 1) === classes.length - 1;

/** The classes of a word as it is scanned, and as it is where it was cut between two letters of a class, which then count twice. */
function spellingsOf({ letters }: Sequence): number[][] {
  const classes = Array.from(letters, classOf);
  const doubled = classes.flatMap((each, at) => (at > 0 && each === classes[at - 1] ? [at] : []));
  return [-1, ...doubled].map((kept) => classes.filter((each, at) => at === kept || each !== classes[at - 1]));
}
