import * as z from 'zod/mini';

/** What Rekognition reads, and what is taken therefore. @see https://docs.aws.amazon.com/rekognition/latest/dg/limits.html */
export const imageTypes = ['image/jpeg', 'image/png'] as const;
export const imageTypeSchema = z.enum(imageTypes);
export type ImageType = z.infer<typeof imageTypeSchema>;

export const MOST_IMAGE_BYTES = 5_000_000;

/** Decoded, an image takes four bytes a pixel and more on the way: a file of a few kilobytes may claim to have very many. */
export const MOST_PIXELS = 4_096 * 4_096;

/** Labels of which Rekognition is less sure (%) are not asked for: no policy has a threshold below. */
export const LEAST_CONFIDENCE = 30;

/** Of either side, for Rekognition. */
export const SIDES_LABELLED = { least: 80, most: 10_000 } as const;
