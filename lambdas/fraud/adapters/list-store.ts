import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { type ListEntry, listEntry } from '../domain/api/lists';
import type { ListChange } from '../domain/decision/list-change';
import type { EntityRef } from '../domain/features/entity';
import { listChangeKey, listedKey, listKey } from './decision-items';
import { asTold } from './told-items';

const DAY_SECONDS = 86_400;

export interface ListStoreOptions {
  readonly document: DynamoDBDocumentClient;
  readonly table: string;
  /** For how long changes are kept; the audit keeps them for longer. */
  readonly changeDays: number;
}

/** Of one write: done; not there; or somebody changed the same at the same moment. */
export type ListOutcome = 'done' | 'missing' | 'changed';

/**
 * Allow and block lists in DynamoDB. An entry is there twice: where deciding reads it, and where it can be listed. Both are written in
 * one transaction with what the audit stream is told of it, so that the three never differ.
 */
export function createListStore({ document, table: TableName, changeDays }: ListStoreOptions) {
  const changePut = (org: string, ref: EntityRef, change: ListChange) => {
    const ttl = Math.floor(change.changedAt / 1000) + changeDays * DAY_SECONDS;
    const item = { ...listChangeKey(org, ref, change.changeId), ...change, org, ttl };
    return { Put: { TableName, Item: asTold(item) } };
  };

  return {
    /** In the order of values, from behind `after` on. Those that have expired may be among them. */
    async page(org: string, kind: EntityRef['kind'], Limit: number, after?: string): Promise<PageOfList> {
      const { Items = [], LastEvaluatedKey } = await document.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': listedKey(org, kind, '').pk },
          ...(after !== undefined && { ExclusiveStartKey: listedKey(org, kind, after) }),
          ConsistentRead: true,
          Limit,
        }),
      );
      return { entries: Items.map((item) => listEntry.parse(item)), last: LastEvaluatedKey?.sk };
    },

    async put(org: string, entry: ListEntry, change: ListChange): Promise<ListOutcome> {
      const ref = { kind: entry.kind, id: entry.value };
      const { expiresAt } = entry;
      const item = { ...entry, org, ...(expiresAt !== undefined && { ttl: Math.ceil(expiresAt / 1000) }) };
      return written([
        { Put: { TableName, Item: { ...listKey(org, ref), ...item } } },
        { Put: { TableName, Item: { ...listedKey(org, ref.kind, ref.id), ...item } } },
        changePut(org, ref, change),
      ]);
    },

    async remove(org: string, ref: EntityRef, change: ListChange): Promise<ListOutcome> {
      const condition = { ConditionExpression: 'attribute_exists(pk)' };
      return written([
        { Delete: { TableName, Key: listKey(org, ref), ...condition } },
        { Delete: { TableName, Key: listedKey(org, ref.kind, ref.id) } },
        changePut(org, ref, change),
      ]);
    },
  };

  async function written(TransactItems: object[]): Promise<ListOutcome> {
    try {
      await document.send(new TransactWriteCommand({ TransactItems }));
      return 'done';
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const codes = error.CancellationReasons?.map(({ Code }) => Code) ?? [];
      if (codes[0] === 'ConditionalCheckFailed') return 'missing';
      if (codes.includes('TransactionConflict')) return 'changed';
      throw error;
    }
  }
}
export type ListStore = ReturnType<typeof createListStore>;

export interface PageOfList {
  readonly entries: ListEntry[];
  /** The last value that was looked at, where there may be more. */
  readonly last?: string;
}
