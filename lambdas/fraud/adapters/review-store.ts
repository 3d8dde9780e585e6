import {
  BatchGetCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { unlessRefused } from '../../shared/stores/conditional';
import { type Review, reviewSchema, type StoredReview } from '../domain/review/review';
import { queueOf, queuePlace, REVIEW_INDEX, reviewKey } from './decision-items';

/** Writes a review after a step, unless somebody took another one since it was read. */
export function reviewPut(TableName: string, org: string, { review, ttl }: StoredReview) {
  const isWaiting = review.status === 'open' || review.status === 'appealed';
  const { decisionId, expectedLoss, version } = review;
  return {
    TableName,
    Item: {
      ...{ ...reviewKey(decisionId), ...(isWaiting && queuePlace(org, expectedLoss, decisionId)) },
      ...{ ...review, version: version + 1, org, ttl },
    },
    ConditionExpression: '#version = :version',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: { ':version': version },
  };
}

const itemSchema = z.extend(reviewSchema, { org: z.string(), ttl: z.int() });

/** Reviews in DynamoDB: every step is one write, on condition that nobody took another one meanwhile. */
export const createReviewStore = (document: DynamoDBDocumentClient, TableName: string) => ({
  /** @returns undefined when the organisation has no such review */
  async find(org: string, decisionId: string): Promise<StoredReview | undefined> {
    const command = new GetCommand({ TableName, Key: reviewKey(decisionId), ConsistentRead: true });
    const { Item } = await document.send(command);
    const item = Item && itemSchema.parse(Item);
    return item?.org === org ? { review: reviewSchema.parse(Item), ttl: item.ttl } : undefined;
  },

  /** What waits, the highest expected loss first. The index follows the table within a moment. */
  async waiting(org: string, Limit: number): Promise<Review[]> {
    const { Items = [] } = await document.send(
      new QueryCommand({
        TableName,
        IndexName: REVIEW_INDEX,
        KeyConditionExpression: 'queueOf = :queue',
        ExpressionAttributeValues: { ':queue': queueOf(org) },
        Limit,
      }),
    );
    const Keys = Items.map(({ pk, sk }) => ({ pk, sk }));
    if (Keys.length === 0) return [];
    const RequestItems = { [TableName]: { Keys, ConsistentRead: true } };
    const { Responses } = await document.send(new BatchGetCommand({ RequestItems }));
    const known = new Map(Responses?.[TableName]?.map((item) => [item.pk, reviewSchema.parse(item)]));
    return Keys.flatMap(({ pk }) => known.get(pk) ?? []);
  },

  /** @returns whether it was written: not when somebody took a step meanwhile */
  async put(org: string, stored: StoredReview): Promise<boolean> {
    const put = new PutCommand(reviewPut(TableName, org, stored));
    return (await unlessRefused(document.send(put))) !== undefined;
  },
});
export type ReviewStore = ReturnType<typeof createReviewStore>;
