import type { Bits64 } from './bits';

/** An image in grey, rows from the top. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** `width * height` values from 0 to 255. */
  readonly grey: ArrayLike<number>;
}

const SIDE = 32;
const FREQUENCIES = 8;
const MOST_PIXELS = 4_096 * 4_096;

const cosines = Float64Array.from({ length: FREQUENCIES * SIDE }, (_, index) => {
  const [frequency, place] = [Math.floor(index / SIDE), index % SIDE];
  return Math.cos((Math.PI * frequency * (2 * place + 1)) / (2 * SIDE));
});

/**
 * pHash: the signs of the 64 lowest frequencies of the image at 32 by 32 pixels, against their median. Scaling, compression and
 * brightness change few bits; cutting, turning and mirroring change many.
 *
 * @throws RangeError where there are no pixels, too many, or not as many as the sides say
 */
export function perceptualHash(pixels: Pixels): Bits64 {
  const { width, height, grey } = pixels;
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1 || width * height > MOST_PIXELS)
    throw new RangeError(`An image has from 1 to ${MOST_PIXELS} pixels, not ${width} x ${height}`);
  if (grey.length !== width * height)
    throw new RangeError(`An image of ${width} x ${height} has ${width * height} values, not ${grey.length}`);
  const frequencies = lowFrequencies(scaled(pixels));
  // The first is the mean brightness, which says nothing.
  const ranked = frequencies.slice(1).sort();
  const median = ranked[ranked.length >>> 1] as number;
  let [high, low] = [0, 0];
  for (let bit = 0; bit < 32; bit += 1) {
    if (bit > 0 && (frequencies[bit] as number) > median) high |= 1 << (31 - bit);
    if ((frequencies[bit + 32] as number) > median) low |= 1 << (31 - bit);
  }
  return { high, low };
}

/** The mean of each of 32 by 32 areas; of an image with fewer pixels the nearest ones. */
function scaled({ width, height, grey }: Pixels): Float64Array {
  const small = new Float64Array(SIDE * SIDE);
  for (let row = 0; row < SIDE; row += 1) {
    const [top, bottom] = areaOf(row, height);
    for (let column = 0; column < SIDE; column += 1) {
      const [left, right] = areaOf(column, width);
      let sum = 0;
      for (let y = top; y < bottom; y += 1) for (let x = left; x < right; x += 1) sum += grey[y * width + x] as number;
      small[row * SIDE + column] = sum / ((bottom - top) * (right - left));
    }
  }
  return small;
}

function areaOf(place: number, size: number): readonly [number, number] {
  const from = Math.floor((place * size) / SIDE);
  return [from, Math.max(from + 1, Math.floor(((place + 1) * size) / SIDE))];
}

/** The discrete cosine transform by rows and then by columns, as far as it is needed. */
function lowFrequencies(image: Float64Array): Float64Array {
  const rows = new Float64Array(SIDE * FREQUENCIES);
  for (let row = 0; row < SIDE; row += 1)
    for (let frequency = 0; frequency < FREQUENCIES; frequency += 1)
      rows[row * FREQUENCIES + frequency] = dot(frequency, (place) => image[row * SIDE + place] as number);
  const all = new Float64Array(FREQUENCIES * FREQUENCIES);
  for (let vertical = 0; vertical < FREQUENCIES; vertical += 1)
    for (let frequency = 0; frequency < FREQUENCIES; frequency += 1)
      all[vertical * FREQUENCIES + frequency] = dot(
        vertical,
        (place) => rows[place * FREQUENCIES + frequency] as number,
      );
  return all;
}

function dot(frequency: number, valueAt: (place: number) => number): number {
  let sum = 0;
  for (let place = 0; place < SIDE; place += 1) sum += (cosines[frequency * SIDE + place] as number) * valueAt(place);
  return sum;
}
