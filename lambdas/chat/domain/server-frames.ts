import * as z from 'zod/mini';
import { errorCodeSchema } from './errors';
import { seqSchema } from './frames';
import { turnStatusSchema } from './turn';

const turn = { conversationId: z.string(), clientMessageId: z.string() };
const answer = { ...turn, messageId: z.string(), seq: seqSchema };
const count = z.int().check(z.gte(0));

export const serverFrames = {
  accepted: z.object({ type: z.literal('accepted'), ...turn, messageId: z.string() }),
  /** An answer begins, or begins again: what earlier attempts sent is void. */
  start: z.object({ type: z.literal('start'), ...answer, attempt: z.int().check(z.gte(1)), model: z.string() }),
  delta: z.object({ type: z.literal('delta'), ...answer, text: z.string() }),
  /** The model called a tool, which runs now. */
  tool: z.object({ type: z.literal('tool'), ...answer, toolUseId: z.string(), name: z.string() }),
  done: z.object({
    type: z.literal('done'),
    ...answer,
    finishReason: z.enum(['stop', 'length', 'stopped', 'filtered']),
    /** Why it was filtered: the reason code of a rule of the stage, `guardrail_intervened` or `content_filtered`. */
    reason: z.optional(z.string()),
    model: z.string(),
    usage: z.object({ inputTokens: count, outputTokens: count, estimated: z.boolean() }),
    /** Milliseconds from the start of the generation; `firstToken` is null when no text came. */
    latencyMs: z.object({ firstToken: z.nullable(z.number().check(z.gte(0))), total: z.number().check(z.gte(0)) }),
  }),
  /** With `seq` it ends an answer; without, it answers the client's last frame. */
  error: z.object({
    type: z.literal('error'),
    code: errorCodeSchema,
    message: z.string(),
    retryAfterMs: z.optional(count),
    clientMessageId: z.optional(z.string()),
    conversationId: z.optional(z.string()),
    messageId: z.optional(z.string()),
    seq: z.optional(seqSchema),
  }),
  pong: z.object({ type: z.literal('pong') }),
  /** The stop is noted; `done` follows within a second, unless `status` says that the answer had ended. */
  stopping: z.object({ type: z.literal('stopping'), ...turn, status: turnStatusSchema }),
  /** Frames after `lastSeq` follow on this connection. */
  resumed: z.object({ type: z.literal('resumed'), ...turn, messageId: z.string(), status: turnStatusSchema }),
};
export const serverFrameSchema = z.discriminatedUnion('type', [
  serverFrames.accepted,
  serverFrames.start,
  serverFrames.delta,
  serverFrames.tool,
  serverFrames.done,
  serverFrames.error,
  serverFrames.pong,
  serverFrames.stopping,
  serverFrames.resumed,
]);
export type ServerFrame = z.infer<typeof serverFrameSchema>;
export type Frame<Type extends ServerFrame['type']> = Extract<ServerFrame, { type: Type }>;
