import { classOf, isDigit, isSign, MASK, SEPARATOR, SKIPPED, standInOf } from './classes';
import type { Units } from './units';

/** So many letters in a row that stand alone are a word taken apart. */
export const LEAST_ALONE = 3;
/** Words around a place that are read with it, since it may be part of a phrase. */
const NEIGHBOURS = 3;
/** Units that may be a letter with a sign at most, and count as no word of their own. */
const SHORT = 2;
const MOST_AROUND = 300;
const SPACE = 0x20;
const LINE_END = 100;
const LEAST_WITH_ARTICLE = 5;
const A = 0x61;
const I = 0x69;
const NONE = -1;

/** Whether a unit may be read as a letter although it is none. */
export const mayBeLetter = (unit: number): boolean => unit === MASK || isSign(unit);

/** A sign that may begin or end a word as a letter: `$`, but not the `!` of `now!`. */
export const isEdgeSign = (unit: number): boolean => isSign(unit) && !isUnclear(unit);
/** Brackets are around words far more often than letters of them. */
const mayEdge = (unit: number): boolean => unit !== 0x28 && unit !== 0x3c && unit !== 0x7b;
const isUnclear = (unit: number): boolean => unit < unclear.length && unclear[unit] === 1;
const unclear = Uint8Array.from({ length: 128 }, (_, unit) => ('!(|<{+'.includes(String.fromCharCode(unit)) ? 1 : 0));

/** How signs within words are read: as letters, as letters at the unclear edges of words too, or not at all. */
export const signReadings = ['within', 'edges', 'none'] as const;
export type SignReading = (typeof signReadings)[number];

/** What is between two spaces, one array a field: chunks are made for many texts, and none is kept. */
interface Chunks {
  count: number;
  readonly from: Int32Array;
  /** Where its letters begin in `letters`; the next one's beginning is their end. */
  readonly first: Int32Array;
  /** Width of the space before it; a line's end is wider than a space. */
  readonly gap: Int32Array;
  /** 1 where it goes on with the word that the one before it is of. */
  readonly together: Uint8Array;
  /** Indices of all units that read as letters. */
  readonly letters: Int32Array;
}

/**
 * Puts words together that were taken apart (`s p a c e d`, `d.o.t.t.e.d`) or written with signs (`c@$h`): those near given places, with the
 * words around them. One joiner serves one text after the other.
 */
export class Joiner {
  /** Whether the last text had signs within words, at edges of words where it is not clear what they are, and masks. */
  sawWithin = false;
  sawEdge = false;
  sawMask = false;
  private readonly chunks: Chunks;

  constructor(capacity: number) {
    const size = capacity + 1;
    this.chunks = {
      ...{ count: 0, from: new Int32Array(size), first: new Int32Array(size), gap: new Int32Array(size) },
      ...{ together: new Uint8Array(size), letters: new Int32Array(size) },
    };
  }

  /**
   * @param places indices of units, ascending, the first `count` of them
   * @param joined what is filled: its `at` are indices into `units`, not offsets into the original
   */
  join(units: Units, { places, count }: Places, joined: Units, reading: SignReading): void {
    joined.length = 0;
    this.sawWithin = false;
    this.sawEdge = false;
    this.sawMask = false;
    let end = 0;
    for (let index = 0; index < count; index += 1) {
      const place = places[index] as number;
      if (place < end) continue;
      const from = Math.max(end, edgeOf(units, place, -1));
      end = edgeOf(units, place, 1);
      while (index + 1 < count && (places[index + 1] as number) < end) {
        index += 1;
        end = edgeOf(units, places[index] as number, 1);
      }
      this.read(units, from, end, reading);
      this.markRuns();
      this.write(units, joined);
    }
  }

  private read({ unit }: Units, begin: number, end: number, reading: SignReading): void {
    const { chunks } = this;
    chunks.count = 0;
    let [letters, from, gap] = [0, begin, 0];
    while (from < end) {
      if (isSpace(unit[from] as number)) {
        gap += unit[from] === SPACE ? 1 : LINE_END;
        from += 1;
        continue;
      }
      let to = from;
      while (to < end && !isSpace(unit[to] as number)) to += 1;
      const after = this.readChunk({ unit, from, to, reading }, letters);
      if (after > letters) {
        const index = chunks.count++;
        chunks.from[index] = from;
        chunks.first[index] = letters;
        chunks.gap[index] = gap;
        gap = 0;
      }
      [letters, from] = [after, to];
    }
    chunks.first[chunks.count] = letters;
  }

  /** Notes a chunk's letters from a place on, and tells the place after the last. */
  private readChunk(stretch: Stretch, begin: number): number {
    const { unit, from, to } = stretch;
    const { letters } = this.chunks;
    const filler = to - from >= 5 && unit[from + 1] === unit[from + 3] ? (unit[from + 1] as number) : NONE;
    let count = begin;
    for (let index = from; index < to; index += 1) {
      const read = unit[index] as number;
      const each = classOf(read);
      if (each === SKIPPED || (each === SEPARATOR && (read === filler || !this.isLetterHere(stretch, index, filler))))
        continue;
      letters[count] = index;
      count += 1;
    }
    return count;
  }

  /** Whether a sign, or a mask, reads as a letter in its place; whether it does in any reading is noted. */
  private isLetterHere(stretch: Stretch, index: number, filler: number): boolean {
    const sign = stretch.unit[index] as number;
    if (!mayBeLetter(sign)) return false;
    // What is after the first and after the second letter of a chunk is between them all: signs are letters among them.
    if (filler !== NONE) return true;
    // A sign that stands alone may be a letter of a word whose letters all do.
    if (stretch.to - stretch.from === 1) return sign !== MASK;
    const place = placeOf(stretch, index);
    if (place === 'apart') return false;
    this.sawMask ||= sign === MASK;
    if (place === 'within' || sign === MASK || isEdgeSign(sign)) {
      this.sawWithin = true;
      return stretch.reading !== 'none';
    }
    this.sawEdge ||= mayEdge(sign);
    return stretch.reading === 'edges' && mayEdge(sign);
  }

