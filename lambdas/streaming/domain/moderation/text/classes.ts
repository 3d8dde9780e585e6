import { lookalikes } from './lookalikes';

/**
 * Matching is done in two steps. The first knows 32 classes of characters only, so that one table row is two cache lines and nothing
 * that an obfuscation may stand for is ever decided too early: letters that look alike, digits and the letters they replace, share
 * a class. The second, on what the first found, compares characters one by one (`match/compare.ts`).
 */
export const CLASSES = 32;
export const SEPARATOR = 0;
/** Apostrophes: between letters as if they were not there. */
export const SKIPPED = 64;
const UNKNOWN = 255;
const PLANE = 0x1_0000;

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const FIRST_LETTER = 0x61;
/** `i` and `l` are written for each other, and `1` for both. */
const letterClass = (letter: string): number => 1 + LETTERS.indexOf(letter === 'l' ? 'i' : letter);

/** Digits by the letters they are written for, the likeliest first. */
const digitLetters: Readonly<Record<string, string>> = {
  ...{ 0: 'o', 1: 'il', 2: 'z', 3: 'e', 4: 'a', 5: 's', 6: 'g', 7: 't', 8: 'b', 9: 'g' },
};

/** Signs by the letters they are written for. They are letters only within a word, which `join.ts` finds. */
const signLetters: Readonly<Record<string, string>> = {
  ...{
    '@': 'a',
    $: 's',
    '!': 'il',
    '|': 'il',
    '(': 'c',
    '<': 'c',
    '{': 'c',
    '+': 't',
    '€': 'e',
    '£': 'l',
    '¥': 'y',
    '¢': 'c',
  },
};

/** A letter that somebody covered: any. */
export const MASK = '*'.charCodeAt(0);

const MASKABLE = `aeiou${[...LETTERS].filter((each) => !'aeiou'.includes(each)).join('')}`;
const VOWELS = 5;

/**
 * What `join.ts` writes for a sign that is read as a letter, and for a masked letter: private code points, which folding lets no text
 * have.
 */
export const STAND_INS = { from: 0xe000, to: 0xe0ff } as const;
const standIns = [...Object.entries(signLetters), ...[...MASKABLE].map((each) => ['*', each] as const)];
const standInBySign = new Map(
  Object.keys(signLetters).map((sign, index) => [sign.codePointAt(0) as number, STAND_INS.from + index]),
);
const FIRST_MASK = STAND_INS.from + standInBySign.size;

/** The unit that stands for a sign read as a letter; the unit itself where it is no such sign. */
export const standInOf = (unit: number): number => (isSign(unit) ? (standInBySign.get(unit) ?? unit) : unit);
/** Whether a unit is a sign that can be read as a letter. */
export const isSign = (unit: number): boolean => (unit < 128 ? signTable[unit] === 1 : standInBySign.has(unit));
const signTable = Uint8Array.from({ length: 128 }, (_, unit) => (standInBySign.has(unit) ? 1 : 0));
/** What a masked letter may be. */
export const maskedLetters: readonly number[] = [...MASKABLE].map((_, index) => FIRST_MASK + index);
/** Vowels are what people mask. */
export const maskedVowels = maskedLetters.slice(0, VOWELS);
export const isMasked = (unit: number): boolean => unit >= FIRST_MASK && unit <= STAND_INS.to;
export const isStandIn = (unit: number): boolean => unit >= STAND_INS.from && unit < FIRST_MASK;

/** All letters of a to z that a unit may be written for, itself not among them. */
export function writtenFor(unit: number): string | undefined {
  if (unit < 128) return asciiLetters[unit];
  if (unit >= STAND_INS.from && unit <= STAND_INS.to) return standIns[unit - STAND_INS.from]?.[1];
  return lookalikeOf(unit);
}
const asciiLetters = Array.from({ length: 128 }, (_, unit) => digitLetters[String.fromCharCode(unit)]);

/** Within functions, expressions on properties of Unicode cost a cold start nothing: each takes V8 half a millisecond to read. */
export const isLetter = (character: string): boolean => /^[\p{L}\p{N}\p{M}]$/u.test(character);

const isAsciiAlphanumeric = (unit: number): boolean => /^[A-Za-z0-9]$/.test(String.fromCharCode(unit));

const byLookalike = new Map<number, string>(
  Object.entries(lookalikes).flatMap(([latin, characters]) =>
    [...characters].map((each) => [each.codePointAt(0) as number, latin] as const),
  ),
);

function lookalikeOf(unit: number): string | undefined {
  const latin = byLookalike.get(unit);
  return latin === 'i' || latin === 'l' ? 'il' : latin;
}

const table = new Uint8Array(PLANE).fill(UNKNOWN);
for (let unit = 0; unit < 128; unit += 1) table[unit] = compute(unit);

/** The class of a folded character: `SEPARATOR`, one of 31 classes of letters, or `SKIPPED`. */
export function classOf(unit: number): number {
  if (unit >= PLANE) return beyond(unit);
  const known = table[unit] as number;
  if (known !== UNKNOWN) return known;
  const found = compute(unit);
  table[unit] = found;
  return found;
}

/** Letters above U+FFFF are rare, and about a hundred thousand. */
function beyond(unit: number): number {
  const known = rare.get(unit);
  if (known !== undefined) return known;
  const found = compute(unit);
  if (rare.size < MOST_RARE) rare.set(unit, found);
  return found;
}
const rare = new Map<number, number>();
const MOST_RARE = 20_000;

/** The table behind `classOf` for loops in which a call counts; it holds all of ASCII, and 255 for what was not met yet. */
export const classTable: Readonly<Uint8Array> = table;

function compute(unit: number): number {
  const character = String.fromCodePoint(unit);
  if (character === "'") return SKIPPED;
  const latin = writtenFor(unit)?.[0] ?? character;
  if (latin >= 'a' && latin <= 'z' && latin.length === 1) return letterClass(latin);
  // Letters of other alphabets share all classes by chance; comparing tells them apart.
  const isKnown = unit < 128 ? isAsciiAlphanumeric(unit) : isLetter(character);
  return isKnown ? 1 + (unit % (CLASSES - 1)) : SEPARATOR;
}

export const isAsciiLetter = (unit: number): boolean => unit >= FIRST_LETTER && unit < FIRST_LETTER + LETTERS.length;
export const isDigit = (unit: number): boolean => unit >= 0x30 && unit <= 0x39;
