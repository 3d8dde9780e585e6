import * as z from 'zod/mini';

/** Who wrote a version of something that needs four eyes, and who let it hold. */
export const authored = {
  version: z.int(),
  author: z.string(),
  /** Milliseconds since the epoch. */
  writtenAt: z.int(),
  approvedBy: z.optional(z.string()),
  approvedAt: z.optional(z.int()),
};
const authoredSchema = z.object(authored);
export type Authored = z.infer<typeof authoredSchema>;

/**
 * `POST /v1/<what>/draft/approval`: the draft that was looked at. One that is written again has the same version: without the time, what was
 * written last is approved.
 */
export const approvalRequest = z.strictObject({
  version: z.int().check(z.gte(1)),
  /** As the draft had it. */
  writtenAt: z.optional(z.int()),
});
