import { deflateSync } from 'node:zlib';
import * as fc from 'fast-check';
import { decodeImage } from '../../../../../lambdas/streaming/adapters/decode-image';
import { imageTypes, MOST_IMAGE_BYTES } from '../../../../../lambdas/streaming/domain/images/image-format';
import { inspectImage } from '../../../../../lambdas/streaming/domain/images/inspect-image';
import { chunk } from '../../support/exif';
import { jpegOf, pngOf, scene } from '../../support/images';

const small = scene(7, 40, 30);
const [jpeg, png] = [jpegOf(small), pngOf(small)];

/** Chunks of a PNG, each with its checksum. */
function pngWith(width: number, height: number, interlace: number, pixels: Uint8Array): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 6, 0, 0, interlace], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    ...[signature, chunk('IHDR', header), chunk('IDAT', deflateSync(pixels)), chunk('IEND', new Uint8Array())],
  ]);
}

function decoded(bytes: Uint8Array, type: (typeof imageTypes)[number]) {
  const header = inspectImage(bytes, type);
  if ('refused' in header) throw new Error(header.refused);
  return decodeImage(bytes, type, header);
}

function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

it('both types are told by their own header, and decoded to as many pixels', () => {
  for (const [bytes, type] of [
    [jpeg, 'image/jpeg'],
    [png, 'image/png'],
  ] as const) {
    expect(inspectImage(bytes, type)).toEqual({ width: 40, height: 30 });
    expect(decoded(bytes, type).grey).toHaveLength(40 * 30);
  }
});

it.each([
  ['a page', Buffer.from('<html><script>alert(1)</script></html>'), 'image/png', 'not-what-it-says'],
  ['a JPEG that says it is a PNG', jpeg, 'image/png', 'not-what-it-says'],
  ['a PNG that says it is a JPEG', png, 'image/jpeg', 'not-what-it-says'],
  ['another type', png, 'image/svg+xml', 'not-what-it-says'],
  ['nothing', new Uint8Array(), 'image/jpeg', 'not-what-it-says'],
  ['too many bytes', new Uint8Array(MOST_IMAGE_BYTES + 1), 'image/png', 'too-large'],
  [
    'a few bytes that claim to be four billion pixels',
    pngWith(65_535, 65_535, 0, new Uint8Array(9)),
    'image/png',
    'too-many-pixels',
  ],
  ['a side of nothing', pngWith(0, 10, 0, new Uint8Array(9)), 'image/png', 'not-decoded'],
])('%s is refused before it is decoded', (_, bytes, type, refused) => {
  expect(inspectImage(bytes, type)).toEqual({ refused });
});

it('a JPEG that claims to be huge, or comes in thousands of scans, is refused before it is decoded', () => {
  const frame = jpeg.findIndex((byte, at) => byte === 0xff && jpeg[at + 1] === 0xc0);
  const huge = Buffer.from(jpeg);
  huge.writeUInt16BE(65_000, frame + 5);
  huge.writeUInt16BE(65_000, frame + 7);
  expect(inspectImage(huge, 'image/jpeg')).toEqual({ refused: 'too-many-pixels' });
  const scans = Buffer.concat([jpeg, ...Array.from({ length: 1_000 }, () => Buffer.from([0xff, 0xda, 0, 2]))]);
  expect(inspectImage(scans, 'image/jpeg')).toEqual({ refused: 'too-many-scans' });
});

it.each([0, 1])('a PNG that inflates to far more than it has pixels is given up early (interlace %s)', (interlace) => {
  const bomb = pngWith(8, 8, interlace, new Uint8Array(60_000_000));
  expect(bomb.length).toBeLessThan(100_000);
  const before = process.memoryUsage().rss;
  expect(() => decoded(bomb, 'image/png')).toThrow();
  expect(process.memoryUsage().rss - before).toBeLessThan(60_000_000);
});

it('what ends early is not decoded, wherever it ends', () => {
  fc.assert(
    fc.property(fc.constantFrom(...imageTypes), fc.double({ min: 0, max: 0.97, noNaN: true }), (type, part) => {
      const whole = type === 'image/png' ? png : jpeg;
      expect(() => decoded(whole.subarray(0, Math.floor(part * whole.length)), type)).toThrow();
    }),
  );
});

it('bytes that were changed are an image of the same size, or none; nothing else comes of them', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...imageTypes),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 8 }),
      (type, changes) => {
        const bytes = Uint8Array.from(type === 'image/png' ? png : jpeg);
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        const header = inspectImage(bytes, type);
        const made = 'refused' in header ? undefined : attempt(() => decodeImage(bytes, type, header));
        if (made && !('refused' in header)) expect(made.grey).toHaveLength(header.width * header.height);
      },
    ),
  );
});
