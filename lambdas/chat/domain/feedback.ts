import * as z from 'zod/mini';

/** What its owner thinks of an answer. */
export const feedbackSchema = z.strictObject({
  rating: z.enum(['up', 'down']),
  /** In the owner's own words. */
  reason: z.optional(z.string().check(z.trim(), z.minLength(1), z.maxLength(1000))),
});
export type Feedback = z.infer<typeof feedbackSchema>;
