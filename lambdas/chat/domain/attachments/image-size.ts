/** Pixels. */
export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

type Reader = (bytes: Uint8Array, view: DataView) => ImageSize | undefined;

const begins = (bytes: Uint8Array, signature: readonly number[], at = 0): boolean =>
  bytes.length >= at + signature.length && signature.every((byte, index) => bytes[at + index] === byte);
const ascii = (text: string): number[] => [...text].map((character) => character.charCodeAt(0));

const png: Reader = (bytes, view) => {
  if (!begins(bytes, [0x89, ...ascii('PNG'), 0x0d, 0x0a, 0x1a, 0x0a]) || !begins(bytes, ascii('IHDR'), 12))
    return undefined;
  return { width: view.getUint32(16), height: view.getUint32(20) };
};

const gif: Reader = (bytes, view) => {
  if (!begins(bytes, ascii('GIF87a')) && !begins(bytes, ascii('GIF89a'))) return undefined;
  return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
};

/** Start of frame, in all its variants; between them lie tables, which have other markers. */
const isStartOfFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

const jpeg: Reader = (bytes, view) => {
  if (!begins(bytes, [0xff, 0xd8, 0xff])) return undefined;
  for (let at = 2; bytes[at] === 0xff; ) {
    const marker = view.getUint8(at + 1);
    // Any number of 0xff may stand before a marker.
    if (marker === 0xff) at += 1;
    else if (isStartOfFrame(marker)) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    else at += 2 + Math.max(2, view.getUint16(at + 2));
  }
  return undefined;
};

const uint24 = (view: DataView, at: number): number => view.getUint16(at, true) + view.getUint8(at + 2) * 0x10000;

const webp: Reader = (bytes, view) => {
  if (!begins(bytes, ascii('RIFF')) || !begins(bytes, ascii('WEBP'), 8)) return undefined;
  if (begins(bytes, ascii('VP8X'), 12)) return { width: uint24(view, 24) + 1, height: uint24(view, 27) + 1 };
  if (begins(bytes, ascii('VP8L'), 12)) {
    if (view.getUint8(20) !== 0x2f) return undefined;
    const bits = view.getUint32(21, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  if (!begins(bytes, ascii('VP8 '), 12) || !begins(bytes, [0x9d, 0x01, 0x2a], 23)) return undefined;
  return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
};

const readers = { png, gif, jpeg, webp };
export type ImageFormat = keyof typeof readers;

/** The size that an image's own header tells; undefined when it is none of that format. */
export function imageSize(format: ImageFormat, bytes: Uint8Array): ImageSize | undefined {
  try {
    const size = readers[format](bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    return size && size.width > 0 && size.height > 0 ? size : undefined;
  } catch (error) {
    // It ends in the middle of its header.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
