import * as fc from 'fast-check';
import { exifOfJpeg, orientationIn } from '../../../../../lambdas/streaming/domain/images/exif';
import { type Colours, greyOf } from '../../../../../lambdas/streaming/domain/images/grey';
import { jpegSegments } from '../../../../../lambdas/streaming/domain/images/jpeg-segments';
import { turned } from '../../../../../lambdas/streaming/domain/images/orientation';
import { MOST_DISTANCE } from '../../../../../lambdas/streaming/domain/moderation/known/near-index';
import {
  chunk,
  exifOf,
  exifSegment,
  ORIENTATIONS,
  orientation,
  pointer,
  storedAs,
  withParts,
} from '../../support/exif';
import { jpegOf, pngOf, scene } from '../../support/images';
import { decoded, looksApart } from '../../support/looks';
import { oddImages, SIDES } from '../../support/odd-images';

const anyOrientation = fc.constantFrom(...ORIENTATIONS);
const anyScene = fc.nat().map((seed) => scene(seed, 64, 48));

it('a JPEG that is stored in any orientation is hashed as the upright one', () => {
  fc.assert(
    fc.property(anyScene, anyOrientation, fc.boolean(), (upright, stated, isLittle) => {
      const exif = exifSegment(exifOf([[orientation(stated)]], isLittle));
      const stored = withParts(jpegOf(storedAs(upright, stated)), 'image/jpeg', [exif]);
      expect(looksApart(decoded(stored, 'image/jpeg'), greyOf(upright))).toBeLessThanOrEqual(MOST_DISTANCE);
    }),
    { numRuns: 60 },
  );
});

it('so is a PNG, pixel by pixel', () => {
  fc.assert(
    fc.property(anyScene, anyOrientation, fc.boolean(), (upright, stated, isLittle) => {
      const exif = chunk('eXIf', exifOf([[orientation(stated)]], isLittle));
      const stored = withParts(pngOf(storedAs(upright, stated)), 'image/png', [exif]);
      const [own, wanted] = [decoded(stored, 'image/png'), greyOf(upright)];
      expect([own.width, own.height]).toEqual([wanted.width, wanted.height]);
      expect(Buffer.compare(Buffer.from(own.grey), Buffer.from(wanted.grey))).toBe(0);
    }),
    { numRuns: 60 },
  );
});

it('any image has the pixels of the upright one once it is turned', () => {
  const colours = fc
    .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
    .chain(([width, height]) =>
      fc
        .uint8Array({ minLength: 4 * width * height, maxLength: 4 * width * height })
        .map((data): Colours => ({ width, height, data })),
    );
  fc.assert(
    fc.property(colours, anyOrientation, (upright, stated) =>
      expect(turned(greyOf(storedAs(upright, stated)), stated)).toEqual(greyOf(upright)),
    ),
  );
});

it('without the tag, an image that is stored another way is another image: the hash alone does not see it', () => {
  const upright = scene(20_261_129, 64, 48);
  for (const stated of ORIENTATIONS.slice(1))
    expect(looksApart(decoded(jpegOf(storedAs(upright, stated)), 'image/jpeg'), greyOf(upright))).toBeGreaterThan(
      MOST_DISTANCE,
    );
});

it.each(oddImages)('$name: turned = $isTurned', ({ bytes, type, isTurned }) => {
  const { width, height } = decoded(bytes, type);
  expect([width, height]).toEqual(isTurned ? [SIDES[1], SIDES[0]] : SIDES);
});

const whole = exifOf([[orientation(6), pointer], [orientation(3)]]);
/** Data that are none, or that were some before something was done to them. */
const anyExif = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc.uint8Array({ maxLength: 200 }).map((data) => Uint8Array.from([...whole.subarray(0, 8), ...data])),
  fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 6 }).map((changes) => {
    const changed = Uint8Array.from(whole);
    for (const [at, value] of changes) changed[at] = value;
    return changed;
  }),
  fc.nat(whole.length).map((end) => Uint8Array.from(whole.subarray(0, end))),
);

it('whatever Exif data are, they state an orientation, and what lies around them says nothing', () => {
  fc.assert(
    fc.property(anyExif, fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ maxLength: 40 }), (data, before, after) => {
      const stated = orientationIn(data);
      expect(ORIENTATIONS).toContain(stated);
      const within = Uint8Array.from([...before, ...data, ...after]);
      expect(orientationIn(within.subarray(before.length, before.length + data.length))).toBe(stated);
    }),
    { numRuns: 2_000 },
  );
});

it('directories that name themselves, thousands of times, are read twice at most', () => {
  const itself = { ...pointer, value: 8 };
  const exif = exifOf([Array.from({ length: 5_000 }, () => itself)]);
  const read = jest.spyOn(DataView.prototype, 'getUint16');
  expect(orientationIn(exif)).toBe(1);
  expect(read.mock.calls.length).toBeLessThan(2 * 2 * 5_000 + 10);
  read.mockRestore();
});

it('whatever a JPEG has in it, its segments follow one another within it', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.uint8Array({ maxLength: 30 }), fc.constant(exifSegment(whole))), { maxLength: 8 }),
      (parts) => {
        const bytes = Buffer.concat([Buffer.from([0xff, 0xd8]), ...parts]);
        let end = bytes.byteOffset + 2;
        for (const { data } of jpegSegments(bytes)) {
          expect(data.byteOffset).toBeGreaterThanOrEqual(end + 4);
          end = data.byteOffset + data.byteLength;
        }
        expect(end).toBeLessThanOrEqual(bytes.byteOffset + bytes.length);
        const exif = exifOfJpeg(bytes);
        if (exif) expect(ORIENTATIONS).toContain(orientationIn(exif));
      },
    ),
    { numRuns: 1_000 },
  );
});
