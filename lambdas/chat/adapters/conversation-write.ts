import { setTimeout } from 'node:timers/promises';
import { TransactionCanceledException, TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { Written } from '../domain/ports';
import { META_SK } from './items';

/** A conversation that is there, and that nobody is deleting. */
export const IS_LIVE = 'attribute_exists(pk) AND attribute_not_exists(deletedAt)';

const MAX_TRIES = 5;
/** Milliseconds to wait at most before a write that met another one is tried again, for each try so far. */
const CONFLICT_MS = 20;

/**
 * Adds an item to a conversation unless the item is there, or the conversation is not. Both are decided in one transaction:
 * whatever is on its way when a conversation is deleted finds either the conversation or no place any more.
 */
export async function addToConversation(
  document: DynamoDBDocumentClient,
  TableName: string,
  Item: { readonly pk: string; readonly sk: string; readonly [attribute: string]: unknown },
): Promise<Written> {
  const transaction = new TransactWriteCommand({
    TransactItems: [
      { ConditionCheck: { TableName, Key: { pk: Item.pk, sk: META_SK }, ConditionExpression: IS_LIVE } },
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

/** Runs a write again that met a transaction on the same item: DynamoDB refuses one of the two, and the SDK does not repeat it. */
export async function afterConflicts<T>(write: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await write();
    } catch (error) {
      if (tries === MAX_TRIES || !isConflict(error)) throw error;
      await setTimeout(Math.random() * CONFLICT_MS * tries);
    }
  }
}

const isConflict = (error: unknown): boolean =>
  error instanceof TransactionConflictException || reasonsOf(error).includes('TransactionConflict');

const reasonsOf = (error: unknown): (string | undefined)[] =>
  error instanceof TransactionCanceledException ? (error.CancellationReasons ?? []).map(({ Code }) => Code) : [];
