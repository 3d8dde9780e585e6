import * as z from 'zod/mini';
import { attachmentSchema } from './attachments/attachment';
import type { ToolCaller } from './ports';
import { reservationSchema } from './usage';

/**
 * One message and the generation of its answer:
 * queued -> running (again at each redelivery, one attempt higher) -> done | stopped | failed, which are final.
 */
export const turnStatusSchema = z.enum(['queued', 'running', 'done', 'stopped', 'failed']);
export type TurnStatus = z.infer<typeof turnStatusSchema>;
export type FinalStatus = Exclude<TurnStatus, 'queued' | 'running'>;

/** Which turn: a user's own conversation, and the id that the client gave its message. */
export interface TurnKey {
  readonly userId: string;
  readonly conversationId: string;
  readonly clientMessageId: string;
}

export const turnSchema = z.object({
  messageId: z.string(),
  status: turnStatusSchema,
  /** How many times a worker took it up; 0 while it waits. */
  attempt: z.int().check(z.gte(0)),
  /** Where the frames go: the connection of the `send`, or of the last `resume`. */
  connectionId: z.string(),
  /** The highest `seq` which that connection says it has. */
  resumeFrom: z.int().check(z.gte(0)),
  /** Rises with every `resume`, so that a worker sees each one once. */
  resumes: z.int().check(z.gte(0)),
  stopRequested: z.boolean(),
  /** Model asked for, by its name in the stage. */
  model: z.string(),
  org: z.string(),
  tier: z.enum(['free', 'paid']),
  /** Of the sender, for tools that look at permissions; a turn of an older deployment has none, and so may see the least. */
  groups: z.optional(z.array(z.string())),
  clearance: z.optional(z.int()),
  credential: z.enum(['jwt', 'api-key', 'ticket']),
  /** SHA-256 of what was said: a repeated `send` with another text, or other attachments, is a conflict. */
  textHash: z.string(),
  /** Of the message, as they were looked at. */
  attachments: z.optional(z.array(attachmentSchema)),
  /** What was reserved when the message was admitted; settled by who ends the turn. */
  reservation: z.optional(reservationSchema),
});
export type Turn = z.infer<typeof turnSchema>;

/** The sender as tools are told of them. */
export const toolCaller = (userId: string, { org, tier, groups = [], clearance = 0 }: Turn): ToolCaller => ({
  userId,
  org,
  groups,
  clearance,
  tier,
});

export const isFinal = (status: TurnStatus): status is FinalStatus => status !== 'queued' && status !== 'running';
