import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { batchGet } from '../../shared/stores/batch-get';
import { TOLD_PARTS } from '../domain/decision/told-place';
import type { Entry } from '../domain/reconcile/account';
import { TOLD_INDEX, toldKey } from './told-items';

const entrySchema = z.object({ toldAs: z.string(), digest: z.string() });
const versionSchema = z.object({ pk: z.string(), v: z.int() });
const MOST_KEYS = 100;

export interface ToldStoreOptions {
  readonly document: DynamoDBDocumentClient;
  readonly decisionsTable: string;
  readonly historiesTable: string;
}

/** What the tables say was told of an hour, and how far histories are. */
export const createToldStore = ({ document, decisionsTable, historiesTable }: ToldStoreOptions) => ({
  /** @param parts of the hour; all by default */
  async *entries(hour: string, parts = Array.from({ length: TOLD_PARTS }, (_, part) => part)): AsyncGenerator<Entry> {
    for (const part of parts) {
      let ExclusiveStartKey: Record<string, unknown> | undefined;
      do {
        const { Items = [], LastEvaluatedKey } = await document.send(
          new QueryCommand({
            TableName: decisionsTable,
            IndexName: TOLD_INDEX,
            KeyConditionExpression: 'toldIn = :place',
            ExpressionAttributeValues: { ':place': toldKey(hour, part) },
            ...(ExclusiveStartKey && { ExclusiveStartKey }),
          }),
        );
        for (const item of Items) {
          const { toldAs, digest } = entrySchema.parse(item);
          yield { id: toldAs, digest };
        }
        ExclusiveStartKey = LastEvaluatedKey;
      } while (ExclusiveStartKey);
    }
  },

  /** Versions of the histories that there are, by their keys. */
  async versions(histories: readonly string[]): Promise<Map<string, number>> {
    const versions = new Map<string, number>();
    for (let at = 0; at < histories.length; at += MOST_KEYS) {
      const keys = histories.slice(at, at + MOST_KEYS).map((pk) => ({ pk }));
      const itemsOf = await batchGet(document, { [historiesTable]: keys }, { signal: AbortSignal.timeout(60_000) });
      for (const item of itemsOf(historiesTable)) {
        const { pk, v } = versionSchema.parse(item);
        versions.set(pk, v);
      }
    }
    return versions;
  },
});
export type ToldStore = ReturnType<typeof createToldStore>;
