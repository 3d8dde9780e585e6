import { type DynamoDBDocumentClient, GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { feedbackResponse } from '../domain/api/feedback';
import type { FeedbackStore } from '../learning';
import { batchGet } from './batch-get';
import { decisionKey, labelKey } from './decision-items';
import { historiesOf, historyPut } from './history-items';
import { unlessTaken } from './unless-taken';

export interface FeedbackStoreOptions {
  readonly document: DynamoDBDocumentClient;
  readonly decisionsTable: string;
  readonly historiesTable: string;
}

const decisionSchema = z.object({
  org: z.string(),
  payment: z.object({
    paymentId: z.string(),
    amount: z.int(),
    currency: z.string(),
    occurredAt: z.int(),
    account: z.string(),
    card: z.string(),
    merchant: z.string(),
    device: z.optional(z.string()),
    ip: z.optional(z.string()),
  }),
  features: z.instanceof(Uint8Array),
  ttl: z.int(),
});

/** Labels of decisions in DynamoDB: each once, in one transaction with the histories that learn of it. */
export function createFeedbackStore({ document, decisionsTable, historiesTable }: FeedbackStoreOptions): FeedbackStore {
  return {
    async find(org, decisionId) {
      const command = new GetCommand({ TableName: decisionsTable, Key: decisionKey(decisionId), ConsistentRead: true });
      const { Item } = await document.send(command);
      const decision = Item && decisionSchema.parse(Item);
      if (decision?.org !== org) return undefined;
      const { payment, features, ttl } = decision;
      return { payment, features: new Float32Array(new Uint8Array(features).buffer), ttl };
    },

    async read(org, decisionId, refs, signal) {
      const histories = historiesOf(org, refs);
      const keys = { [decisionsTable]: [labelKey(decisionId)], [historiesTable]: histories.keys };
      const itemsOf = await batchGet(document, keys, signal);
      const [label] = itemsOf(decisionsTable);
      return { label: label && feedbackResponse.parse(label), parts: histories.read(itemsOf(historiesTable)) };
    },

    async commit({ org, label, actor, ttl }, parts, signal) {
      const Put = {
        TableName: decisionsTable,
        Item: { ...labelKey(label.decisionId), ...label, org, actor, ttl },
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
      };
      const puts = parts.map((part) => ({ Put: historyPut(historiesTable, org, part, label.learnedAt) }));
      const command = new TransactWriteCommand({ TransactItems: [{ Put }, ...puts] });
      const result = await unlessTaken(document.send(command, { abortSignal: signal }));
      return typeof result === 'string' ? result : feedbackResponse.parse(result);
    },
  };
}
