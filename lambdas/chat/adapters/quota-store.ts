import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Quota } from '../domain/quota';
import { addRollups, type MonthUse, monthOf, type Reservation, type Rollup, rollupSchema } from '../domain/usage';
import { afterConflicts } from './conflicts';
import type { UsageStoreOptions } from './rate-store';
import { unlessRefused } from './turn-store';
import { type Account, dayPk, monthKey, monthPk, monthUseOf, rollupTtl } from './usage-items';

type Held = Pick<Reservation, 'at' | 'tokens' | 'costMicroUsd'>;

/** Months' counters: what is used, and what is held (used and reserved), which a quota bounds. */
export function createQuotaStore({ document, tableName: TableName, region }: UsageStoreOptions) {
  const addition = (account: Account, { at, tokens, costMicroUsd }: Held) => ({
    TableName,
    Key: monthKey(account, region, at),
    UpdateExpression: 'SET #ttl = :ttl ADD heldTokens :tokens, heldCostMicroUsd :cost',
    ExpressionAttributeNames: { '#ttl': 'ttl' },
    ExpressionAttributeValues: { ':tokens': tokens, ':cost': costMicroUsd, ':ttl': rollupTtl(at) },
  });

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

/** Reads what was used; counters of all regions and shards added up. */
export function createUsageReports({
  document,
  tableName: TableName,
}: Pick<UsageStoreOptions, 'document' | 'tableName'>) {
  async function query(pk: string): Promise<Record<string, unknown>[]> {
    const items: Record<string, unknown>[] = [];
    let ExclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const page = await document.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': pk },
          ExclusiveStartKey,
        }),
      );
      items.push(...(page.Items ?? []));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
    return items;
  }

  return {
    async month(account: Account, ms: number): Promise<MonthUse> {
      const items = await query(monthPk(account, monthOf(ms)));
      return items.map(monthUseOf).reduce(
        (sum, item) => ({
          used: addRollups(sum.used, item.used),
          heldTokens: sum.heldTokens + item.heldTokens,
          heldCostMicroUsd: sum.heldCostMicroUsd + item.heldCostMicroUsd,
        }),
        monthUseOf(undefined),
      );
    },

    /** One line for each model that was used on a day (`2026-11-21`). */
    async day(account: Account, day: string): Promise<{ readonly model: string; readonly used: Rollup }[]> {
      const byModel = new Map<string, Rollup>();
      for (const item of await query(dayPk(account, day))) {
        const model = String(item.sk).split('#')[0] ?? '';
        const used = rollupSchema.parse(item);
        const before = byModel.get(model);
        byModel.set(model, before ? addRollups(before, used) : used);
      }
      return [...byModel].map(([model, used]) => ({ model, used }));
    },
  };
}
export type UsageReports = ReturnType<typeof createUsageReports>;
