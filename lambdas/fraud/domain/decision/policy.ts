import * as z from 'zod/mini';

const cost = z.number().check(z.gte(0));

/** What decisions cost, in minor units of the stage's own currency; thresholds follow from it for each amount. */
export const policySchema = z.object({
  /** Declining a genuine payment. */
  falsePositive: cost,
  /** A person looking at a payment. */
  review: cost,
  /** Approving a fraud: a fixed part, and a part of the amount. */
  missedFraud: z.object({ fixed: cost, perAmount: cost }),
  /** Without a model, from this amount on a person looks at what no rule decided. */
  unscoredReviewFrom: cost,
});
export type Policy = z.infer<typeof policySchema>;
