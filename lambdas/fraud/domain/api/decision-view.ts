import * as z from 'zod/mini';
import { decisionResponse } from './decisions';
import { feedbackResponse } from './feedback';

/** `GET /v1/decisions/{decisionId}`: a decision as it was answered, what it was about, and what the payment turned out to be. */
export const decisionView = z.extend(decisionResponse, {
  payment: z.record(z.string(), z.unknown()),
  /** Milliseconds since the epoch. */
  decidedAt: z.int(),
  /** The features it was made on; null where one was not known. */
  features: z.record(z.string(), z.nullable(z.number())),
  feedback: z.optional(feedbackResponse),
});
export type DecisionView = z.infer<typeof decisionView>;
