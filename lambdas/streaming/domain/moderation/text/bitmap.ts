/** Which numbers are surely not in a set: a bit for each value of `Math.imul(number, factor) >>> shift`, set where one in the set has it. */
export interface Bitmap {
  readonly bits: Int32Array;
  readonly shift: number;
}

export const BITMAP_FACTOR = 0x5bd1_e995;
const LEAST_BITS = 10;

/** @param bitsAKey how many bits a number takes; about one in so many others is taken for one of the set */
export function bitmapOf(keys: readonly number[], bitsAKey = 32): Bitmap {
  const width = Math.max(LEAST_BITS, Math.ceil(Math.log2(1 + keys.length * bitsAKey)));
  const bitmap = { bits: new Int32Array(2 ** width / 32), shift: 32 - width };
  for (const key of keys) {
    const place = Math.imul(key, BITMAP_FACTOR) >>> bitmap.shift;
    bitmap.bits[place >>> 5] = (bitmap.bits[place >>> 5] as number) | (1 << place);
  }
  return bitmap;
}

export function mayHold({ bits, shift }: Bitmap, key: number): boolean {
  const place = Math.imul(key, BITMAP_FACTOR) >>> shift;
  return (((bits[place >>> 5] as number) >>> place) & 1) !== 0;
}
