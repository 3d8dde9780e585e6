import { type DynamoDBDocumentClient, paginateQuery } from '@aws-sdk/lib-dynamodb';
import type { OrgTopic } from '../domain/live/topic-key';
import { WATCHED, watchedSchema } from './live-items';

/** All topics that anybody watches, of every organisation. */
export type WatchedTopics = () => Promise<readonly OrgTopic[]>;

export function createWatchedTopics(document: DynamoDBDocumentClient, table: string, now: () => number): WatchedTopics {
  const itemsOf = createPartitionReader(document, table);
  return async () => {
    const items = (await itemsOf(WATCHED, false)).map((item) => watchedSchema.parse(item));
    return items.filter(({ ttl }) => ttl > Math.floor(now() / 1000)).map(({ org, topic }) => ({ org, topic }));
  };
}

/** Reads all items of a partition of the table of live views. */
export const createPartitionReader =
  (document: DynamoDBDocumentClient, TableName: string) =>
  async (pk: string, ConsistentRead: boolean): Promise<Record<string, unknown>[]> => {
    const query = {
      TableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
      ConsistentRead,
    };
    const items: Record<string, unknown>[] = [];
    for await (const { Items = [] } of paginateQuery({ client: document }, query)) items.push(...Items);
    return items;
  };
