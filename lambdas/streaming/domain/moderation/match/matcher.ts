import { Joiner, type SignReading, signReadings } from '../text/join';
import { TextReader } from '../text/text-reader';
import { MOST_UNITS_A_CHARACTER, type Units, unitsFor } from '../text/units';
import { unmasked } from '../text/unmask';
import type { Words } from '../text/words';
import { type Automaton, buildAutomaton } from './automaton';
import type { Obfuscation } from './compare';
import { type Cut, CutWords, writeAsOne } from './cut-words';
import type { Pattern } from './pattern';
import { type Found, Scanner } from './scanner';
import { type Sequence, sequencesOf } from './sequences';
import { createWordFilter, type WordFilter } from './word-filter';
import { WordScan } from './word-scan';

/** A pattern in a text. */
export interface Match {
  readonly pattern: Pattern;
  /** Offsets into the original text, in UTF-16 code units: `text.slice(from, to)` is what was written. */
  readonly from: number;
  readonly to: number;
  /** What had to be undone to see it. */
  readonly undone: readonly Obfuscation[];
  /** False where it may well be something innocent. */
  readonly certain: boolean;
  /** Written in letters of another alphabet from the first to the last. */
  readonly allLookalikes: boolean;
}

export interface Scan {
  readonly matches: readonly Match[];
  /** False where there was more to compare than a text may have: what it holds is not known. */
  readonly complete: boolean;
  /** Where all addresses are, disguised or not, but for those with a word for the dot; in UTF-16 code units. */
  readonly addresses: { readonly from: number; readonly to: number } | undefined;
  /** Valid until the next scan. */
  readonly words: Words;
  readonly units: Units;
}

/** Patterns that are ready to be looked for; made once for a policy. */
export interface CompiledPatterns {
  readonly patterns: readonly Pattern[];
  readonly sequences: readonly Sequence[];
  readonly automaton: Automaton;
  readonly filter: WordFilter;
}

export function compilePatterns(patterns: readonly Pattern[]): CompiledPatterns {
  const sequences = patterns.flatMap(sequencesOf);
  const automaton = buildAutomaton(sequences.map(({ classes }) => classes));
  return { patterns, sequences, automaton, filter: createWordFilter(sequences) };
}

/** Compatibility forms that fold into many letters are rare: so many units are read of a text of the greatest length. */
const SPARE_UNITS = 4_096;

