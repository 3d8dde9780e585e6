import { type DynamoDBDocumentClient, GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { batchGet } from '../../shared/stores/batch-get';
import { feedbackResponse } from '../domain/api/feedback';
import { taughtSchema } from '../domain/decision/audit-entry';
import type { FeedbackStore } from '../learning';
import { decisionKey, historyKey, labelKey, labelRevisionKey } from './decision-items';
import { historiesOf, historyPut } from './history-items';
import { reviewPut } from './review-store';
import { asTold } from './told-items';
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

/**
 * Labels of decisions in DynamoDB: the one that holds, and beside it each one as it was told, of which the stream of the table tells the
 * audit; in one transaction with the histories that learn of it.
 */
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
      const itemsOf = await batchGet(document, keys, { signal });
      const [item] = itemsOf(decisionsTable);
      const known = item && { label: feedbackResponse.parse(item), taught: z.array(taughtSchema).parse(item.taught) };
      return { known, parts: histories.read(itemsOf(historiesTable)) };
    },

    async commit({ org, label, ...rest }, parts, signal, review) {
      const { decisionId, revision, corrects } = label;
      const taught = parts.map(({ ref, shard, version }) => ({
        ...{ kind: ref.kind, shard, version },
        history: historyKey(org, ref, shard).pk,
      }));
      const item = { ...label, ...rest, org, taught };
      const puts = [
        { TableName: decisionsTable, Item: { ...labelKey(decisionId), ...item }, ...inPlaceOf(corrects) },
        { TableName: decisionsTable, Item: asTold({ ...labelRevisionKey(decisionId, revision), ...item }) },
        ...parts.map((part) => historyPut(historiesTable, org, part, label.learnedAt)),
        ...(review ? [{ ...reviewPut(decisionsTable, org, review), ...tellingWhatWas }] : []),
      ];
      const command = new TransactWriteCommand({ TransactItems: puts.map((Put) => ({ Put })) });
      const result = await unlessTaken(document.send(command, { abortSignal: signal }));
      // Of a review alone it was asked what it was before.
      return typeof result === 'string' ? result : 'changed';
    },
  };
}

const tellingWhatWas = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const };

const inPlaceOf = (revision: number | undefined) =>
  revision === undefined
    ? { ConditionExpression: 'attribute_not_exists(pk)' }
    : { ConditionExpression: 'revision = :revision', ExpressionAttributeValues: { ':revision': revision } };
