import type { Colours } from '../../../../../lambdas/streaming/domain/images/grey';
import type { ImageType } from '../../../../../lambdas/streaming/domain/images/image-format';
import type { Bits64 } from '../../../../../lambdas/streaming/domain/moderation/known/bits';
import { MOST_DISTANCE } from '../../../../../lambdas/streaming/domain/moderation/known/near-index';
import { perceptualHash } from '../../../../../lambdas/streaming/domain/moderation/known/perceptual-hash';
import { brightened, jpegOf, pngOf, resized, scene } from '../../support/images';
import { bitsApart, decoded } from '../../support/looks';

const SCENES = 12;
const SEED = 20_261_129;

const hashOf = (bytes: Uint8Array, type: ImageType): Bits64 => perceptualHash(decoded(bytes, type));

const originals = Array.from({ length: SCENES }, (_, at) => scene(SEED + at));
const known = originals.map((image) => hashOf(jpegOf(image), 'image/jpeg'));

/** What is done to an image before it is uploaded again. */
const changes: readonly (readonly [string, (image: Colours) => Bits64])[] = [
  ['as PNG', (image) => hashOf(pngOf(image), 'image/png')],
  ['at quality 40', (image) => hashOf(jpegOf(image, 40), 'image/jpeg')],
  [
    'at half the size, quality 40',
    (image) => hashOf(jpegOf(resized(image, { width: 64, height: 48 }), 40), 'image/jpeg'),
  ],
  ['at 1.6 times the size', (image) => hashOf(jpegOf(resized(image, { width: 205, height: 154 })), 'image/jpeg')],
  ['in other proportions', (image) => hashOf(jpegOf(resized(image, { width: 100, height: 100 })), 'image/jpeg')],
  ['brighter by 25', (image) => hashOf(jpegOf(brightened(image, 25)), 'image/jpeg')],
  ['darker by 25', (image) => hashOf(jpegOf(brightened(image, -25)), 'image/jpeg')],
];

it('an image that is encoded again, scaled or brightened is found by its look, and another one is not', () => {
  const rows = changes.map(([name, change]) => {
    const distances = originals.map((image, at) => bitsApart(known[at] as Bits64, change(image)));
    const found = distances.filter((distance) => distance <= MOST_DISTANCE).length;
    return { name, found: found / SCENES, furthest: Math.max(...distances) };
  });
  const pairs = known.flatMap((one, at) => known.slice(at + 1).map((other) => bitsApart(one, other)));
  const mistaken = pairs.filter((distance) => distance <= MOST_DISTANCE).length;
  console.info(
    [
      `${SCENES} scenes from seed ${SEED}, found within ${MOST_DISTANCE} bits:`,
      ...rows.map(({ name, found, furthest }) => `  ${name}: ${(100 * found).toFixed(1)} %, ${furthest} bits at most`),
      `  another image: ${mistaken} of ${pairs.length} pairs, ${Math.min(...pairs)} bits at least`,
    ].join('\n'),
  );
  for (const { name, found } of rows) expect([name, found >= 0.95]).toEqual([name, true]);
  expect(mistaken / pairs.length).toBeLessThan(0.001);
});
