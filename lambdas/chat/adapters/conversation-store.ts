import { type DynamoDBDocumentClient, GetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { unlessRefused } from '../../shared/stores/conditional';
import type { Answer } from '../domain/answer';
import type { ReadHistory } from '../domain/branch';
import type { ConversationStore, HistoryItem } from '../domain/ports';
import type { TurnKey } from '../domain/turn';
import { afterConflicts } from './conflicts';
import { addToConversation, IS_LIVE } from './conversation-write';
import {
  answerItemSchema,
  answerSk,
  conversationPk,
  isSummary,
  MESSAGE_PREFIX,
  META_SK,
  messageItemSchema,
  messageSk,
  summaryItemSchema,
  summarySk,
  ttlAfter,
} from './items';
import type { TurnStoreOptions } from './turn-store';

/** Items read at a time: a page of most conversations, and far below 1 MB. */
const PAGE_ITEMS = 50;

/** Conversations in the chat table: `META`, `MSG#<ulid>`, `MSG#<ulid>#A` and `MSG#<ulid>#S` under `CONV#<userId>#<conversationId>`. */
export function createConversationStore(options: TurnStoreOptions): ConversationStore {
  const { document, tableName: TableName, historyDays, now } = options;
  const ttl = () => ttlAfter(historyDays, now());

  return {
    async touch(userId, conversationId, { mustExist, at, title }) {
      const days = ttl();
      const update = new UpdateCommand({
        TableName,
        Key: { pk: conversationPk(userId, conversationId), sk: META_SK },
        UpdateExpression:
          'SET ownerId = :owner, title = if_not_exists(title, :title), createdAt = if_not_exists(createdAt, :at), ' +
          `updatedAt = :at${days ? ', #ttl = :ttl' : ''}`,
        ConditionExpression: mustExist ? IS_LIVE : 'attribute_not_exists(deletedAt)',
        ...(days && { ExpressionAttributeNames: { '#ttl': 'ttl' } }),
        ExpressionAttributeValues: { ':owner': userId, ':title': title, ':at': at, ...(days && { ':ttl': days }) },
      });
      return (await unlessRefused(afterConflicts(() => document.send(update)))) !== undefined;
    },

    addMessage({ userId, conversationId, ...message }) {
      return addToConversation(document, TableName, {
        pk: conversationPk(userId, conversationId),
        sk: messageSk(message.messageId),
        ...messageItemSchema.parse(message),
        ttl: ttl(),
      });
    },

    addAnswer({ userId, conversationId, ...answer }) {
      const item = {
        pk: conversationPk(userId, conversationId),
        sk: answerSk(answer.messageId),
        ...answerItemSchema.parse(answer),
        ttl: ttl(),
      };
      const { inputTokens, outputTokens } = answer.outcome.usage;
      return addToConversation(document, TableName, item, inputTokens + outputTokens);
    },

    async contextTokens(userId, conversationId) {
      const Key = { pk: conversationPk(userId, conversationId), sk: META_SK };
      const { Item } = await document.send(
        new GetCommand({ TableName, Key, ProjectionExpression: 'contextTokens', ConsistentRead: true }),
      );
      return Number(Item?.contextTokens ?? 0);
    },

    async findMessage(userId, conversationId, messageId) {
      const Key = { pk: conversationPk(userId, conversationId), sk: messageSk(messageId) };
      const { Item } = await document.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
      return Item && messageItemSchema.parse(Item);
    },

    async findAnswer({ userId, conversationId }: TurnKey, messageId): Promise<Answer | undefined> {
      const Key = { pk: conversationPk(userId, conversationId), sk: answerSk(messageId) };
      const { Item } = await document.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
      return Item && { userId, conversationId, ...answerItemSchema.parse(Item) };
    },

    addSummary({ userId, conversationId, ...summary }) {
      return addToConversation(document, TableName, {
        pk: conversationPk(userId, conversationId),
        sk: summarySk(summary.messageId),
        ...summaryItemSchema.parse(summary),
        ttl: ttl(),
      });
    },

    history: (userId, conversationId) => readBack(document, TableName, conversationPk(userId, conversationId)),
  };
}

const readBack = (document: DynamoDBDocumentClient, TableName: string, pk: string): ReadHistory =>
  async function* (messageId, whole) {
    let ExclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const last = whole ? summarySk(messageId) : messageSk(messageId);
      const page = await document.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
          ExpressionAttributeValues: { ':pk': pk, ':first': MESSAGE_PREFIX, ':last': last },
          ScanIndexForward: false,
          ConsistentRead: true,
          Limit: PAGE_ITEMS,
          ExclusiveStartKey,
        }),
      );
      yield* (page.Items ?? []).map(historyItem);
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
  };

const historySchema = z.pick(messageItemSchema, { messageId: true, text: true, branch: true, attachments: true });

const historyAnswerSchema = z.pick(answerItemSchema, { messageId: true, text: true, outcome: true });

const historySummarySchema = z.pick(summaryItemSchema, { messageId: true, text: true });

function historyItem(item: Record<string, unknown>): HistoryItem {
  if (isSummary(item.sk)) return { kind: 'summary', ...historySummarySchema.parse(item) };
  if (!String(item.sk).endsWith('#A')) return { kind: 'message', ...historySchema.parse(item) };
  const { messageId, text, outcome } = historyAnswerSchema.parse(item);
  const filtered = outcome.status !== 'failed' && outcome.finishReason === 'filtered';
  return { kind: 'answer', messageId, text, ...(filtered && { filtered }) };
}
