import { jpegSegments } from './jpeg-segments';
import { isOrientation, type Orientation } from './orientation';

const APP1 = 0xe1;
const EXIF_BEGINS = [0x45, 0x78, 0x69, 0x66, 0];

/** `Exif`, 0, and a byte that may be anything. */
const HEADER_BYTES = 6;

/** The Exif data of a JPEG, without their header: of several the first. */
export function exifOfJpeg(bytes: Uint8Array): Uint8Array | undefined {
  for (const { marker, data } of jpegSegments(bytes))
    if (marker === APP1 && data.length > HEADER_BYTES && EXIF_BEGINS.every((byte, at) => data[at] === byte))
      return data.subarray(HEADER_BYTES);
  return undefined;
}

const TAGS = { orientation: 0x0112, exifDirectory: 0x8769 } as const;
const TYPES = { short: 3, long: 4 } as const;

const ENTRY_BYTES = 12;

/**
 * How an image with these Exif data is stored; what is broken, or states nothing, is stored as it is shown. Of what is stated twice the first that is
 * valid holds, in the order of the entries, with those of the directory for Exif in the place of its own: as Chromium shows the image.
 *
 * @see https://www.cipa.jp/std/documents/e/DC-008-2012_E.pdf section 4.6
 */
export function orientationIn(exif: Uint8Array): Orientation {
  const view = new DataView(exif.buffer, exif.byteOffset, exif.byteLength);
  if (view.byteLength < 8) return 1;
  const order = view.getUint16(0);
  const isLittle = order === 0x4949;
  if ((!isLittle && order !== 0x4d4d) || view.getUint16(2, isLittle) !== 42) return 1;
  return inDirectory(view, isLittle, view.getUint32(4, isLittle)) ?? 1;
}

/** Where entries of one value are in a directory; no more of them than the data have room for. */
function* entriesIn(view: DataView, isLittle: boolean, directory: number): Generator<number> {
  if (directory + 2 > view.byteLength) return;
  const fit = Math.floor((view.byteLength - directory - 2) / ENTRY_BYTES);
  const count = Math.min(view.getUint16(directory, isLittle), fit);
  for (let number = 0; number < count; number += 1) {
    const at = directory + 2 + number * ENTRY_BYTES;
    if (view.getUint32(at + 4, isLittle) === 1) yield at;
  }
}

/** In a directory, and in the first for Exif that it names where it is none itself: so two are read at most. */
function inDirectory(view: DataView, isLittle: boolean, directory: number, isForExif = false): Orientation | undefined {
  let isFollowed = isForExif;
  for (const at of entriesIn(view, isLittle, directory)) {
    const [tag, type] = [view.getUint16(at, isLittle), view.getUint16(at + 2, isLittle)];
    if (tag === TAGS.orientation && type === TYPES.short) {
      const stated = view.getUint16(at + 8, isLittle);
      if (isOrientation(stated)) return stated;
    } else if (tag === TAGS.exifDirectory && type === TYPES.long && !isFollowed) {
      isFollowed = true;
      const found = inDirectory(view, isLittle, view.getUint32(at + 8, isLittle), true);
      if (found) return found;
    }
  }
  return undefined;
}
