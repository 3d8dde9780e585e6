import * as z from 'zod';

/** What its owner thinks of an answer. */
export const feedbackSchema = z.strictObject({
  rating: z.enum(['up', 'down']),
  /** In the owner's own words. */
  reason: z.string().trim().min(1).max(1000).optional(),
});
export type Feedback = z.infer<typeof feedbackSchema>;
