import { classOf, isAsciiLetter, SEPARATOR, SKIPPED, writtenFor } from './classes';
import type { Units } from './units';

/** Which alphabets a text is written in. */
export interface Scripts {
  /** Words that mix letters of Latin and of another alphabet, as no language does. */
  readonly mixedWords: number;
  /** Letters of neither Latin nor anything that looks like it: whether there are some, and more than of all else. */
  readonly hasOther: boolean;
  readonly isMostlyOther: boolean;
}

/** Latin, what is written together with it, and alphabets by themselves; one bit each. */
const LATIN = 1;
const EAST_ASIAN = 2;
const REST = 1 << 20;
const alphabetsOf = () =>
  'Cyrillic Greek Armenian Georgian Hebrew Arabic Devanagari Bengali Tamil Thai Lao Khmer Ethiopic Cherokee'
    .split(' ')
    .map((name, index) => ({ bit: 4 << index, letters: new RegExp(`\\p{Script=${name}}`, 'u') }));
/** Shorter words may be units and formulas: `μm`, `Δt`. */
const LEAST_MIXED = 4;

const NOTHING: Scripts = { mixedWords: 0, hasOther: false, isMostlyOther: false };

/** Looks at words only that have a letter beyond ASCII. */
export function scriptsOf(units: Units): Scripts {
  if (units.isAscii) return NOTHING;
  const { unit, length } = units;
  let [mixedWords, otherLetters] = [0, 0];
  for (let index = 0; index < length; index += 1) {
    if ((unit[index] as number) < 128 || classOf(unit[index] as number) === SEPARATOR) continue;
    const word = wordAt(units, index);
    if (word.size >= LEAST_MIXED && isMixed(word.scripts)) mixedWords += 1;
    otherLetters += word.others;
    index = word.to;
  }
  return otherLetters + mixedWords === 0
    ? NOTHING
    : { mixedWords, isMostlyOther: 2 * otherLetters > length, hasOther: otherLetters > 0 };
}

/** The word around a unit: its alphabets as bits, its letters, and how many of them resemble no Latin one. */
function wordAt({ unit, length }: Units, index: number) {
  let from = index;
  while (from > 0 && classOf(unit[from - 1] as number) !== SEPARATOR) from -= 1;
  let [to, scripts, size, others] = [from, 0, 0, 0];
  for (; to < length && classOf(unit[to] as number) !== SEPARATOR; to += 1) {
    const each = unit[to] as number;
    if (classOf(each) === SKIPPED) continue;
    const script = isAsciiLetter(each) ? LATIN : each > 127 ? scriptOf(each) : 0;
    scripts |= script;
    size += 1;
    if (script > LATIN && writtenFor(each) === undefined) others += 1;
  }
  return { to, scripts, size, others };
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

/** Made when the first letter beyond ASCII is met. */
let alphabets: ReturnType<typeof alphabetsOf> | undefined;

function computed(character: string): number {
  if (/\p{Script=Latin}/u.test(character)) return LATIN;
  if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}]/u.test(character))
    return EAST_ASIAN;
  if (/[\p{N}\p{M}\p{Script=Common}\p{Script=Inherited}]/u.test(character)) return 0;
  alphabets ??= alphabetsOf();
  return alphabets.find(({ letters }) => letters.test(character))?.bit ?? REST;
}
