import * as z from 'zod/mini';
import '../../../shared/domain/english';
import { type ImageFacts, imageFactsSchema, reasonOf } from '../images/image-facts';
import { imageTypeSchema, MOST_IMAGE_BYTES } from '../images/image-format';

export const sha256Schema = z
  .string()
  .check(z.regex(/^[0-9a-f]{64}$/, 'must be the SHA-256 of its bytes, as 64 lower-case hexadecimal digits'));

/** `POST /v1/images` */
export const imageRequest = z.strictObject({
  sha256: sha256Schema,
  contentType: imageTypeSchema,
  /** The upload has exactly as many. */
  bytes: z.int().check(z.gte(1), z.lte(MOST_IMAGE_BYTES)),
});

const { status, contentType, bytes, width, height } = imageFactsSchema.shape;

/** `GET /v1/images/{sha256}`: where it stands. What it shows is for reviewers: it would tell how to get around them. */
export const imageView = z.object({
  sha256: z.string(),
  ...{ status, contentType, bytes, width, height },
  /** Why it was refused, or no model has looked at it, in plain words. */
  reason: z.optional(z.string()),
});
export type ImageView = z.infer<typeof imageView>;

export const imageUpload = z.object({
  /** Where a form (`multipart/form-data`) with these fields, and `file` as the last one, is posted to. */
  url: z.string(),
  fields: z.record(z.string(), z.string()),
  /** Milliseconds since the epoch: until when it is taken. */
  expiresAt: z.int(),
});

/** `POST /v1/images`: without an upload where nothing is to be found by another one. */
export const imageResponse = z.object({ image: imageView, upload: z.optional(imageUpload) });
export type ImageResponse = z.infer<typeof imageResponse>;

export function viewOf(sha256: string, facts: ImageFacts): ImageView {
  const reason = reasonOf(facts);
  return imageView.parse({ ...facts, sha256, ...(reason !== undefined && { reason }) });
}