  /** Marks chunks of one letter each that follow one another: they are one word. */
  private markRuns(): void {
    const { count, together } = this.chunks;
    for (let index = 0; index <= count; index += 1) together[index] = 0;
    let begin = 0;
    for (let index = 1; index <= count; index += 1) {
      if (index < count && this.goesOn(begin, index)) continue;
      if (index - begin >= LEAST_ALONE) together.fill(1, begin + 1, index);
      // A letter that stood alone before a word, such as a number, begins none; the one after it may.
      const mayBegin = index - begin === 2 && index < count && this.goesOn(index - 1, index);
      begin = mayBegin ? index - 1 : index;
    }
  }

  /** Within a word all spaces are of one width. */
  private goesOn(begin: number, index: number): boolean {
    if (this.sizeOf(index - 1) !== 1 || this.sizeOf(index) !== 1) return false;
    return index === begin + 1 || this.chunks.gap[index] === this.chunks.gap[begin + 1];
  }

  private sizeOf(index: number): number {
    return (this.chunks.first[index + 1] as number) - (this.chunks.first[index] as number);
  }

  private write(units: Units, joined: Units): void {
    const { count, together, from } = this.chunks;
    for (let index = 0; index < count; index += 1) {
      if (together[index] === 0) {
        put(joined, SPACE, from[index] as number);
        if (together[index + 1] === 1) this.writeAfterArticle(units, joined, index);
      }
      this.writeLetters(units, joined, index, index + 1);
    }
    put(joined, SPACE, from[count - 1] ?? 0);
  }

  /** Puts the letters that follow an `a` or `I` alone before all of them: `a f r e e` is both `free` and `afree`. */
  private writeAfterArticle(units: Units, joined: Units, begin: number): void {
    const { together, first, letters, from } = this.chunks;
    const article = units.unit[letters[first[begin] as number] as number];
    let end = begin + 1;
    while (together[end] === 1) end += 1;
    if ((article !== A && article !== I) || end - begin < LEAST_WITH_ARTICLE) return;
    this.writeLetters(units, joined, begin + 1, end);
    put(joined, SPACE, from[end - 1] as number);
  }

  private writeLetters({ unit }: Units, joined: Units, begin: number, end: number): void {
    const { first, letters } = this.chunks;
    for (let place = first[begin] as number; place < (first[end] as number); place += 1) {
      const letter = letters[place] as number;
      put(joined, unit[letter] as number, letter);
    }
  }
}

export interface Places {
  readonly places: Int32Array;
  readonly count: number;
}

/** As far from a place as some words reach, one way or the other. */
function edgeOf({ unit, length }: Units, place: number, step: 1 | -1): number {
  let [words, size, at] = [0, 0, place];
  const last = step < 0 ? Math.max(0, place - MOST_AROUND) : Math.min(length, place + MOST_AROUND);
  while (at !== last && words <= NEIGHBOURS) {
    if (isSpace(unit[step < 0 ? at - 1 : at] as number)) {
      if (size > SHORT) words += 1;
      size = 0;
    } else size += 1;
    at += step;
  }
  return at;
}

interface Stretch {
  readonly unit: Int32Array;
  readonly from: number;
  readonly to: number;
  readonly reading: SignReading;
}

/** Whether a sign is between letters, next to one, or next to none. */
function placeOf({ unit, from, to }: Stretch, index: number): 'within' | 'edge' | 'apart' {
  const before = index > from && isPart(unit[index - 1] as number);
  const after = index + 1 < to && isPart(unit[index + 1] as number);
  if (before && after) return 'within';
  return before || after ? 'edge' : 'apart';
}

const isPart = (unit: number): boolean => classOf(unit) !== SEPARATOR || mayBeLetter(unit);

const isSpace = (unit: number): boolean =>
  unit <= SPACE || unit === 0x85 || unit === 0x1680 || unit === 0x2028 || unit === 0x2029;

function put(joined: Units, unit: number, at: number): void {
  if (joined.length === joined.unit.length) return;
  joined.unit[joined.length] = standInOf(unit);
  joined.at[joined.length] = at;
  joined.length += 1;
}

/**
 * Whether a word that begins at a place may be a part of one that began before it: after a sign that may be its first letter, or with
 * something between it and another part. Times, dates and numbers (`7:30`) are no parts.
 */
export function followsPart(unit: Int32Array, index: number): boolean {
  const before = unit[index - 1] as number;
  if (before <= SPACE) return false;
  if (before === MASK || before === BAR || isEdgeSign(before)) return true;
  if (index < 2) return false;
  const part = unit[index - 2] as number;
  return part > SPACE && !(isDigit(part) && isDigit(unit[index] as number));
}
const BAR = 0x7c;

/** Whether a sign after a word may be its last letter: any after a word with digits, few after others. */
export function endsPart(unit: Int32Array, index: number): boolean {
  const sign = unit[index] as number;
  if (sign <= SPACE || !mayBeLetter(sign)) return false;
  if (sign === MASK || isEdgeSign(sign)) return true;
  let [digits, letters] = [0, 0];
  // What is longer is no word, and to look at all of it at each of its signs would take as long as its square.
  const first = index - MOST_AROUND;
  for (let place = index - 1; place >= 0 && place >= first && (unit[place] as number) > SPACE; place -= 1) {
    if (isDigit(unit[place] as number)) digits += 1;
    else letters += 1;
  }
  return digits > 0 && letters > 0;
}
