import * as z from 'zod/mini';

/** Who says so: a bank by a chargeback or an alert, a customer, or a person who looked at the payment. */
export const feedbackSources = ['chargeback', 'issuer', 'customer', 'review'] as const;

/** `POST /v1/feedback`: what a payment turned out to be. */
export const feedbackRequest = z.strictObject({
  decisionId: z.string().check(z.regex(/^d_[\w-]{22}$/, 'must be the id of a decision')),
  fraud: z.boolean(),
  source: z.enum(feedbackSources),
  /** The revision of the label that was wrong. Without it, a label is told for the first time. */
  corrects: z.optional(z.int().check(z.gte(1))),
});
export type FeedbackRequest = z.infer<typeof feedbackRequest>;

/** `200` of it: what is known of the payment from now on; the same whenever it is said again. */
export const feedbackResponse = z.object({
  decisionId: z.string(),
  fraud: z.boolean(),
  source: z.enum(feedbackSources),
  /** Milliseconds since the epoch. */
  learnedAt: z.int(),
  /** From 1 on; one more with each correction. */
  revision: z.int(),
  /** The revision that it took the place of. */
  corrects: z.optional(z.int()),
});
export type FeedbackResponse = z.infer<typeof feedbackResponse>;
