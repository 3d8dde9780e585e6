import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { unlessRefused } from '../../shared/stores/conditional';
import { contentTypeSchema } from '../domain/attachments/attachment';
import { ttlAfter } from './items';

/** Days for which an upload waits to be sent with a message, and a day's count of uploads is kept after it. */
const WAITING_DAYS = 1;
const COUNT_DAYS = 2;

/** What the chat table holds for an upload at `ATT#<userId>`, beside the count of each day's. */
const recordSchema = z.object({
  name: z.string(),
  contentType: contentTypeSchema,
  /** Bytes. */
  size: z.number(),
  /** The one conversation it may be sent in, once it was. */
  conversationId: z.optional(z.string()),
});
export type AttachmentRecord = z.infer<typeof recordSchema>;

/** What one user may upload in a day (UTC). */
export interface UploadLimits {
  readonly uploads: number;
  readonly bytes: number;
}

const attachmentsPk = (userId: string): string => `ATT#${userId}`;

export interface AttachmentStoreOptions {
  readonly document: DynamoDBDocumentClient;
  readonly tableName: string;
  /** Days after which conversations are removed; 0 keeps them. */
  readonly historyDays: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Who uploaded what, and for which conversation. Another user's attachment is not there at all. */
export function createAttachmentStore({ document, tableName: TableName, historyDays, now }: AttachmentStoreOptions) {
  const keyOf = (userId: string, id: string) => ({ pk: attachmentsPk(userId), sk: id });
  return {
    /** Counts an upload against the day's limits. @returns false when it would go over one */
    async admit(userId: string, bytes: number, limits: UploadLimits): Promise<boolean> {
      const day = new Date(now()).toISOString().slice(0, 10);
      const count = new UpdateCommand({
        TableName,
        Key: keyOf(userId, `DAY#${day}`),
        UpdateExpression: 'SET #ttl = :ttl ADD uploads :one, bytesUploaded :bytes',
        ConditionExpression: 'attribute_not_exists(pk) OR (uploads < :uploads AND bytesUploaded <= :room)',
        ExpressionAttributeNames: { '#ttl': 'ttl' },
        ExpressionAttributeValues: {
          ':ttl': ttlAfter(COUNT_DAYS, now()),
          ':one': 1,
          ':bytes': bytes,
          ':uploads': limits.uploads,
          ':room': limits.bytes - bytes,
        },
      });
      return (await unlessRefused(document.send(count))) !== undefined;
    },

    async add(userId: string, id: string, record: AttachmentRecord): Promise<void> {
      const Item = { ...keyOf(userId, id), ...record, ttl: ttlAfter(WAITING_DAYS, now()) };
      await document.send(new PutCommand({ TableName, Item }));
    },

    async find(userId: string, id: string): Promise<AttachmentRecord | undefined> {
      const { Item } = await document.send(new GetCommand({ TableName, Key: keyOf(userId, id), ConsistentRead: true }));
      return Item && recordSchema.parse(Item);
    },

    /** Binds an upload to a conversation. @returns false when it is not there, or of another one */
    async claim(userId: string, id: string, conversationId: string): Promise<boolean> {
      const ttl = ttlAfter(historyDays, now());
      const claim = new UpdateCommand({
        TableName,
        Key: keyOf(userId, id),
        UpdateExpression: `SET conversationId = :conversation${ttl ? ', #ttl = :ttl' : ' REMOVE #ttl'}`,
        ConditionExpression:
          'attribute_exists(pk) AND (attribute_not_exists(conversationId) OR conversationId = :conversation)',
        ExpressionAttributeNames: { '#ttl': 'ttl' },
        ExpressionAttributeValues: { ':conversation': conversationId, ...(ttl && { ':ttl': ttl }) },
      });
      return (await unlessRefused(document.send(claim))) !== undefined;
    },

    async remove(userId: string, id: string): Promise<void> {
      await document.send(new DeleteCommand({ TableName, Key: keyOf(userId, id) }));
    },
  };
}
export type AttachmentStore = ReturnType<typeof createAttachmentStore>;
