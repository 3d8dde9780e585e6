import { encode } from 'jpeg-js';
import { PNG } from 'pngjs';
import type { Colours } from '../../../../lambdas/streaming/domain/images/grey';
import { seeded } from './stream';

/** What a camera may have seen: a sky that fades, things of several colours before it, and the grain of a sensor. The same for the same seed. */
export function scene(seed: number, width = 128, height = 96): Colours {
  const random = seeded(seed);
  const colour = () => [255 * random(), 255 * random(), 255 * random()] as const;
  const [top, bottom] = [colour(), colour()];
  const data = new Uint8Array(4 * width * height).fill(255);
  const paint = (at: number, [red, green, blue]: readonly [number, number, number]) => {
    const grain = 12 * (random() - 0.5);
    data[at] = clamped(red + grain);
    data[at + 1] = clamped(green + grain);
    data[at + 2] = clamped(blue + grain);
  };
  for (let y = 0; y < height; y += 1) {
    const part = y / height;
    const [red, green, blue] = [0, 1, 2].map((of) => (top[of] as number) * (1 - part) + (bottom[of] as number) * part);
    const sky = [red as number, green as number, blue as number] as const;
    for (let x = 0; x < width; x += 1) paint(4 * (y * width + x), sky);
  }
  for (let things = 6 + Math.floor(8 * random()); things > 0; things -= 1) {
    const [centreX, centreY, isRound, own] = [random() * width, random() * height, random() < 0.6, colour()];
    const [halfX, halfY] = [(0.05 + 0.3 * random()) * width, (0.05 + 0.3 * random()) * height];
    for (let y = Math.max(0, Math.ceil(centreY - halfY)); y < Math.min(height, centreY + halfY); y += 1)
      for (let x = Math.max(0, Math.ceil(centreX - halfX)); x < Math.min(width, centreX + halfX); x += 1)
        if (!isRound || ((x - centreX) / halfX) ** 2 + ((y - centreY) / halfY) ** 2 < 1)
          paint(4 * (y * width + x), own);
  }
  return { width, height, data };
}

const clamped = (value: number): number => Math.max(0, Math.min(255, value));

export const jpegOf = ({ width, height, data }: Colours, quality = 90): Uint8Array =>
  new Uint8Array(encode({ width, height, data }, quality).data);

export function pngOf({ width, height, data }: Colours): Uint8Array {
  const png = new PNG({ width, height });
  png.data = Buffer.from(data);
  return new Uint8Array(PNG.sync.write(png));
}

/** The mean of the pixels that fall together, or the nearest one. */
export function resized(
  { width, height, data }: Colours,
  to: { readonly width: number; readonly height: number },
): Colours {
  const made = new Uint8Array(4 * to.width * to.height);
  for (let y = 0; y < to.height; y += 1) {
    const [above, below] = [Math.floor((y * height) / to.height), Math.floor(((y + 1) * height) / to.height)];
    for (let x = 0; x < to.width; x += 1) {
      const [left, right] = [Math.floor((x * width) / to.width), Math.floor(((x + 1) * width) / to.width)];
      for (let channel = 0; channel < 4; channel += 1) {
        let [sum, count] = [0, 0];
        for (let row = above; row < Math.max(below, above + 1); row += 1)
          for (let column = left; column < Math.max(right, left + 1); column += 1) {
            sum += data[4 * (row * width + column) + channel] as number;
            count += 1;
          }
        made[4 * (y * to.width + x) + channel] = sum / count;
      }
    }
  }
  return { ...to, data: made };
}

export const brightened = ({ width, height, data }: Colours, by: number): Colours => ({
  ...{ width, height },
  data: data.map((value, at) => (at % 4 === 3 ? value : clamped(value + by))),
});
