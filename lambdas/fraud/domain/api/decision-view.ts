import * as z from 'zod/mini';
import { policySchema } from '../decision/policy';
import { decisionResponse } from './decisions';
import { feedbackResponse } from './feedback';
import { reviewView } from './reviews';

/** `GET /v1/decisions/{decisionId}`: a decision as it was answered, what it was about, and what the payment turned out to be. */
export const decisionView = z.extend(decisionResponse, {
  payment: z.record(z.string(), z.unknown()),
  /** Milliseconds since the epoch. */
  decidedAt: z.int(),
  /** The features it was made on; null where one was not known. */
  features: z.record(z.string(), z.nullable(z.number())),
  /**
   * What weighed most in the score of what was not approved, the weightiest first: log-odds, above 0 where it speaks for fraud. Absent
   * where the model was not asked, or does not explain itself.
   */
  contributions: z.optional(
    z.array(z.object({ feature: z.string(), weight: z.number(), code: z.string(), message: z.string() })),
  ),
  /** On which list each of the payment's entities was: allow, block or empty. */
  lists: z.record(z.string(), z.string()),
  /** What decisions cost then, in minor units of the stage's own currency. */
  policy: policySchema,
  feedback: z.optional(feedbackResponse),
  /** What people made of it, where they were to look; for people alone. */
  review: z.optional(reviewView),
});
export type DecisionView = z.infer<typeof decisionView>;
