import { CLASSES, classOf, classTable, SEPARATOR } from '../text/classes';
import type { Units } from '../text/units';
import { type Automaton, STATE_SHIFT } from './automaton';
import { type Comparison, compare } from './compare';
import type { Sequence } from './sequences';
import type { Span } from './word-scan';

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

/** Scans folded text by the automaton. It keeps buffers of its own: what a scan tells is valid until the next. */
export class Scanner {
  /** True where the last scan found more to compare than it may: it is not known what the text holds. */
  exhausted = false;
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
  }

  /** What is in the units of a span, in the order of where it ends. */
  scan(units: Units, span: Span): readonly Found[] {
    this.found = [];
    this.exhausted = false;
    this.budget = LEAST_COMPARED + COMPARED_A_UNIT * units.length;
    this.feed(units, span);
    return this.found;
  }

  private feed(units: Units, { from, to }: Span): void {
    const { unit } = units;
    const { next } = this.automaton;
    const { place } = this;
    // What is imported is looked up anew at every use, which counts here.
    const [table, known, letters, separator] = [classTable, classTable.length, CLASSES, SEPARATOR];
    let [last, fed] = [separator, 1];
    let state = stateOf(next[separator] as number);
    place[0] = from - 1;
    // One separator is added at the end, so that the last word has one.
    for (let index = from; index <= to; index += 1) {
      const read = index === to ? SPACE : (unit[index] as number);
      let each = read < known ? (table[read] as number) : classOf(read);
      if (each >= letters) each = classOf(read);
      if (each >= letters || each === last) continue;
      last = each;
      place[fed] = index;
      fed += 1;
      state = next[state + each] as number;
      if (state < 0) {
        state = ~state;
        this.candidates(units, state >> STATE_SHIFT, fed, index);
      }
    }
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
