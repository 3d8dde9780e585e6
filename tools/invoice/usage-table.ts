import { QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import {
  BILLED_INDEX,
  billedGroups,
  ledgerPk,
  type OrgCounter,
  orgCounterOf,
  orgMonthPk,
  orgOfMonthPk,
} from '../../lambdas/chat/domain/ledger';
import { type LedgerEntry, ledgerEntrySchema, type Rollup, rollupSchema } from '../../lambdas/chat/domain/usage';
import type { OpenTable } from '../operator/platform-table';

const keySchema = z.object({ pk: z.string(), sk: z.string() });

/** One counter of a month, and what it counted. */
export interface Counted extends OrgCounter {
  readonly used: Rollup;
}

/** Reads the usage table by key; what is read is in proportion to what is billed. */
export function usageTable({ document, tableName: TableName }: OpenTable) {
  async function* query(input: Omit<QueryCommandInput, 'TableName'>): AsyncGenerator<Record<string, unknown>> {
    let ExclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const page = await document.send(new QueryCommand({ TableName, ...input, ExclusiveStartKey }));
      yield* page.Items ?? [];
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
  }

  const under = (pk: string) =>
    query({ KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': pk }, ConsistentRead: true });

  return {
    /** Organisations that used something in a month, sorted. The index follows the table within a moment. */
    async organisations(month: string): Promise<string[]> {
      const found = new Set<string>();
      for (const group of billedGroups(month)) {
        const counters = query({
          IndexName: BILLED_INDEX,
          KeyConditionExpression: 'billedIn = :group',
          ExpressionAttributeValues: { ':group': group },
        });
        for await (const item of counters) found.add(orgOfMonthPk(keySchema.parse(item).pk, month));
      }
      return [...found].sort();
    },

    async counters(org: string, month: string): Promise<Counted[]> {
      const counters: Counted[] = [];
      for await (const item of under(orgMonthPk(org, month))) {
        counters.push({ ...orgCounterOf(org, month, keySchema.parse(item).sk), used: rollupSchema.parse(item) });
      }
      return counters;
    },

    /** What a counter counted, a user's entries one after another. */
    async *entries(counter: OrgCounter): AsyncGenerator<LedgerEntry> {
      for await (const item of under(ledgerPk(counter))) yield ledgerEntrySchema.parse(item);
    },
  };
}
export type UsageTable = ReturnType<typeof usageTable>;
