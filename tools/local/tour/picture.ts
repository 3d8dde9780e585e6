import { encode } from 'jpeg-js';
import { type Colours, greyOf } from '../../../lambdas/streaming/domain/images/grey';
import { toHex } from '../../../lambdas/streaming/domain/moderation/known/bits';
import { perceptualHash } from '../../../lambdas/streaming/domain/moderation/known/perceptual-hash';

const [width, height] = [240, 180];

/** A picture that looks like no other: discs of several sizes and colours before a sky, as its seed says. */
export function picture(seed: number): Colours {
  const part = (of: number) => (((Math.imul(seed + of, 2_654_435_761) >>> 0) / 2 ** 32) * 7_919) % 1;
  const discs = Array.from({ length: 9 }, (_, at) => ({
    ...{ x: part(5 * at) * width, y: part(5 * at + 1) * height, radius: 12 + 50 * part(5 * at + 2) },
    colour: [0, 1, 2].map((channel) => 255 * part(100 + 3 * at + channel)),
  }));
  const data = new Uint8Array(4 * width * height).fill(255);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const seen = discs.findLast((disc) => (x - disc.x) ** 2 + (y - disc.y) ** 2 < disc.radius ** 2);
      const colour = seen?.colour ?? [200 - y, 220 - y / 2, 255];
      for (const [channel, value] of colour.entries()) data[4 * (y * width + x) + channel] = value;
    }
  }
  return { width, height, data };
}

export const jpegOf = (colours: Colours, quality: number): Buffer => Buffer.from(encode(colours, quality).data);

/** As a policy names an image that is much like it. */
export const hashOf = (colours: Colours): string => toHex(perceptualHash(greyOf(colours)));
