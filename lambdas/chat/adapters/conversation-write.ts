import { type DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { Written } from '../domain/ports';
import { afterConflicts, reasonsOf } from './conflicts';
import { META_SK } from './items';

/** A conversation that is there, and that nobody is deleting. */
export const IS_LIVE = 'attribute_exists(pk) AND attribute_not_exists(deletedAt)';

/**
 * Adds an item to a conversation unless the item is there, or the conversation is not. Both are decided in one transaction:
 * whatever is on its way when a conversation is deleted finds either the conversation or no place any more.
 *
 * @param contextTokens kept with the conversation, where given: what its model has read and said last
 */
export async function addToConversation(
  document: DynamoDBDocumentClient,
  TableName: string,
  Item: { readonly pk: string; readonly sk: string; readonly [attribute: string]: unknown },
  contextTokens?: number,
): Promise<Written> {
  const head = { TableName, Key: { pk: Item.pk, sk: META_SK }, ConditionExpression: IS_LIVE };
  const transaction = new TransactWriteCommand({
    TransactItems: [
      contextTokens === undefined
        ? { ConditionCheck: head }
        : {
            Update: {
              ...head,
              UpdateExpression: 'SET contextTokens = :tokens',
              ExpressionAttributeValues: { ':tokens': contextTokens },
            },
          },
      { Put: { TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' } },
    ],
  });
  return afterConflicts(async () => {
    try {
      await document.send(transaction);
      return 'added';
    } catch (error) {
      const [conversation, item] = reasonsOf(error);
      if (conversation === 'ConditionalCheckFailed') return 'gone';
      if (item === 'ConditionalCheckFailed') return 'there';
      throw error;
    }
  });
}
