import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { type LedgerEntry, ledgerEntrySchema, type Reservation } from '../domain/usage';
import { afterConflicts, reasonsOf } from './conflicts';
import type { UsageStoreOptions } from './rate-store';
import { type Account, dayKey, ledgerKey, monthKey, rollupTtl } from './usage-items';

/**
 * The ledger of messages and the rollups made from it. An entry and all counters it counts in are written by one
 * transaction, so that they agree whatever is delivered twice, out of order, or cut off.
 */
export function createLedgerStore({ document, tableName: TableName, region }: UsageStoreOptions) {
  const counter = (Key: Record<string, string>, entry: LedgerEntry, at: number, held: boolean) => ({
    Update: {
      TableName,
      Key,
      UpdateExpression:
        'SET #ttl = :ttl ADD requests :one, inputTokens :input, outputTokens :output, cachedTokens :cached, costMicroUsd :cost' +
        (held ? ', heldTokens :moreTokens, heldCostMicroUsd :moreCost' : ''),
      ExpressionAttributeNames: { '#ttl': 'ttl' },
      ExpressionAttributeValues: {
        ':ttl': rollupTtl(at),
        ':one': 1,
        ':input': entry.inputTokens,
        ':output': entry.outputTokens,
        ':cached': entry.cachedTokens,
        ':cost': entry.costMicroUsd,
        ...(held && {
          ':moreTokens': entry.inputTokens + entry.outputTokens - entry.reservedTokens,
          ':moreCost': entry.costMicroUsd - entry.reservedCostMicroUsd,
        }),
      },
    },
  });

  return {
    /** @returns false when the message was entered before, which then stays as it is */
    async enter(entry: LedgerEntry, { at, shard }: Pick<Reservation, 'at' | 'shard'>): Promise<boolean> {
      const accounts: Account[] = [{ userId: entry.userId }, { org: entry.org, shard }];
      const Item = {
        ...ledgerKey(entry.userId, at, entry.messageId),
        ...ledgerEntrySchema.parse(entry),
        ttl: rollupTtl(at),
      };
      const TransactItems = [
        { Put: { TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' } },
        ...accounts.flatMap((account) => [
          counter(monthKey(account, region, at), entry, at, true),
          counter(dayKey(account, region, at, entry.model), entry, at, false),
        ]),
      ];
      try {
        await afterConflicts(() => document.send(new TransactWriteCommand({ TransactItems })));
        return true;
      } catch (error) {
        // The first part, the entry, is the only one with a condition.
        if (reasonsOf(error)[0] === 'ConditionalCheckFailed') return false;
        throw error;
      }
    },
  };
}
export type LedgerStore = ReturnType<typeof createLedgerStore>;
