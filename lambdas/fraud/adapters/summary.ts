import * as z from 'zod/mini';
import type { DecisionResponse } from '../domain/api/decisions';
import type { DecisionSummary } from '../domain/api/recent';

const itemSchema = z.object({
  ...{ decisionId: z.string(), decidedAt: z.int(), body: z.string() },
  payment: z.object({
    ...{ amount: z.int(), account: z.string(), card: z.string(), merchant: z.string() },
    country: z.optional(z.string()),
  }),
});

/** The item of a decision as lists show it. @param fraud what it turned out to be, where that is known */
export function summaryOf(item: unknown, fraud: boolean | undefined): DecisionSummary {
  const { decisionId, decidedAt, body, payment } = itemSchema.parse(item);
  const { decision, score, reasons } = JSON.parse(body) as DecisionResponse;
  return {
    ...{ decisionId, decidedAt, decision, ...payment },
    ...(score !== undefined && { score }),
    reasons: reasons.map(({ code }) => code),
    ...(fraud !== undefined && { fraud }),
  };
}
