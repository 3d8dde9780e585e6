import type { RefusalReason } from './image-facts';
import { type ImageType, MOST_IMAGE_BYTES, MOST_PIXELS } from './image-format';
import { jpegSegments } from './jpeg-segments';

/** Scans of a progressive JPEG, each of which goes over the whole image; encoders write some ten. */
const MOST_SCANS = 64;

/** An image as its own header tells it, and as it is stored. */
export interface ImageHeader {
  readonly width: number;
  readonly height: number;
}

/** What the bytes are, looked at without decoding them; else why they are not taken. */
export type Inspected = ImageHeader | { readonly refused: RefusalReason };

/** Holds bytes against the type that they were uploaded as, and against what decoding them would take. */
export function inspectImage(bytes: Uint8Array, type: string): Inspected {
  if (bytes.length > MOST_IMAGE_BYTES) return { refused: 'too-large' };
  const header = readers[type as ImageType]?.(bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  if (!header) return { refused: 'not-what-it-says' };
  const { width, height, scans = 1 } = header;
  if (width < 1 || height < 1) return { refused: 'not-decoded' };
  if (width * height > MOST_PIXELS) return { refused: 'too-many-pixels' };
  return scans > MOST_SCANS ? { refused: 'too-many-scans' } : { width, height };
}

type Reader = (bytes: Uint8Array, view: DataView) => (ImageHeader & { readonly scans?: number }) | undefined;

const PNG_BEGINS = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52];

/** Signature, and the header that has to come first. @see https://www.w3.org/TR/png-3/#11IHDR */
const png: Reader = (bytes, view) => {
  if (bytes.length < 33 || !PNG_BEGINS.every((byte, at) => bytes[at] === byte)) return undefined;
  return { width: view.getUint32(16), height: view.getUint32(20) };
};

/** Start of frame in all its variants; between them lie markers of tables. @see https://www.w3.org/Graphics/JPEG/itu-t81.pdf table B.1 */
const isStartOfFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

const jpeg: Reader = (bytes) => {
  for (const { marker, data } of jpegSegments(bytes)) {
    if (!isStartOfFrame(marker) || data.length < 5) continue;
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    return { height: view.getUint16(1), width: view.getUint16(3), scans: scansIn(bytes) };
  }
  return undefined;
};

/** Markers that begin a scan: within data 0xff is followed by 0, so they are found without reading it. */
function scansIn(bytes: Uint8Array): number {
  let scans = 0;
  for (let at = bytes.indexOf(0xff); at >= 0; at = bytes.indexOf(0xff, at + 1)) if (bytes[at + 1] === 0xda) scans += 1;
  return scans;
}

const readers: Readonly<Record<ImageType, Reader>> = { 'image/jpeg': jpeg, 'image/png': png };
