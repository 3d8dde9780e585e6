import type { Pixels } from '../moderation/known/perceptual-hash';

/**
 * How an image is stored: where its first row and its first column are when it is shown. 1 is as it is shown, 2 to 4 are mirrored or upside
 * down, of 5 to 8 rows are shown as columns.
 *
 * @see https://www.libvips.org/API/current/const.META_ORIENTATION.html
 */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

export const isOrientation = (value: number): value is Orientation =>
  Number.isInteger(value) && value >= 1 && value <= 8;

const firstColumnLast: ReadonlySet<Orientation> = new Set([2, 3, 7, 8]);
const firstRowLast: ReadonlySet<Orientation> = new Set([3, 4, 6, 7]);

/** An image as it is shown. */
export function turned(stored: Pixels, orientation: Orientation): Pixels {
  if (orientation === 1) return stored;
  const { width, height, grey } = stored;
  const [column, row] = [firstColumnLast.has(orientation) ? -1 : 1, firstRowLast.has(orientation) ? -width : width];
  const start = (column < 0 ? width - 1 : 0) + (row < 0 ? (height - 1) * width : 0);
  const [right, down] = orientation >= 5 ? [row, column] : [column, row];
  const shown = orientation >= 5 ? { width: height, height: width } : { width, height };
  const made = new Uint8Array(grey.length);
  for (let y = 0, to = 0; y < shown.height; y += 1)
    for (let x = 0, from = start + y * down; x < shown.width; x += 1, from += right, to += 1)
      made[to] = grey[from] as number;
  return { ...shown, grey: made };
}
