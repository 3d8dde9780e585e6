import { decodeImage } from '../../../../lambdas/streaming/adapters/decode-image';
import type { ImageType } from '../../../../lambdas/streaming/domain/images/image-format';
import { inspectImage } from '../../../../lambdas/streaming/domain/images/inspect-image';
import { type Bits64, ones } from '../../../../lambdas/streaming/domain/moderation/known/bits';
import { type Pixels, perceptualHash } from '../../../../lambdas/streaming/domain/moderation/known/perceptual-hash';

/** An image as its look is taken of. @throws Error with why it is refused */
export function decoded(bytes: Uint8Array, type: ImageType): Pixels {
  const header = inspectImage(bytes, type);
  if ('refused' in header) throw new Error(header.refused);
  return decodeImage(bytes, type, header);
}

/** Bits in which two looks differ. */
export const bitsApart = (one: Bits64, other: Bits64): number =>
  ones(one.high ^ other.high) + ones(one.low ^ other.low);

/** The same of two images. */
export const looksApart = (one: Pixels, other: Pixels): number => bitsApart(perceptualHash(one), perceptualHash(other));
