import { mayHold } from '../text/bitmap';
import { classOf, SEPARATOR } from '../text/classes';
import { endsPart, followsPart, LEAST_ALONE } from '../text/join';
import type { Units } from '../text/units';
import { hashOfWord, type Words } from '../text/words';
import type { WordFilter } from './word-filter';

const DOT_HASH = hashOfWord([...'dot'].map((letter) => classOf(letter.charCodeAt(0))));
const SPACE = 0x20;
const ADDRESS_SIGNS: readonly number[] = [...'./])}>。'].map((sign) => sign.charCodeAt(0));

const NONE = -1;

/** From a unit that begins a word to one that does, or to the end. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Looks at the words of a text one by one, and fills in what is told of all of them. What it tells is valid until the next text. */
export class WordScan {
  /** The units among which all patterns are, where there may be one. */
  span: Span | undefined;
  /** Units at which there is what may be part of a word that was taken apart, or written with signs; ascending. */
  readonly places: Int32Array;
  partCount = 0;
  /** The first and the last of these that follow a sign which every address has, disguised or not; -1 without one. */
  firstAddress = -1;
  lastAddress = -1;

  constructor(
    private readonly filter: WordFilter,
    capacity: number,
  ) {
    this.places = new Int32Array(capacity + 1);
  }

  // biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one loop over all words, in which a call for each of them would show
  scan({ unit, length }: Units, words: Words): void {
    const { hash: hashes, from: starts, size: sizes, count } = words;
    const { filter } = this;
    const { keys } = filter;
    // What is imported is looked up anew at every use, which counts here.
    const dot = DOT_HASH;
    const leastAlone = LEAST_ALONE;
    this.partCount = 0;
    this.firstAddress = -1;
    this.span = undefined;
    let [firstHit, lastHit] = [NONE, NONE];
    words.hasDot = false;
    let [before, check, longest, alone] = [0, 0, 0, 0];
    for (let word = 0; word < count; word += 1) {
      const hash = hashes[word] as number;
      const begin = starts[word] as number;
      const size = sizes[word] as number;
      if (begin > 0 && unit[begin - 1] !== SPACE && followsPart(unit, begin)) this.part(unit, begin);
      if (mayHold(keys, hash) && filter.mayEnd(before, hash)) {
        if (firstHit === NONE) firstHit = word;
        lastHit = word;
      }
      check = (Math.imul(check, 31) + hash) | 0;
      if (hash === dot) words.hasDot = true;
      if (size > longest) longest = size;
      alone = size === 1 ? alone + 1 : 0;
      if (alone === leastAlone || (begin + size < length && unit[begin + size] !== SPACE))
        this.end(unit, begin + size, length, alone === leastAlone);
      before = hash;
    }
    words.check = check;
    words.longest = longest;
    if (filter.isOpen) this.span = { from: 0, to: length };
    else if (firstHit !== NONE) {
      const from = starts[Math.max(0, firstHit + 1 - filter.mostWords)] as number;
      this.span = { from, to: lastHit + 1 < count ? (starts[lastHit + 1] as number) : length };
    }
  }

  private part(unit: Int32Array, index: number): void {
    this.places[this.partCount++] = index;
    if ((unit[index] as number) > 127 || !ADDRESS_SIGNS.includes(unit[index - 1] as number)) return;
    if (this.firstAddress < 0) this.firstAddress = index;
    this.lastAddress = index;
  }

  /** @param index in a word or after it: its size tells no repeated letters */
  private end(unit: Int32Array, index: number, length: number, isLastAlone: boolean): void {
    let end = index;
    while (end < length && classOf(unit[end] as number) !== SEPARATOR) end += 1;
    if (isLastAlone || (end < length && endsPart(unit, end))) this.places[this.partCount++] = end;
  }
}
