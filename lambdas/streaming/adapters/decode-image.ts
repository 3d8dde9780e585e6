import { inflateSync } from 'node:zlib';
import { decode as decodeJpeg } from 'jpeg-js';
import { PNG } from 'pngjs';
import { exifOfJpeg, orientationIn } from '../domain/images/exif';
import { type Colours, greyOf } from '../domain/images/grey';
import type { ImageType } from '../domain/images/image-format';
import type { ImageHeader } from '../domain/images/inspect-image';
import { turned } from '../domain/images/orientation';
import type { Pixels } from '../domain/moderation/known/perceptual-hash';
import { compressedPixels, exifOfPng } from './png-chunks';

/** Megabytes that a JPEG may take while it is decoded: one of as many pixels as are taken stays below it. */
const MOST_MEGABYTES = 700;

/** Four channels of two bytes a pixel, and a byte for each row, of which interlacing makes some more. */
const mostInflated = ({ width, height }: ImageHeader): number => 8 * width * height + 16 * height + 1_024;

/**
 * An image in grey, as it is shown. Its header has been looked at: what it takes is bounded by the pixels that it claims to have, whatever else is
 * in it.
 *
 * @throws Error for what is broken, ends too early, or has more in it than its header says
 */
export function decodeImage(bytes: Uint8Array, type: ImageType, header: ImageHeader): Pixels {
  const colours = type === 'image/png' ? png(bytes, header) : jpeg(bytes);
  if (colours.width !== header.width || colours.height !== header.height)
    throw new Error('The image has another size than its header says');
  const exif = type === 'image/png' ? exifOfPng(bytes) : exifOfJpeg(bytes);
  return turned(greyOf(colours), exif ? orientationIn(exif) : 1);
}

const jpeg = (bytes: Uint8Array): Colours =>
  decodeJpeg(bytes, { useTArray: true, tolerantDecoding: false, maxMemoryUsageInMB: MOST_MEGABYTES });

function png(bytes: Uint8Array, header: ImageHeader): Colours {
  // The decoder inflates an interlaced image whole, whatever its size.
  inflateSync(Buffer.concat(compressedPixels(bytes)), { maxOutputLength: mostInflated(header) });
  return PNG.sync.read(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}
