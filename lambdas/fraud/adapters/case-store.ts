import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { DecisionView } from '../domain/api/decision-view';
import { feedbackResponse } from '../domain/api/feedback';
import { policySchema } from '../domain/decision/policy';
import { codeOf } from '../domain/decision/reason-codes';
import { featureNames } from '../domain/features/features-of';
import { reviewSchema } from '../domain/review/review';
import { decisionKey, labelKey, reviewKey } from './decision-items';

const itemSchema = z.object({
  org: z.string(),
  body: z.string(),
  payment: z.record(z.string(), z.unknown()),
  features: z.instanceof(Uint8Array),
  lists: z.record(z.string(), z.string()),
  policy: policySchema,
  decidedAt: z.int(),
  contributions: z.optional(z.record(z.string(), z.number())),
});

/** Decisions as people look at them. */
export const createCaseStore = (document: DynamoDBDocumentClient, table: string) => ({
  /** @returns undefined when the organisation has no such decision */
  async find(org: string, decisionId: string): Promise<DecisionView | undefined> {
    const Keys = [decisionKey(decisionId), labelKey(decisionId), reviewKey(decisionId)];
    const { Responses } = await document.send(new BatchGetCommand({ RequestItems: { [table]: { Keys } } }));
    const items = Responses?.[table] ?? [];
    const decision = itemSchema.safeParse(items.find(({ sk }) => sk === 'decision')).data;
    if (decision?.org !== org) return undefined;
    const label = items.find(({ sk }) => sk === 'label');
    const review = items.find(({ sk }) => sk === 'review');
    const { body, payment, features, decidedAt, lists, policy, contributions } = decision;
    return {
      ...JSON.parse(body),
      ...{ payment, decidedAt, features: named(features), lists, policy },
      ...(contributions && { contributions: explained(contributions) }),
      ...(label && { feedback: feedbackResponse.parse(label) }),
      ...(review && { review: reviewSchema.parse(review) }),
    };
  },
});
export type CaseStore = ReturnType<typeof createCaseStore>;

/** Decisions of an earlier version may have fewer features, of which the first are the same. */
function named(bytes: Uint8Array): Record<string, number | null> {
  const values = new Float32Array(new Uint8Array(bytes).buffer);
  const entries = [...values].map((value, index) => [featureNames[index] ?? `feature_${index}`, value] as const);
  return Object.fromEntries(entries.map(([name, value]) => [name, Number.isNaN(value) ? null : value]));
}

/** In the order of their weights, which items do not keep. */
const explained = (contributions: Readonly<Record<string, number>>): DecisionView['contributions'] =>
  Object.entries(contributions)
    .sort(([, one], [, another]) => Math.abs(another) - Math.abs(one))
    .map(([feature, weight]) => {
      const { code, message } = codeOf(feature);
      return { feature, weight, code, message };
    });
