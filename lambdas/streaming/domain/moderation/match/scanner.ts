import { CLASSES, classOf, classTable, SEPARATOR } from '../text/classes';
import { endsPart, followsPart, LEAST_ALONE } from '../text/join';
import type { Units } from '../text/units';
import { type Automaton, STATE_SHIFT } from './automaton';
import { type Comparison, compare } from './compare';
import type { Sequence } from './sequences';
import { DOT_HASH, HASH_PRIME, type Words } from './words';

/** A sequence that was found, between units of what was scanned. */
export interface Found extends Comparison {
  readonly sequence: Sequence;
  /** Index of the first unit. */
  readonly from: number;
  /** Index after the last. */
  readonly to: number;
}

/** Comparing is dearer than scanning: how many letters a text may have compared for each of its own, and at least. */
const COMPARED_A_UNIT = 256;
const LEAST_COMPARED = 65_536;
const SPACE = 0x20;
const ADDRESS_SIGNS: readonly number[] = [...'./])}>。'].map((sign) => sign.charCodeAt(0));

/** Scans folded text. It keeps buffers of its own: what a scan tells is valid until the next. */
export class Scanner {
  readonly words: Words;
  /** True where the last scan found more to compare than it may: it is not known what the text holds. */
  exhausted = false;
  /** Units at which the last scan met what may be part of a word that was taken apart, or written with signs; ascending. */
  readonly places: Int32Array;
  partCount = 0;
  /** The first and the last of these that follow a sign which every address has, disguised or not; -1 without one. */
  firstAddress = -1;
  lastAddress = -1;
  private found: Found[] = [];
  /** Unit at which each class that was fed began; the first is the separator before the text. */
  private readonly place: Int32Array;
  private budget = 0;

  constructor(
    private readonly automaton: Automaton,
    private readonly sequences: readonly Sequence[],
    capacity: number,
  ) {
    this.place = new Int32Array(capacity + 2);
    this.places = new Int32Array(capacity);
    this.words = {
      ...{ hash: new Int32Array(capacity), from: new Int32Array(capacity), size: new Int32Array(capacity) },
      ...{ count: 0, check: 0, longest: 0, hasDot: false },
    };
  }

  /** What is in the units, in the order of where it ends. */
  scan(units: Units): readonly Found[] {
    this.found = [];
    this.exhausted = false;
    this.partCount = 0;
    this.firstAddress = -1;
    this.budget = LEAST_COMPARED + COMPARED_A_UNIT * units.length;
    this.feed(units);
    return this.found;
  }

  /** The hot loop: no call and no allocation for what is no candidate. */
  // biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one loop over all characters, in which a call for each of them would show
  private feed(units: Units): void {
    const { unit, length } = units;
    const { next } = this.automaton;
    const { place } = this;
    const { hash: hashes, from: starts, size: sizes } = this.words;
    // What is imported is looked up anew at every use, which counts here.
    const [table, known, letters, separator, prime] = [classTable, classTable.length, CLASSES, SEPARATOR, HASH_PRIME];
    let last = separator;
    let [fed, hash, begin, words, alone] = [1, 0, 0, 0, 0];
    let [check, longest, dots] = [0, 0, 0];
    const dot = DOT_HASH;
    let state = stateOf(next[separator] as number);
    place[0] = -1;
    // One separator is added at the end, so that the last word has one.
    for (let index = 0; index <= length; index += 1) {
      const read = index === length ? SPACE : (unit[index] as number);
      let each = read < known ? (table[read] as number) : classOf(read);
      if (each === last) continue;
      if (each >= letters) {
        each = classOf(read);
        if (each >= letters || each === last) continue;
      }
      if (each === separator) {
        hashes[words] = hash;
        starts[words] = place[begin] as number;
        const size = fed - begin;
        sizes[words] = size;
        words += 1;
        check = Math.imul(check, 31) + hash;
        if (hash === dot) dots += 1;
        if (size > longest) longest = size;
        hash = 0;
        alone = size === 1 ? alone + 1 : 0;
        if (alone === LEAST_ALONE || (read !== SPACE && endsPart(unit, index))) this.places[this.partCount++] = index;
      } else {
        if (last === separator) {
          begin = fed;
          if (index > 0 && unit[index - 1] !== SPACE && followsPart(unit, index)) this.part(unit, index);
        }
        hash = Math.imul(hash ^ each, prime);
      }
      last = each;
      place[fed] = index;
      fed += 1;
      state = next[state + each] as number;
      if (state < 0) {
        state = ~state;
        this.candidates(units, state >> STATE_SHIFT, fed, index);
      }
    }
    this.words.count = words;
    this.words.check = check;
    this.words.longest = longest;
    this.words.hasDot = dots > 0;
  }

  private part(unit: Int32Array, index: number): void {
    this.places[this.partCount++] = index;
    if ((unit[index] as number) > 127 || !ADDRESS_SIGNS.includes(unit[index - 1] as number)) return;
    if (this.firstAddress < 0) this.firstAddress = index;
    this.lastAddress = index;
  }

  /** All sequences that end in a state, each compared as long as the budget lasts. */
  private candidates(units: Units, state: number, fed: number, index: number): void {
    const { first, another, suffix } = this.automaton;
    for (let at = state; at >= 0; at = suffix[at] as number) {
      for (let number = first[at] as number; number >= 0; number = another[number] as number) {
        if (this.exhausted) return;
        this.candidate(units, this.sequences[number] as Sequence, fed, index);
      }
    }
  }

  private candidate({ unit, length }: Units, sequence: Sequence, fed: number, index: number): void {
    const { classes, letters } = sequence;
    const isWhole = classes[0] === SEPARATOR;
    const from = this.place[fed - classes.length + (isWhole ? 1 : 0)] as number;
    const to = isWhole ? Math.min(index, length) : index + 1;
    this.budget -= (to - from) * letters.length;
    if (this.budget < 0) {
      this.exhausted = true;
      return;
    }
    const comparison = compare(letters, { unit, from, to, anywhere: !isWhole });
    if (comparison) this.found.push({ ...comparison, sequence, from, to });
  }
}

const stateOf = (transition: number): number => (transition < 0 ? ~transition : transition);
