import * as z from 'zod/mini';
import { digest } from '../../shared/hash';
import { imageFactsSchema } from '../domain/images/image-facts';
import type { ImageRef } from '../domain/images/image-ref';

export const imageRef = (org: string, sha256: string): ImageRef => ({ orgHash: digest('images', org), sha256 });

/** What is known of an image, and what waits for that to be known. */
export const imagePk = ({ orgHash, sha256 }: ImageRef): string => `image#${orgHash}#${sha256}`;

export const factsKey = (ref: ImageRef) => ({ pk: imagePk(ref), sk: 'facts' });

export const WAITS = 'waits#';

export const waitsKey = (ref: ImageRef, id: string, version: number) => ({
  pk: imagePk(ref),
  sk: `${WAITS}${digest(id)}#${version}`,
});

/** Calls of the model for images of a month, in parts. */
export const imageBudgetKey = (month: string, part: number) => ({ pk: `image-budget#${month}#${part}`, sk: 'calls' });

/** A version of an item that is judged again when the image was looked at, while that is not past (ms since the epoch). */
export const waitingSchema = z.object({ org: z.string(), id: z.string(), version: z.int(), until: z.int() });
export type WaitingItem = Readonly<z.infer<typeof waitingSchema>>;

export const factsItemSchema = z.object({ ...imageFactsSchema.shape, sha256: z.string() });
