import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { dayOf, monthOf } from '../domain/period';
import { addRollups, type MonthUse, NOTHING, type Rollup, rollupSchema } from '../domain/usage';
import type { UsageStoreOptions } from './rate-store';
import { dayPk, monthPk, type Owner } from './usage-items';

/** Reads what was used in this region, whose limits it counts against; the counters of all shards added up. */
export function createUsageReports({
  document,
  tableName: TableName,
  region,
}: Pick<UsageStoreOptions, 'document' | 'tableName' | 'region'>) {
  /** A page holds every counter of an owner: at most a hundred shards, by day for each model of the stage. */
  async function counters(pk: string): Promise<Record<string, unknown>[]> {
    const items: Record<string, unknown>[] = [];
    let ExclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const page = await document.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :region)',
          ExpressionAttributeValues: { ':pk': pk, ':region': region },
          ConsistentRead: true,
          ExclusiveStartKey,
        }),
      );
      items.push(...(page.Items ?? []));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
    return items;
  }

  return {
    /** The month of a moment (milliseconds since the epoch). */
    async month(owner: Owner, ms: number): Promise<MonthUse> {
      const items = await counters(monthPk(owner, monthOf(ms)));
      return items.map(monthUseOf).reduce(
        (sum, item) => ({
          used: addRollups(sum.used, item.used),
          heldTokens: sum.heldTokens + item.heldTokens,
          heldCostMicroUsd: sum.heldCostMicroUsd + item.heldCostMicroUsd,
        }),
        monthUseOf(undefined),
      );
    },

    /** The day of a moment, all models together. */
    async day(owner: Owner, ms: number): Promise<Rollup> {
      const items = await counters(dayPk(owner, dayOf(ms)));
      return items.map((item) => rollupSchema.parse(item)).reduce(addRollups, NOTHING);
    },
  };
}
export type UsageReports = ReturnType<typeof createUsageReports>;

function monthUseOf(item: Record<string, unknown> | undefined): MonthUse {
  const { heldTokens = 0, heldCostMicroUsd = 0 } = item ?? {};
  const used = item ? rollupSchema.parse(item) : NOTHING;
  return { used, heldTokens: Number(heldTokens), heldCostMicroUsd: Number(heldCostMicroUsd) };
}
