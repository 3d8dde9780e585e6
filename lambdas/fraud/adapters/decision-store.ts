import { type DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { batchGet } from '../../shared/stores/batch-get';
import type { DecisionStore } from '../deciding';
import { withDecision } from '../domain/decision/linked';
import { dayOf, samplePart } from '../domain/decision/sample';
import { type DecisionRecord, knownDecisionSchema } from '../domain/decision/stored-decision';
import type { EntityRef } from '../domain/features/entity';
import type { Review } from '../domain/review/review';
import { type ListedKind, listedKinds } from '../domain/rules/expression';
import { decisionKey, listKey, queuePlace, reviewKey, sampleKey, watchKey } from './decision-items';
import { historiesOf, historyPut } from './history-items';
import { asTold } from './told-items';
import { unlessTaken } from './unless-taken';

const DAY_SECONDS = 86_400;

export interface DecisionStoreOptions {
  readonly document: DynamoDBDocumentClient;
  /** Decisions and lists. */
  readonly decisionsTable: string;
  /** Histories of entities. */
  readonly historiesTable: string;
  /** For how long decisions are kept. */
  readonly decisionDays: number;
  /** Part of all decisions that rules are tested with. */
  readonly sampleShare: number;
  /** Milliseconds since the epoch: an entry of a list holds until its own end. */
  readonly now: () => number;
}

const listSchema = z.object({ list: z.enum(['allow', 'block']), expiresAt: z.optional(z.int()) });

/**
 * Decisions and histories in DynamoDB. Reading is one round trip; a decision and all that it counts are written in one
 * transaction, each history on condition that nobody wrote it since it was read: so what a decision saw is what it was made on,
 * and a payment is counted once or not at all.
 */
export function createDecisionStore(options: DecisionStoreOptions): DecisionStore {
  const { document, decisionsTable, historiesTable, decisionDays, sampleShare, now } = options;
  return {
    async read(org, decisionId, refs, signal) {
      const histories = historiesOf(org, refs);
      const keys = [decisionKey(decisionId), ...refs.map((ref) => listKey(org, ref))];
      const itemsOf = await batchGet(
        document,
        { [decisionsTable]: keys, [historiesTable]: histories.keys },
        { signal },
      );
      const known = new Map(itemsOf(decisionsTable).map((item) => [item.pk, item]));
      const decision = known.get(decisionKey(decisionId).pk);
      return {
        decision: decision && knownDecisionSchema.parse(decision),
        lists: listsOf(org, refs, known, now()),
        parts: histories.read(itemsOf(historiesTable)),
      };
    },

    async commit(record, parts, signal) {
      const { org, decidedAt } = record;
      const Put = {
        TableName: decisionsTable,
        Item: {
          ...decisionItem(record),
          ...sampleOf(record, sampleShare),
          ttl: Math.floor(decidedAt / 1000) + decisionDays * DAY_SECONDS,
        },
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
      };
      const puts = parts.map((part) => ({
        Put: historyPut(historiesTable, org, withDecision(part, record.decisionId), decidedAt),
      }));
      const review = record.response.decision === 'review' ? [{ Put: reviewPut(record, Put.Item.ttl) }] : [];
      const command = new TransactWriteCommand({ TransactItems: [{ Put }, ...puts, ...review] });
      const result = await unlessTaken(document.send(command, { abortSignal: signal }));
      return typeof result === 'string' ? result : knownDecisionSchema.parse(result);
    },
  };

  /** What a person is to look at is in the queue from the moment on in which the caller is told so. */
  function reviewPut({ org, decisionId, decidedAt, expectedLoss }: DecisionRecord, ttl: number) {
    const review: Review = { decisionId, expectedLoss, openedAt: decidedAt, status: 'open', version: 1 };
    const Item = { ...reviewKey(decisionId), ...queuePlace(org, expectedLoss, decisionId), ...review, org, ttl };
    return { TableName: decisionsTable, Item };
  }
}

/** Items that have expired may still be there for days. */
function listsOf(org: string, refs: readonly EntityRef[], items: ReadonlyMap<unknown, unknown>, now: number) {
  const lists = Object.fromEntries(listedKinds.map((kind) => [kind, ''])) as Record<ListedKind, string>;
  for (const ref of refs) {
    const item = items.get(listKey(org, ref).pk);
    const { list = '', expiresAt = Number.POSITIVE_INFINITY } = item ? listSchema.parse(item) : {};
    if (now < expiresAt) lists[ref.kind] = list;
  }
  return lists;
}

/** Only those of the sample are in its indexes. */
function sampleOf({ org, decisionId, decidedAt }: DecisionRecord, share: number) {
  const part = samplePart(decisionId, share);
  if (part === undefined) return {};
  const sampleSort = `${new Date(decidedAt).toISOString()}#${decisionId}`;
  const day = dayOf(decidedAt);
  return { sampleOf: sampleKey(org, day, part), sampleSort, watchOf: watchKey(day, part), watchSort: sampleSort };
}

/** A decision as its item, without the end of its keeping. */
export function decisionItem({ decisionId, features, response, ...record }: DecisionRecord) {
  return asTold({
    ...decisionKey(decisionId),
    ...record,
    decisionId,
    decision: response.decision,
    features: new Uint8Array(features.buffer, features.byteOffset, features.byteLength),
  });
}
