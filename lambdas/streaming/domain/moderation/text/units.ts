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

/** Capitals and digits are counted in one number, which holds for texts of up to so many code units. */
export const MOST_CODE_UNITS = 32_767;
