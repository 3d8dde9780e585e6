import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { factsOf } from '../domain/decision/facts';
import { policySchema } from '../domain/decision/policy';
import { dayOf, SAMPLE_DAYS, SAMPLE_PARTS } from '../domain/decision/sample';
import type { RecordedDecision } from '../domain/rules/backtest';
import { type ListedKind, listedKinds } from '../domain/rules/expression';
import { labelsOf, partOfSample } from './sample-items';

const DAY_MS = 86_400_000;

const itemSchema = z.object({
  decisionId: z.string(),
  decidedAt: z.int(),
  decision: z.enum(['approve', 'review', 'decline']),
  body: z.string(),
  payment: z.looseObject({
    paymentId: z.string(),
    amount: z.int(),
    currency: z.string(),
    occurredAt: z.int(),
    account: z.string(),
    card: z.string(),
    merchant: z.string(),
    country: z.optional(z.string()),
    stream: z.optional(z.record(z.string(), z.number())),
  }),
  features: z.instanceof(Uint8Array),
  lists: z.record(z.enum(listedKinds), z.string()),
  policy: policySchema,
});

/** Decisions of the sample, the newest days first. */
export function createSampleStore(document: DynamoDBDocumentClient, TableName: string, now: () => number) {
  const ofPart = async (org: string, day: string, part: number, limit: number): Promise<RecordedDecision[]> => {
    const items = await partOfSample(document, TableName, { org, day, part, limit });
    return items.map((item) => recordedOf(itemSchema.parse(item)));
  };

  return {
    /** @param most decisions, of the last thirty days */
    async recent(org: string, most: number): Promise<RecordedDecision[]> {
      const found: RecordedDecision[] = [];
      for (let days = 0; days < SAMPLE_DAYS && found.length < most; days += 1) {
        const day = dayOf(now() - days * DAY_MS);
        const rest = Math.ceil((most - found.length) / SAMPLE_PARTS);
        const parts = Array.from({ length: SAMPLE_PARTS }, (_, part) => ofPart(org, day, part, rest));
        found.push(...(await Promise.all(parts)).flat());
      }
      const ids = found.map(({ decisionId }) => decisionId);
      const labels = await labelsOf(document, TableName, ids);
      return found.map((decision) => ({ ...decision, fraud: labels.get(decision.decisionId) }));
    },
  };
}
export type SampleStore = ReturnType<typeof createSampleStore>;

function recordedOf({ body, payment, features, lists, ...decision }: z.infer<typeof itemSchema>): RecordedDecision {
  const { score = Number.NaN } = JSON.parse(body) as { score?: number };
  const values = new Float32Array(new Uint8Array(features).buffer);
  return { ...decision, facts: factsOf(payment, values, lists as Record<ListedKind, string>, score) };
}
