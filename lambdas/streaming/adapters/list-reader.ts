import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { batchGet } from '../../shared/stores/batch-get';
import { prefixOf } from '../domain/features/version';
import type { ListReader } from '../domain/rankings/top';
import { counterKey, listKeyOf, RANKING_INDEX } from './feature-items';

const countSchema = z.object({ pk: z.string(), item: z.string(), listCount: z.int() });
/** Keys of one call. */
const MOST_KEYS = 100;

/**
 * Counts of rankings in DynamoDB, as they were within the last second.
 *
 * @param version of features
 */
export function createListReader(document: DynamoDBDocumentClient, table: string, version = 1): ListReader {
  const prefix = prefixOf(version);
  return {
    async head(list, Limit) {
      const { Items = [] } = await document.send(
        new QueryCommand({
          TableName: table,
          IndexName: RANKING_INDEX,
          KeyConditionExpression: 'listOf = :list',
          ExpressionAttributeValues: { ':list': listKeyOf(list, prefix) },
          ScanIndexForward: false,
          Limit,
        }),
      );
      return Items.map((item) => countSchema.parse(item)).map(({ item, listCount }) => ({ item, count: listCount }));
    },

    async counts(of) {
      const keys = of.map(({ list, item }) => counterKey(list, item, prefix));
      const calls = Array.from({ length: Math.ceil(keys.length / MOST_KEYS) }, (_, call) =>
        batchGet(
          document,
          { [table]: keys.slice(call * MOST_KEYS, (call + 1) * MOST_KEYS) },
          { consistency: 'eventual' },
        ),
      );
      const found = (await Promise.all(calls))
        .flatMap((itemsOf) => itemsOf(table))
        .map((item) => countSchema.parse(item));
      const counts = new Map(found.map(({ pk, listCount }) => [pk, listCount]));
      return keys.map(({ pk }) => counts.get(pk) ?? 0);
    },
  };
}
