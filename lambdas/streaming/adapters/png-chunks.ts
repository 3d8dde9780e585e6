import { crc32 } from 'node:zlib';

/** The signature comes before all chunks. Around its data a chunk has their length, its type and a checksum. */
const SIGNATURE_BYTES = 8;
const FRAME_BYTES = 12;

interface PngChunk {
  readonly type: string;
  /** Shorter than its length says where the file ends before. */
  readonly data: Uint8Array;
  readonly isWhole: () => boolean;
}

/** @see https://www.w3.org/TR/png-3/#5Chunk-layout */
function* pngChunks(bytes: Uint8Array): Generator<PngChunk> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = SIGNATURE_BYTES; at + FRAME_BYTES <= bytes.length; ) {
    const [from, end] = [at + 8, at + 8 + view.getUint32(at)];
    const named = bytes.subarray(at + 4, end);
    yield {
      type: String.fromCharCode(...named.subarray(0, 4)),
      data: bytes.subarray(from, end),
      isWhole: () => end + 4 <= bytes.length && crc32(named) === view.getUint32(end),
    };
    at = end + 4;
  }
}

/**
 * The Exif data of a PNG: of several the first that is whole. What comes after the pixels counts for nothing.
 *
 * @see https://www.w3.org/TR/png-3/#eXIf
 */
export function exifOfPng(bytes: Uint8Array): Uint8Array | undefined {
  for (const { type, data, isWhole } of pngChunks(bytes)) {
    if (type === 'IDAT') return undefined;
    if (type === 'eXIf' && isWhole()) return data;
  }
  return undefined;
}

/** Its chunks of compressed pixels. */
export const compressedPixels = (bytes: Uint8Array): Uint8Array[] =>
  [...pngChunks(bytes)].filter(({ type }) => type === 'IDAT').map(({ data }) => data);
