/** 64 bits as two signed halves. */
export interface Bits64 {
  readonly high: number;
  readonly low: number;
}

/** 16 lower-case hexadecimal digits. */
export const toHex = ({ high, low }: Bits64): string => hex32(high) + hex32(low);
const hex32 = (half: number): string => (half >>> 0).toString(16).padStart(8, '0');

/** @param hex 16 hexadecimal digits */
export const fromHex = (hex: string): Bits64 => ({
  high: Number.parseInt(hex.slice(0, 8), 16) | 0,
  low: Number.parseInt(hex.slice(8, 16), 16) | 0,
});

/** Bits that are set in 32, added up in pairs, fours and bytes. */
export function ones(word: number): number {
  const pairs = word - ((word >>> 1) & 0x5555_5555);
  const fours = (pairs & 0x3333_3333) + ((pairs >>> 2) & 0x3333_3333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}
