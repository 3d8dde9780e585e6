import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unlessRefused } from '../../shared/stores/conditional';
import type { Quota } from '../domain/quota';
import type { Reservation } from '../domain/usage';
import { afterConflicts } from './conflicts';
import type { UsageStoreOptions } from './rate-store';
import { type Account, monthAttributes, monthKey } from './usage-items';

type Held = Pick<Reservation, 'at' | 'tokens' | 'costMicroUsd'>;

/** Months' counters: what is used, and what is held (used and reserved), which a quota bounds. */
export function createQuotaStore({ document, tableName: TableName, region }: UsageStoreOptions) {
  function addition(account: Account, { at, tokens, costMicroUsd }: Held) {
    const { set, values } = monthAttributes(account, at);
    return {
      TableName,
      Key: monthKey(account, region, at),
      UpdateExpression: `${set} ADD heldTokens :tokens, heldCostMicroUsd :cost`,
      ExpressionAttributeNames: { '#ttl': 'ttl' },
      ExpressionAttributeValues: { ':tokens': tokens, ':cost': costMicroUsd, ...values },
    };
  }

  return {
    /** Holds as much of the month's quota. @returns false, with nothing held, when that much is not left */
    async hold(account: Account, held: Held, quota: Quota): Promise<boolean> {
      const tokens = quota.tokens - held.tokens;
      const cost = quota.costMicroUsd - held.costMicroUsd;
      if (tokens < 0 || cost < 0) return false;
      const { ExpressionAttributeValues: values, ...input } = addition(account, held);
      const update = new UpdateCommand({
        ...input,
        ConditionExpression:
          '(attribute_not_exists(heldTokens) OR heldTokens <= :mostTokens) AND ' +
          '(attribute_not_exists(heldCostMicroUsd) OR heldCostMicroUsd <= :mostCost)',
        ExpressionAttributeValues: { ...values, ':mostTokens': tokens, ':mostCost': cost },
      });
      return (await unlessRefused(afterConflicts(() => document.send(update)))) !== undefined;
    },

    /** Lets go of what was held for a request that comes to nothing. */
    async release(account: Account, { at, tokens, costMicroUsd }: Held): Promise<void> {
      const update = new UpdateCommand(addition(account, { at, tokens: -tokens, costMicroUsd: -costMicroUsd }));
      await afterConflicts(() => document.send(update));
    },
  };
}
export type QuotaStore = ReturnType<typeof createQuotaStore>;
