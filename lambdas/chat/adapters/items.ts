import * as z from 'zod/mini';
import { attachmentSchema } from '../domain/attachments/attachment';
import { branchSchema } from '../domain/branch';
import { errorCodeSchema } from '../domain/errors';
import { feedbackSchema } from '../domain/feedback';
import type { TurnKey } from '../domain/turn';

/** All of one conversation lies under one partition key, so another user's conversation is not there at all. */
export const conversationPk = (userId: string, conversationId: string): string => `CONV#${userId}#${conversationId}`;
/** The id of a conversation has no `#`; its user's may. */
export const conversationIdOf = (pk: string): string => pk.slice(pk.lastIndexOf('#') + 1);

export const META_SK = 'META';
export const turnSk = (clientMessageId: string): string => `TURN#${clientMessageId}`;
/** The answer sorts directly after its message, and both by time: message ids are ULIDs. */
export const MESSAGE_PREFIX = 'MSG#';
export const messageSk = (messageId: string): string => `${MESSAGE_PREFIX}${messageId}`;
/** The summary of all up to the answer sorts directly after it, so that who reads back meets it first. */
export const summarySk = (messageId: string): string => `${MESSAGE_PREFIX}${messageId}#S`;
export const isSummary = (sk: unknown): boolean => String(sk).endsWith('#S');
export const answerSk = (messageId: string): string => `${MESSAGE_PREFIX}${messageId}#A`;

export const turnItemKey = ({ userId, conversationId, clientMessageId }: TurnKey) => ({
  pk: conversationPk(userId, conversationId),
  sk: turnSk(clientMessageId),
});

const usageSchema = z.object({
  inputTokens: z.number(),
  outputTokens: z.number(),
  cachedTokens: z.optional(z.number()),
  estimated: z.boolean(),
});
const spentSchema = z.optional(
  z.array(z.extend(usageSchema, { target: z.optional(z.string()), cacheWriteTokens: z.optional(z.number()) })),
);
const latencySchema = z.object({ firstToken: z.nullable(z.number()), total: z.number() });
const outcomeSchema = z.discriminatedUnion('status', [
  z.object({
    status: z.enum(['done', 'stopped']),
    finishReason: z.enum(['stop', 'length', 'stopped', 'filtered']),
    intervention: z.optional(z.object({ reason: z.string(), rule: z.optional(z.string()) })),
    usage: usageSchema,
    spent: spentSchema,
    latencyMs: latencySchema,
  }),
  z.object({
    status: z.literal('failed'),
    error: z.object({ code: errorCodeSchema, message: z.string(), retryAfterMs: z.optional(z.number()) }),
    usage: usageSchema,
    spent: spentSchema,
    latencyMs: latencySchema,
  }),
]);

/** What the chat table holds for a message at `MSG#<ulid>`. */
export const messageItemSchema = z.object({
  messageId: z.string(),
  clientMessageId: z.string(),
  text: z.string(),
  createdAt: z.string(),
  branch: z.optional(branchSchema),
  attachments: z.optional(z.array(attachmentSchema)),
});
export type MessageItem = z.infer<typeof messageItemSchema>;

/** What the chat table holds for an answer at `MSG#<ulid>#A`. */
export const answerItemSchema = z.object({
  messageId: z.string(),
  clientMessageId: z.string(),
  attempt: z.int().check(z.gte(1)),
  model: z.string(),
  text: z.string(),
  frameEnds: z.array(z.int()),
  tools: z.optional(z.array(z.object({ frame: z.int(), toolUseId: z.string(), name: z.string() }))),
  outcome: outcomeSchema,
  createdAt: z.string(),
  feedback: z.optional(feedbackSchema),
});

/** What the chat table holds for the summary of a conversation up to an answer, at `MSG#<ulid>#S`. */
export const summaryItemSchema = z.object({
  messageId: z.string(),
  text: z.string(),
  model: z.string(),
  createdAt: z.string(),
});

const DAY_SECONDS = 86_400;

/** Seconds since the epoch at which an item of `days` may be forgotten; undefined when it is kept (0 days). */
export const ttlAfter = (days: number, nowMs: number): number | undefined =>
  days > 0 ? Math.floor(nowMs / 1000) + days * DAY_SECONDS : undefined;
