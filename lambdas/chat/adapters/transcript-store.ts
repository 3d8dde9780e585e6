import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { TranscriptHead, TranscriptItem } from '../domain/transcript';
import {
  answerItemSchema,
  conversationPk,
  isSummary,
  MESSAGE_PREFIX,
  META_SK,
  type MessageItem,
  messageItemSchema,
} from './items';

export interface TranscriptRequest {
  readonly userId: string;
  readonly conversationId: string;
  /** Items at most. */
  readonly limit: number;
  /** Position of the last item that is known already. */
  readonly after?: string | undefined;
}

export interface TranscriptPage {
  /** Of the conversation; on the first page only. */
  readonly head?: TranscriptHead;
  /** Oldest first. */
  readonly items: readonly TranscriptItem[];
  /** Position to go on after; undefined at the end. */
  readonly next?: string;
}

/** A conversation of before titles were kept has none, and one that is being deleted has lost its own. */
const headSchema = z.object({
  title: z._default(z.string(), ''),
  createdAt: z._default(z.string(), ''),
  deletedAt: z.optional(z.string()),
});

/** Reads conversations in the chat table, a page at a time. */
export function createTranscriptStore(document: DynamoDBDocumentClient, tableName: string) {
  return {
    /** @returns undefined when this user has no such conversation */
    async read({ userId, conversationId, limit, after }: TranscriptRequest): Promise<TranscriptPage | undefined> {
      const pk = conversationPk(userId, conversationId);
      const { Items = [], LastEvaluatedKey } = await document.send(
        new QueryCommand({
          TableName: tableName,
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
          // `META` sorts before all messages, so the first page begins with it.
          ExpressionAttributeValues: { ':pk': pk, ':first': META_SK, ':last': `${MESSAGE_PREFIX}~` },
          ExclusiveStartKey: after === undefined ? undefined : { pk, sk: `${MESSAGE_PREFIX}${after}` },
          // One more than asked for tells whether there is another page, and `META` is one.
          Limit: limit + 2,
        }),
      );
      if (Items.length === 0) return undefined;
      const [first] = Items;
      const head = first?.sk === META_SK ? headSchema.parse(first) : undefined;
      if (head?.deletedAt !== undefined) return undefined;
      const messages = Items.filter(({ sk }) => sk !== META_SK && !isSummary(sk));
      const page = messages.slice(0, limit);
      const more = messages.length > limit || LastEvaluatedKey !== undefined;
      const last = page.at(-1);
      return {
        ...(head && { head: { title: head.title, createdAt: head.createdAt } }),
        items: page.map(transcriptItem),
        ...(more && last ? { next: String(last.sk).slice(MESSAGE_PREFIX.length) } : {}),
      };
    },
  };
}
export type TranscriptStore = ReturnType<typeof createTranscriptStore>;

function transcriptItem(item: Record<string, unknown>): TranscriptItem {
  if (!String(item.sk).endsWith('#A')) return userItem(messageItemSchema.parse(item));
  const { messageId, clientMessageId, text, createdAt, model, outcome, feedback } = answerItemSchema.parse(item);
  const ended =
    outcome.status === 'failed'
      ? { status: outcome.status, error: { code: outcome.error.code, message: outcome.error.message } }
      : {
          status: outcome.status,
          finishReason: outcome.finishReason,
          ...(outcome.intervention && { reason: outcome.intervention.reason }),
        };
  const said = { role: 'assistant' as const, messageId, clientMessageId, text, createdAt, model, usage: outcome.usage };
  return { ...said, ...ended, ...(feedback && { feedback }) };
}

/** Without what only models and the worker are told. */
function userItem({ attachments, ...message }: MessageItem): TranscriptItem {
  const listed = attachments?.map(({ id, name, contentType, size }) => ({ id, name, contentType, size }));
  return { role: 'user', ...message, ...(listed && { attachments: listed }) };
}
