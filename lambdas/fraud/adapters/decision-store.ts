import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, type DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import type { DecisionStore, Known } from '../deciding';
import {
  type DecisionRecord,
  type HistoryPart,
  type KnownDecision,
  knownDecisionSchema,
} from '../domain/decision/stored-decision';
import { decode, encode } from '../domain/features/codec';
import type { EntityRef } from '../domain/features/entity';
import { shardsOf } from '../domain/features/shards';
import { emptyState } from '../domain/features/state';
import { type ListedKind, listedKinds } from '../domain/rules/expression';
import { decisionKey, historyKey, listKey } from './decision-items';

/** Days for which a history is kept that nothing is added to: longer than any window of it. */
const HISTORY_DAYS = 60;
const DAY_SECONDS = 86_400;

export interface DecisionStoreOptions {
  readonly document: DynamoDBDocumentClient;
  /** Decisions and lists. */
  readonly decisionsTable: string;
  /** Histories of entities. */
  readonly historiesTable: string;
  /** For how long decisions are kept. */
  readonly decisionDays: number;
}

const historySchema = z.object({ pk: z.string(), v: z.int(), s: z.instanceof(Uint8Array) });
const listSchema = z.object({ pk: z.string(), list: z.enum(['allow', 'block']) });

/**
 * Decisions and histories in DynamoDB. Reading is one round trip; a decision and all that it counts are written in one
 * transaction, each history on condition that nobody wrote it since it was read: so what a decision saw is what it was made on,
 * and a payment is counted once or not at all.
 */
export function createDecisionStore({
  document,
  decisionsTable,
  historiesTable,
  decisionDays,
}: DecisionStoreOptions): DecisionStore {
  async function readAll(request: Record<string, readonly object[]>, signal: AbortSignal) {
    const found: Record<string, Record<string, unknown>[]> = {};
    let RequestItems = Object.fromEntries(
      Object.entries(request).map(([table, keys]) => [table, { Keys: [...keys], ConsistentRead: true }]),
    );
    while (Object.keys(RequestItems).length > 0) {
      const { Responses = {}, UnprocessedKeys = {} } = await document.send(new BatchGetCommand({ RequestItems }), {
        abortSignal: signal,
      });
      for (const [table, items] of Object.entries(Responses)) found[table] = [...(found[table] ?? []), ...items];
      RequestItems = UnprocessedKeys as typeof RequestItems;
    }
    return (table: string) => found[table] ?? [];
  }

  return {
    async read(org, decisionId, refs, signal): Promise<Known> {
      const parts = refs.flatMap((ref) => Array.from({ length: shardsOf[ref.kind] }, (_, shard) => ({ ref, shard })));
      const itemsOf = await readAll(
        {
          [decisionsTable]: [decisionKey(decisionId), ...refs.map((ref) => listKey(org, ref))],
          [historiesTable]: parts.map(({ ref, shard }) => historyKey(org, ref, shard)),
        },
        signal,
      );
      const decisions = new Map(itemsOf(decisionsTable).map((item) => [item.pk, item]));
      const histories = new Map(itemsOf(historiesTable).map((item) => [item.pk, historySchema.parse(item)]));
      const decision = decisions.get(decisionKey(decisionId).pk);
      return {
        decision: decision && knownDecisionSchema.parse(decision),
        lists: listsOf(org, refs, decisions),
        parts: parts.map(({ ref, shard }): HistoryPart => {
          const item = histories.get(historyKey(org, ref, shard).pk);
          return { ref, shard, version: item?.v ?? 0, state: item ? decode(item.s) : emptyState(ref.kind) };
        }),
      };
    },

    async commit(record, parts, signal) {
      const ttl = Math.floor(record.decidedAt / 1000);
      const Item = { ...decisionItem(record), ttl: ttl + decisionDays * DAY_SECONDS };
      const TransactItems = [
        {
          Put: {
            TableName: decisionsTable,
            Item,
            ConditionExpression: 'attribute_not_exists(pk)',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
          },
        },
        ...parts.map((part) => ({ Put: historyPut(record.org, part, ttl + HISTORY_DAYS * DAY_SECONDS) })),
      ];
      try {
        await document.send(new TransactWriteCommand({ TransactItems }), { abortSignal: signal });
        return 'committed';
      } catch (error) {
        if (error instanceof TransactionCanceledException) return whyCancelled(error);
        throw error;
      }
    },
  };

  function historyPut(org: string, { ref, shard, version, state }: HistoryPart, ttl: number) {
    return {
      TableName: historiesTable,
      Item: { ...historyKey(org, ref, shard), v: version + 1, s: encode(state), ttl },
      ...(version === 0
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : { ConditionExpression: 'v = :v', ExpressionAttributeValues: { ':v': version } }),
    };
  }
}

/** Reasons after which the same may well succeed. @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
const PASSING: ReadonlySet<string> = new Set([
  ...['None', 'ConditionalCheckFailed', 'TransactionConflict'],
  ...['ProvisionedThroughputExceeded', 'ThrottlingError'],
]);

/** Somebody else decided, or wrote one of the histories; anything else is a failure. */
function whyCancelled(error: TransactionCanceledException): KnownDecision | 'conflict' {
  const reasons = error.CancellationReasons ?? [];
  const decided = reasons[0]?.Item;
  if (decided) return knownDecisionSchema.parse(unmarshall(decided));
  if (reasons.every(({ Code = 'None' }) => PASSING.has(Code))) return 'conflict';
  throw error;
}

function listsOf(org: string, refs: readonly EntityRef[], items: ReadonlyMap<unknown, unknown>) {
  const lists = Object.fromEntries(listedKinds.map((kind) => [kind, ''])) as Record<ListedKind, string>;
  for (const ref of refs) {
    const item = items.get(listKey(org, ref).pk);
    if (item) lists[ref.kind] = listSchema.parse(item).list;
  }
  return lists;
}

function decisionItem({ decisionId, features, response, ...record }: DecisionRecord) {
  return {
    ...decisionKey(decisionId),
    ...record,
    decisionId,
    decision: response.decision,
    features: new Uint8Array(features.buffer, features.byteOffset, features.byteLength),
  };
}
