import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { ledgerKey } from '../domain/ledger';
import { monthOf } from '../domain/period';
import { type LedgerEntry, ledgerEntrySchema, type Reservation } from '../domain/usage';
import { afterConflicts, reasonsOf } from './conflicts';
import type { UsageStoreOptions } from './rate-store';
import { type Account, dayKey, monthAttributes, monthKey, rollupTtl } from './usage-items';

const ADD = 'ADD requests :one, inputTokens :input, outputTokens :output, cachedTokens :cached, costMicroUsd :cost';

/**
 * The ledger of messages and the rollups made from it. An entry and all counters it counts in are written by one
 * transaction, so that they agree whatever is delivered twice, out of order, or cut off.
 */
export function createLedgerStore({ document, tableName: TableName, region }: UsageStoreOptions) {
  const figures = (entry: LedgerEntry) => ({
    ':one': 1,
    ':input': entry.inputTokens,
    ':output': entry.outputTokens,
    ':cached': entry.cachedTokens,
    ':cost': entry.costMicroUsd,
  });

  function ofMonth(account: Account, entry: LedgerEntry, at: number) {
    const { set, values } = monthAttributes(account, at);
    return {
      TableName,
      Key: monthKey(account, region, at),
      UpdateExpression: `${set} ${ADD}, heldTokens :moreTokens, heldCostMicroUsd :moreCost`,
      ExpressionAttributeNames: { '#ttl': 'ttl' },
      ExpressionAttributeValues: {
        ...values,
        ...figures(entry),
        ':moreTokens': entry.inputTokens + entry.outputTokens - entry.reservedTokens,
        ':moreCost': entry.costMicroUsd - entry.reservedCostMicroUsd,
      },
    };
  }

  const ofDay = (account: Account, entry: LedgerEntry, at: number) => ({
    TableName,
    Key: dayKey(account, region, at, entry.model),
    UpdateExpression: `SET #ttl = :ttl ${ADD}`,
    ExpressionAttributeNames: { '#ttl': 'ttl' },
    ExpressionAttributeValues: { ':ttl': rollupTtl(at), ...figures(entry) },
  });

  return {
    /** @returns false when the message was entered before, which then stays as it is */
    async enter(entry: LedgerEntry, { at, shard }: Pick<Reservation, 'at' | 'shard'>): Promise<boolean> {
      const accounts: Account[] = [{ userId: entry.userId }, { org: entry.org, shard }];
      const Item = {
        ...ledgerKey({ org: entry.org, month: monthOf(at), region, shard }, entry),
        ...ledgerEntrySchema.parse(entry),
        ttl: rollupTtl(at),
      };
      const TransactItems = [
        { Put: { TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' } },
        ...accounts.flatMap((account) => [
          { Update: ofMonth(account, entry, at) },
          { Update: ofDay(account, entry, at) },
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
