/** A marker of a JPEG with what belongs to it. */
export interface JpegSegment {
  readonly marker: number;
  /** Without the marker and the length; shorter than it says where the file ends before. */
  readonly data: Uint8Array;
}

const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;

/** Markers that have no length: TEM, and RST0 to RST7. */
const standsAlone = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);

/**
 * What comes before the first scan, in its order. What is between segments is passed over, as libjpeg does: a browser that shows the image then reads
 * the same segments.
 *
 * @see https://www.w3.org/Graphics/JPEG/itu-t81.pdf annex B.1.1
 */
export function* jpegSegments(bytes: Uint8Array): Generator<JpegSegment> {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return;
  for (let at = bytes.indexOf(0xff, 2); at >= 0 && at + 1 < bytes.length; at = bytes.indexOf(0xff, at)) {
    const marker = bytes[at + 1] as number;
    // Any number of 0xff may stand before a marker; 0 after it says that it is none.
    if (marker === 0xff || marker === 0 || standsAlone(marker)) {
      at += marker === 0xff ? 1 : 2;
      continue;
    }
    if (marker === START_OF_SCAN || marker === END_OF_IMAGE || at + 4 > bytes.length) return;
    const length = ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number);
    const end = at + 2 + Math.max(2, length);
    yield { marker, data: bytes.subarray(at + 4, end) };
    at = end;
  }
}
