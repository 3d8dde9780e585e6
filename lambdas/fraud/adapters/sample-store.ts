import { BatchGetCommand, type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { factsOf } from '../domain/decision/facts';
import { policySchema } from '../domain/decision/policy';
import { dayOf, SAMPLE_DAYS, SAMPLE_PARTS } from '../domain/decision/sample';
import type { RecordedDecision } from '../domain/rules/backtest';
import { type ListedKind, listedKinds } from '../domain/rules/expression';
import { labelKey, SAMPLE_INDEX, sampleKey } from './decision-items';

const DAY_MS = 86_400_000;
const MOST_KEYS = 100;

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
  }),
  features: z.instanceof(Uint8Array),
  lists: z.record(z.enum(listedKinds), z.string()),
  policy: policySchema,
});

/** Decisions of the sample, the newest days first. */
export function createSampleStore(document: DynamoDBDocumentClient, TableName: string, now: () => number) {
  async function ofPart(org: string, day: string, part: number, Limit: number): Promise<RecordedDecision[]> {
    const { Items = [] } = await document.send(
      new QueryCommand({
        TableName,
        IndexName: SAMPLE_INDEX,
        KeyConditionExpression: 'sampleOf = :sample',
        ExpressionAttributeValues: { ':sample': sampleKey(org, day, part) },
        ScanIndexForward: false,
        Limit,
      }),
    );
    return Items.map((item) => recordedOf(itemSchema.parse(item)));
  }

  async function labelsOf(decisions: readonly RecordedDecision[]): Promise<Map<string, boolean>> {
    const labels = new Map<string, boolean>();
    for (let at = 0; at < decisions.length; at += MOST_KEYS) {
      const Keys = decisions.slice(at, at + MOST_KEYS).map(({ decisionId }) => labelKey(decisionId));
      const { Responses } = await document.send(new BatchGetCommand({ RequestItems: { [TableName]: { Keys } } }));
      for (const { decisionId, fraud } of Responses?.[TableName] ?? []) labels.set(decisionId, fraud);
    }
    return labels;
  }

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
      const labels = await labelsOf(found);
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
