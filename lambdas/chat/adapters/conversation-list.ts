import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { ConversationSummary, ListPosition } from '../domain/conversation-list';
import { conversationIdOf, conversationPk, META_SK } from './items';

/** Index over the heads of conversations: `ownerId`, then `updatedAt`. */
const INDEX = 'ByOwner';

const headSchema = z.object({ pk: z.string(), title: z.string(), createdAt: z.string(), updatedAt: z.string() });

export interface ListRequest {
  readonly userId: string;
  /** Conversations at most. */
  readonly limit: number;
  readonly after?: ListPosition | undefined;
}

/**
 * A user's conversations, the one used last first, in one read of one page. The index follows the table within a moment. A
 * conversation that is used while its owner reads page after page moves to the front: it may come on none of them, never twice.
 */
export function createConversationList(document: DynamoDBDocumentClient, TableName: string) {
  return async ({ userId, limit, after }: ListRequest): Promise<readonly ConversationSummary[]> => {
    const { Items = [] } = await document.send(
      new QueryCommand({
        TableName,
        IndexName: INDEX,
        KeyConditionExpression: 'ownerId = :owner',
        ExpressionAttributeValues: { ':owner': userId },
        ScanIndexForward: false,
        Limit: limit,
        ExclusiveStartKey: after && {
          ownerId: userId,
          updatedAt: after.updatedAt,
          pk: conversationPk(userId, after.conversationId),
          sk: META_SK,
        },
      }),
    );
    return Items.map((item) => {
      const { pk, title, createdAt, updatedAt } = headSchema.parse(item);
      return { conversationId: conversationIdOf(pk), title, createdAt, updatedAt };
    });
  };
}
export type ConversationList = ReturnType<typeof createConversationList>;
