import * as z from 'zod/mini';
import { reviewSchema } from '../review/review';

const reason = z.string().check(z.trim(), z.minLength(3), z.maxLength(500));

/** `POST /v1/reviews/{decisionId}/decision`. */
export const reviewDecisionRequest = z
  .strictObject({
    verdict: z.enum(['approve', 'decline']),
    reason,
    /** What the payment is found to be, where the person is sure: it becomes its label. */
    fraud: z.optional(z.boolean()),
  })
  .check(
    z.refine(({ verdict, fraud = verdict === 'decline' }) => fraud === (verdict === 'decline'), {
      error: 'must go with the verdict: a fraud is declined, a genuine payment approved',
      path: ['fraud'],
    }),
  );

/** `POST /v1/reviews/{decisionId}/appeal`. */
export const appealRequest = z.strictObject({ reason });

/** A review as people see it. */
export const reviewView = reviewSchema;

/** `GET /v1/reviews`: what waits, the highest expected loss first. */
export const reviewsResponse = z.object({ reviews: z.array(reviewView) });
export type ReviewsResponse = z.infer<typeof reviewsResponse>;
