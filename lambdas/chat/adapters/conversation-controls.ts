import { DeleteCommand, type DynamoDBDocumentClient, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { unlessRefused } from '../../shared/stores/conditional';
import { attachmentSchema } from '../domain/attachments/attachment';
import type { Feedback } from '../domain/feedback';
import { afterConflicts } from './conflicts';
import { IS_LIVE } from './conversation-write';
import { answerItemSchema, answerSk, conversationPk, META_SK, ttlAfter } from './items';

/** Items read, and then deleted at once. */
const BATCH = 25;
/** Items that one call deletes at most: a few seconds' work. */
const MAX_DELETED = 1_000;
/** Days for which the mark of a deletion is kept: longer than a client repeats its first message, which would begin it anew. */
const MARK_DAYS = 1;

export interface Deletion {
  /** Items deleted by this call. */
  readonly deleted: number;
  /** Nothing of the conversation is left but the mark. */
  readonly done: boolean;
}

export interface ConversationControls {
  /** @returns false when this user has no such conversation */
  rename(userId: string, conversationId: string, title: string): Promise<boolean>;
  /** Deletes as much as one call may. May be repeated at any time. @returns undefined when there is nothing to delete */
  remove(userId: string, conversationId: string): Promise<Deletion | undefined>;
  /** Keeps what the owner thinks of an answer, instead of what was thought before. @returns the model; undefined without such an answer */
  rate(userId: string, conversationId: string, messageId: string, feedback: Feedback): Promise<string | undefined>;
}

const attachmentIdsSchema = z.array(attachmentSchema);

interface FoundItem {
  readonly sk: string;
  /** It is the head of a conversation that is being deleted. */
  readonly marked: boolean;
  /** What goes with the message. */
  readonly attachmentIds: readonly string[];
}

/**
 * What an owner does with a conversation. Deletion first marks its head, which takes it out of the list and lets no item be
 * added any more, then deletes all else. The mark holds the ids and a time only.
 *
 * @param now milliseconds since the epoch
 * @param removeAttachment deletes what a user uploaded; again and again is the same as once
 */
export function createConversationControls(
  document: DynamoDBDocumentClient,
  TableName: string,
  now: () => number,
  removeAttachment: (userId: string, id: string) => Promise<void>,
): ConversationControls {
  async function mark(pk: string): Promise<void> {
    const update = new UpdateCommand({
      TableName,
      Key: { pk, sk: META_SK },
      UpdateExpression: 'SET deletedAt = :at, #ttl = :ttl REMOVE ownerId, title, createdAt, updatedAt, contextTokens',
      ConditionExpression: IS_LIVE,
      ExpressionAttributeNames: { '#ttl': 'ttl' },
      ExpressionAttributeValues: { ':at': new Date(now()).toISOString(), ':ttl': ttlAfter(MARK_DAYS, now()) },
    });
    await unlessRefused(afterConflicts(() => document.send(update)));
  }

  async function nextBatch(pk: string): Promise<readonly FoundItem[]> {
    const { Items = [] } = await document.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk },
        ProjectionExpression: 'sk, deletedAt, attachments',
        ConsistentRead: true,
        // One more for the head, which stays.
        Limit: BATCH + 1,
      }),
    );
    return Items.map(({ sk, deletedAt, attachments }) => ({
      sk: String(sk),
      marked: deletedAt !== undefined,
      attachmentIds: attachmentIdsSchema.parse(attachments ?? []).map(({ id }) => id),
    }));
  }

  return {
    async rename(userId, conversationId, title) {
      const update = new UpdateCommand({
        TableName,
        Key: { pk: conversationPk(userId, conversationId), sk: META_SK },
        UpdateExpression: 'SET title = :title',
        ConditionExpression: IS_LIVE,
        ExpressionAttributeValues: { ':title': title },
      });
      return (await unlessRefused(afterConflicts(() => document.send(update)))) !== undefined;
    },

    async remove(userId, conversationId) {
      const pk = conversationPk(userId, conversationId);
      let deleted = 0;
      for (;;) {
        const found = await nextBatch(pk);
        if (found.length === 0 && deleted === 0) return undefined;
        if (found.some(({ sk, marked }) => sk === META_SK && !marked)) {
          await mark(pk);
          continue;
        }
        const batch = found.filter(({ sk }) => sk !== META_SK);
        if (batch.length === 0) return { deleted, done: true };
        if (deleted >= MAX_DELETED) return { deleted, done: false };
        // Before the items that name them, so that a call which ends in between leaves none behind.
        await Promise.all(
          batch.flatMap(({ attachmentIds }) => attachmentIds.map((id) => removeAttachment(userId, id))),
        );
        await Promise.all(batch.map(({ sk }) => document.send(new DeleteCommand({ TableName, Key: { pk, sk } }))));
        deleted += batch.length;
      }
    },

    async rate(userId, conversationId, messageId, feedback) {
      const update = new UpdateCommand({
        TableName,
        Key: { pk: conversationPk(userId, conversationId), sk: answerSk(messageId) },
        UpdateExpression: 'SET feedback = :feedback',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':feedback': feedback },
        ReturnValues: 'ALL_NEW',
      });
      const result = await unlessRefused(document.send(update));
      return result && answerItemSchema.parse(result.Attributes).model;
    },
  };
}
