import { crc32 } from 'node:zlib';
import type { Colours } from '../../../../lambdas/streaming/domain/images/grey';
import type { Orientation } from '../../../../lambdas/streaming/domain/images/orientation';

export const ORIENTATIONS = [1, 2, 3, 4, 5, 6, 7, 8] as const satisfies readonly Orientation[];

const SHORT = 3;

export interface Entry {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  /** `next`: where the next directory is. */
  readonly value: number | 'next';
}

export const orientation = (value: number): Entry => ({ tag: 0x0112, type: SHORT, count: 1, value });
/** Names the next directory as that for Exif. */
export const pointer: Entry = { tag: 0x8769, type: 4, count: 1, value: 'next' };

/** Exif data as they are in a PNG: directories one after another, of which only the first is not named by another. */
export function exifOf(directories: readonly (readonly Entry[])[], isLittle = false): Buffer {
  const u16 = (value: number) => {
    const [high, low] = [value >>> 8, value & 0xff];
    return Buffer.from(isLittle ? [low, high] : [high, low]);
  };
  const u32 = (value: number) => {
    const [high, low] = [u16(value >>> 16), u16(value & 0xffff)];
    return Buffer.concat(isLittle ? [low, high] : [high, low]);
  };
  let made = Buffer.concat([Buffer.from(isLittle ? 'II' : 'MM'), u16(42), u32(8)]);
  for (const entries of directories) {
    const next = made.length + 2 + 12 * entries.length + 4;
    const fields = entries.flatMap(({ tag, type, count, value }) => {
      const given = value === 'next' ? next : value;
      return [u16(tag), u16(type), u32(count), ...(type === SHORT ? [u16(given), u16(0)] : [u32(given)])];
    });
    made = Buffer.concat([made, u16(entries.length), ...fields, u32(0)]);
  }
  return made;
}

export function segment(marker: number, data: Uint8Array): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([head, data]);
}

export const exifSegment = (exif: Uint8Array): Buffer => segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0'), exif]));

export function chunk(type: string, data: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(named), 4);
  return Buffer.concat([frame.subarray(0, 4), named, frame.subarray(4)]);
}

/** Bytes of a JPEG's start marker; those of a PNG's signature and header chunk. */
const beginOf = { 'image/jpeg': 2, 'image/png': 33 } as const;

/** An image with something more behind its beginning. */
export function withParts(bytes: Uint8Array, type: keyof typeof beginOf, parts: readonly Uint8Array[]): Buffer {
  const begin = beginOf[type];
  return Buffer.concat([bytes.subarray(0, begin), ...parts, bytes.subarray(begin)]);
}

/** Where a pixel that is shown at `x` and `y` is stored, by where the first row and the first column are shown. */
const storedAt: Readonly<
  Record<Orientation, (x: number, y: number, right: number, bottom: number) => readonly [column: number, row: number]>
> = {
  1: (x, y) => [x, y],
  2: (x, y, right) => [right - x, y],
  3: (x, y, right, bottom) => [right - x, bottom - y],
  4: (x, y, _, bottom) => [x, bottom - y],
  5: (x, y) => [y, x],
  6: (x, y, right) => [y, right - x],
  7: (x, y, right, bottom) => [bottom - y, right - x],
  8: (x, y, _, bottom) => [bottom - y, x],
};

/** An image as a camera stores it that states this orientation. */
export function storedAs({ width, height, data }: Colours, stated: Orientation): Colours {
  const stored = stated >= 5 ? { width: height, height: width } : { width, height };
  const made = new Uint8Array(data.length);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const [column, row] = storedAt[stated](x, y, width - 1, height - 1);
      made.set(data.subarray(4 * (y * width + x), 4 * (y * width + x) + 4), 4 * (row * stored.width + column));
    }
  return { ...stored, data: made };
}
