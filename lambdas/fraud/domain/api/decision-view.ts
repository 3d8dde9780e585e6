import * as z from 'zod/mini';
import { policySchema } from '../decision/policy';
import { decisionResponse } from './decisions';
import { feedbackResponse } from './feedback';

/** `GET /v1/decisions/{decisionId}`: a decision as it was answered, what it was about, and what the payment turned out to be. */
export const decisionView = z.extend(decisionResponse, {
  payment: z.record(z.string(), z.unknown()),
  /** Milliseconds since the epoch. */
  decidedAt: z.int(),
  /** The features it was made on; null where one was not known. */
  features: z.record(z.string(), z.nullable(z.number())),
  /** On which list each of the payment's entities was: allow, block or empty. */
  lists: z.record(z.string(), z.string()),
  /** What decisions cost then, in minor units of the stage's own currency. */
  policy: policySchema,
  feedback: z.optional(feedbackResponse),
});
export type DecisionView = z.infer<typeof decisionView>;
