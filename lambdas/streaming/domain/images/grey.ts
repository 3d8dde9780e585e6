import type { Pixels } from '../moderation/known/perceptual-hash';

/** Colours row by row from the top: red, green, blue and alpha, a byte each. */
export interface Colours {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** How bright a pixel looks, as of ITU-R BT.601; what is see-through stands on white, as a browser shows it on a page. */
export function greyOf({ width, height, data }: Colours): Pixels {
  const grey = new Uint8Array(width * height);
  for (let at = 0, from = 0; at < grey.length; at += 1, from += 4) {
    const [red, green, blue] = [data[from] as number, data[from + 1] as number, data[from + 2] as number];
    const alpha = (data[from + 3] as number) / 255;
    grey[at] = Math.round(alpha * (0.299 * red + 0.587 * green + 0.114 * blue) + (1 - alpha) * 255);
  }
  return { width, height, grey };
}