/** Looks for all patterns in texts of up to so many UTF-16 code units, one after the other: its buffers are reused. */
export function createMatcher({ patterns, sequences, automaton, filter }: CompiledPatterns, maxLength: number) {
  const capacity = maxLength + SPARE_UNITS;
  const units = unitsFor(capacity);
  const joined = unitsFor(2 * capacity);
  const joiner = new Joiner(capacity);
  const reader = new TextReader(capacity);
  const wordScan = new WordScan(filter, capacity);
  const partReader = new TextReader(2 * capacity);
  const partScan = new WordScan(filter, 2 * capacity);
  const scanner = new Scanner(automaton, sequences, 2 * capacity);
  const cutWords = new CutWords(sequences);

  /** @throws RangeError for a text that is longer */
  return function scan(text: string): Scan {
    if (text.length > maxLength)
      throw new RangeError(`The text has ${text.length} code units, at most ${maxLength} are read`);
    reader.read(text, units);
    wordScan.scan(units, reader.words);
    const matches: Match[] = [];
    let complete = units.length + MOST_UNITS_A_CHARACTER < capacity;
    if (wordScan.span) {
      for (const each of scanner.scan(units, wordScan.span)) matches.push(matchOf(text, each, units.at));
      complete &&= !scanner.exhausted;
    }
    if (wordScan.partCount > 0) complete = scanParts(text, matches) && complete;
    for (const cut of cutWords.in(reader.words)) complete = addCut(text, cut, matches) && complete;
    const { firstAddress, lastAddress } = wordScan;
    const addresses =
      firstAddress < 0 ? undefined : { from: units.at[firstAddress] as number, to: units.at[lastAddress] as number };
    return { matches, complete, addresses, words: reader.words, units };
  };

  /** Adds what is found only when words are put together. */
  function scanParts(text: string, matches: Match[]): boolean {
    let complete = true;
    let isNeeded: Readonly<Record<SignReading, boolean>> = { within: true, edges: false, none: false };
    for (const reading of signReadings) {
      if (isNeeded[reading]) complete = scanReading(text, reading, matches) && complete;
      if (reading === 'within') isNeeded = { within: true, edges: joiner.sawEdge, none: joiner.sawWithin };
    }
    return complete;
  }

  function scanReading(text: string, reading: SignReading, matches: Match[]): boolean {
    joiner.join(units, { places: wordScan.places, count: wordScan.partCount }, joined, reading);
    let complete = add(text, joined, false, matches);
    if (joiner.sawMask) for (const view of unmasked(joined)) complete = add(text, view, true, matches) && complete;
    return complete;
  }

  function add(text: string, view: Units, isMasked: boolean, matches: Match[]): boolean {
    partReader.readWords(view);
    partScan.scan(view, partReader.words);
    if (!partScan.span) return true;
    for (const each of scanner.scan(view, partScan.span)) addNew(partMatchOf(text, each, view, isMasked), matches);
    return !scanner.exhausted;
  }

  /** Adds a word that was cut by spaces, never a certain one: they may be two words after all. */
  function addCut(text: string, { first, last }: Cut, matches: Match[]): boolean {
    const from = reader.words.from[first] as number;
    if (!writeAsOne(units, from, last - first + 1, joined)) return true;
    for (const found of scanner.scan(joined, { from: 0, to: joined.length })) {
      const match = { ...partMatchOf(text, found, joined, false), certain: false };
      const isAllOfIt = found.to - found.from === joined.length - 2 && found.undone.length === 0;
      if (isAllOfIt) addNew(match, matches);
    }
    return !scanner.exhausted;
  }

  function matchOf(text: string, found: Found, at: Int32Array): Match {
    const { sequence, from, to, undone, certain, allLookalikes } = found;
    const begin = at[from] as number;
    const end = endOf(text, at[to - 1] as number);
    const pattern = patterns[sequence.pattern] as Pattern;
    const hidden = [...text.slice(begin, end)].length > charactersOf(at, from, to);
    return {
      ...{ pattern, from: begin, to: end, certain, allLookalikes },
      undone: hidden ? [...undone, 'hidden-characters'] : undone,
    };
  }

  function partMatchOf(text: string, found: Found, view: Units, isMasked: boolean): Match {
    const indices = view.at.subarray(found.from, found.to);
    const [first, last] = [indices[0] as number, indices.at(-1) as number];
    const parts =
      1 +
      indices.reduce((count, each, place) => count + (place > 0 && each !== (indices[place - 1] ?? 0) + 1 ? 1 : 0), 0);
    const pattern = patterns[found.sequence.pattern] as Pattern;
    // Letters that all stand alone are no accident; a hyphen within a word may be.
    const certain = found.certain && (parts === 1 || 2 * parts > indices.length) && (!isMasked || indices.length > 4);
    const undone: Obfuscation[] = parts > 1 ? [...found.undone, 'parted'] : [...found.undone];
    const [from, to] = [units.at[first] as number, endOf(text, units.at[last] as number)];
    return { pattern, from, to, undone, certain, allLookalikes: found.allLookalikes };
  }
}

export type Matcher = ReturnType<typeof createMatcher>;

/** How many characters of the original some units are of. */
function charactersOf(at: Int32Array, from: number, to: number): number {
  let count = 1;
  for (let index = from + 1; index < to; index += 1) count += at[index] === at[index - 1] ? 0 : 1;
  return count;
}

function addNew(match: Match, matches: Match[]): void {
  if (!matches.some((other) => other.pattern === match.pattern && overlap(other, match))) matches.push(match);
}

const overlap = (one: Match, other: Match): boolean => one.from < other.to && other.from < one.to;

/** The offset after the character that begins at one. */
const endOf = (text: string, offset: number): number => offset + ((text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1);
