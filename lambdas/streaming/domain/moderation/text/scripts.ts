import { classOf, isAsciiLetter, SEPARATOR, SKIPPED, writtenFor } from './classes';
import type { Units } from './units';

/** Which alphabets a text is written in. */
export interface Scripts {
  /** Words that mix letters of Latin and of another alphabet, as no language does. */
  readonly mixedWords: number;
  /** Letters of neither Latin nor anything that looks like it. */
  readonly otherLetters: number;
  readonly letters: number;
}

/** Latin, what is written together with it, and alphabets by themselves; one bit each. */
const LATIN = 1;
const EAST_ASIAN = 2;
const REST = 1 << 20;
const alphabets =
  'Cyrillic Greek Armenian Georgian Hebrew Arabic Devanagari Bengali Tamil Thai Lao Khmer Ethiopic Cherokee'
    .split(' ')
    .map((name, index) => ({ bit: 4 << index, letters: new RegExp(`\\p{Script=${name}}`, 'u') }));
const eastAsian = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}]/u;
const latin = /\p{Script=Latin}/u;
const ofAll = /[\p{N}\p{M}\p{Script=Common}\p{Script=Inherited}]/u;
/** Shorter words may be units and formulas: `μm`, `Δt`. */
const LEAST_MIXED = 4;

export function scriptsOf({ unit, length, isAscii }: Units): Scripts {
  if (isAscii) return { mixedWords: 0, otherLetters: 0, letters: length };
  const seen = { mixedWords: 0, otherLetters: 0, letters: 0 };
  let [scripts, size] = [0, 0];
  for (let index = 0; index <= length; index += 1) {
    const each = index < length ? (unit[index] as number) : 0x20;
    const kind = classOf(each);
    if (kind === SKIPPED) continue;
    if (kind === SEPARATOR) {
      if (size >= LEAST_MIXED && isMixed(scripts)) seen.mixedWords += 1;
      [scripts, size] = [0, 0];
      continue;
    }
    size += 1;
    seen.letters += 1;
    const script = isAsciiLetter(each) ? LATIN : each > 127 ? scriptOf(each) : 0;
    scripts |= script;
    if (script > LATIN && writtenFor(each) === undefined) seen.otherLetters += 1;
  }
  return seen;
}

/** Two alphabets or more, unless it is Latin among East Asian letters. */
const isMixed = (scripts: number): boolean => (scripts & (scripts - 1)) !== 0 && scripts !== (LATIN | EAST_ASIAN);

const known = new Map<number, number>();

function scriptOf(unit: number): number {
  const found = known.get(unit);
  if (found !== undefined) return found;
  const script = computed(String.fromCodePoint(unit));
  if (known.size < 20_000) known.set(unit, script);
  return script;
}

function computed(character: string): number {
  if (latin.test(character)) return LATIN;
  if (eastAsian.test(character)) return EAST_ASIAN;
  if (ofAll.test(character)) return 0;
  return alphabets.find(({ letters }) => letters.test(character))?.bit ?? REST;
}
