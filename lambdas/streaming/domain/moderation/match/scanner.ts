import { CLASSES, classOf, classTable, isDigit, MASK, SEPARATOR, SKIPPED } from '../text/classes';
import { isEdgeSign, LEAST_ALONE, mayBeLetter } from '../text/join';
import type { Units } from '../text/units';
import { type Automaton, STATE_SHIFT } from './automaton';
import { type Comparison, compare } from './compare';
import type { Sequence } from './sequences';

/** A sequence that was found, between units of what was scanned. */
export interface Found extends Comparison {
  readonly sequence: Sequence;
  /** Index of the first unit. */
  readonly from: number;
  /** Index after the last. */
  readonly to: number;
}

/** Words of a text as the scan met them: each a number that is the same however the word was disguised. */
export interface Words {
  readonly hash: Int32Array;
  /** Unit at which the word begins. */
  readonly from: Int32Array;
  /** Letters, repeated ones once. */
  readonly size: Int32Array;
  count: number;
}

/** Comparing is dearer than scanning: how many letters a text may have compared for each of its own, and at least. */
const COMPARED_A_UNIT = 256;
const LEAST_COMPARED = 65_536;
const HASH_PRIME = 0x0100_0193;
const SPACE = 0x20;
const BAR = 0x7c;
const TABLE_SIZE = classTable.length;

/** Scans folded text. It keeps buffers of its own: what a scan tells is valid until the next. */
export class Scanner {
  readonly words: Words;
  /** True where the last scan found more to compare than it may: it is not known what the text holds. */
  exhausted = false;
  /** True where the last scan met words that may have been taken apart, or written with signs: `joinParts` tells. */
  hasParts = false;
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
    this.words = {
      ...{ hash: new Int32Array(capacity), from: new Int32Array(capacity), size: new Int32Array(capacity), count: 0 },
    };
  }

  /** What is in the units, in the order of where it ends. */
  scan(units: Units): readonly Found[] {
    this.found = [];
    this.exhausted = false;
    this.hasParts = false;
    this.budget = LEAST_COMPARED + COMPARED_A_UNIT * units.length;
    this.feed(units);
    return this.found;
  }

  /** The hot loop: no call and no allocation for what is no candidate. */
  private feed(units: Units): void {
    const { unit, length } = units;
    const { next } = this.automaton;
    const { place } = this;
    const { hash: hashes, from: starts, size: sizes } = this.words;
    let [last, fed, hash, begin, words, alone] = [SEPARATOR, 1, 0, 0, 0, 0];
    let state = stateOf(next[SEPARATOR] as number);
    place[0] = -1;
    // One separator is added at the end, so that the last word has one.
    for (let index = 0; index <= length; index += 1) {
      const read = index === length ? SPACE : (unit[index] as number);
      let each = read < TABLE_SIZE ? (classTable[read] as number) : classOf(read);
      if (each === last) continue;
      if (each >= CLASSES) each = classOf(read);
      if (each === SKIPPED || each === last) continue;
      if (each === SEPARATOR) {
        hashes[words] = hash;
        starts[words] = place[begin] as number;
        sizes[words] = fed - begin;
        words += 1;
        hash = 0;
        alone = fed - begin === 1 ? alone + 1 : 0;
        if (alone === LEAST_ALONE || endsPart(unit, index, read)) this.hasParts = true;
      } else {
        if (last === SEPARATOR) {
          begin = fed;
          if (index > 0 && followsPart(unit, index)) this.hasParts = true;
        }
        hash = Math.imul(hash ^ each, HASH_PRIME);
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

/** Whether a sign after a word may be its last letter: any after a word with digits, few after others. */
function endsPart(unit: Int32Array, index: number, sign: number): boolean {
  if (sign <= SPACE || !mayBeLetter(sign)) return false;
  if (sign === MASK || isEdgeSign(sign)) return true;
  for (let place = index - 1; place >= 0 && (unit[place] as number) > SPACE; place -= 1) {
    if (isDigit(unit[place] as number)) return true;
  }
  return false;
}

/** Whether the character before a word is the end of another part of it, or a sign that may be its first letter. */
function followsPart(unit: Int32Array, index: number): boolean {
  const before = unit[index - 1] as number;
  if (before <= SPACE) return false;
  return before === MASK || before === BAR || isEdgeSign(before) || (index > 1 && (unit[index - 2] as number) > SPACE);
}

const stateOf = (transition: number): number => (transition < 0 ? ~transition : transition);
