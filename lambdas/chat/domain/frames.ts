import * as z from 'zod/mini';
import '../../shared/domain/english';
import type { Frame } from './server-frames';

export type { Frame, ServerFrame } from './server-frames';

/** WebSocket subprotocol: the version of these frames. A change that old clients would notice takes a new one. */
export const PROTOCOL = 'chat.v1';

/** API Gateway closes a connection at a frame over 32 KB, so no server frame reaches it. */
export const MAX_FRAME_BYTES = 32 * 1024;
/** Bytes of UTF-8 that a message may have: the frame around it stays under the limit too. */
export const MAX_TEXT_BYTES = 24 * 1024;

export const idSchema = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 of A-Z a-z 0-9 _ -'));
export const seqSchema = z.int().check(z.gte(0));

export const clientFrames = {
  send: z.object({
    action: z.literal('send'),
    /** Chosen by the client; the same id again is the same message again. */
    clientMessageId: idSchema,
    /** Left out for a new conversation. */
    conversationId: z.optional(idSchema),
    /** Lone halves of characters become U+FFFD: no store and no model takes them. */
    text: z._default(z.string().check(z.overwrite((text) => text.toWellFormed())), ''),
    /** A model of the stage; its first one when left out. */
    model: z.optional(z.string().check(z.minLength(1), z.maxLength(128))),
    /** A message of the conversation to be answered anew, in its place; without `text`. */
    regenerate: z.optional(idSchema),
    /** A message of the conversation whose place this one takes: the model is told what came before it. */
    editOf: z.optional(idSchema),
    /** A message of the conversation after whose answer this one goes on: the model is told nothing of what came later. */
    branchFrom: z.optional(idSchema),
    /** Uploads of the sender's, which go with the message; `regenerate` takes those of the message it names. */
    attachments: z.optional(z.array(idSchema).check(z.maxLength(25))),
  }),
  stop: z.object({ action: z.literal('stop'), conversationId: idSchema, clientMessageId: idSchema }),
  resume: z.object({
    action: z.literal('resume'),
    conversationId: idSchema,
    clientMessageId: idSchema,
    /** Highest `seq` received; 0 when none was. */
    lastSeq: seqSchema,
  }),
  ping: z.object({ action: z.literal('ping') }),
};
export type ClientFrame = { [Action in keyof typeof clientFrames]: z.infer<(typeof clientFrames)[Action]> };

/** A client's frame, or why it is none. */
export type ParsedFrame<Action extends keyof ClientFrame> =
  | { readonly ok: true; readonly frame: ClientFrame[Action] }
  | { readonly ok: false; readonly error: Frame<'error'> };

/** Reads the text of a client's frame of one action. */
export function parseClientFrame<Action extends keyof ClientFrame>(
  action: Action,
  text: string | undefined,
): ParsedFrame<Action> {
  const value = parseJson(text);
  const parsed = clientFrames[action].safeParse(value);
  if (!parsed.success) return { ok: false, error: invalidFrame(parsed.error, value) };
  const frame = parsed.data as ClientFrame[Action];
  const error = frame.action === 'send' ? (refuseBranch(frame, value) ?? refuseText(frame)) : undefined;
  return error ? { ok: false, error } : { ok: true, frame };
}

/** What to answer to a frame of no known action. */
export function refuseUnknown(text: string | undefined): Frame<'error'> {
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return errorFrame('invalid_frame', 'A frame is a JSON object with an action');
  }
  const { action } = value as { action?: unknown };
  const actions = Object.keys(clientFrames).join(', ');
  if (typeof action !== 'string') return errorFrame('invalid_frame', `A frame has an action: one of ${actions}`);
  return errorFrame('unknown_action', `No such action; there are ${actions}`, idsOf(value));
}

export function errorFrame(
  code: Frame<'error'>['code'],
  message: string,
  more: Omit<Frame<'error'>, 'type' | 'code' | 'message'> = {},
): Frame<'error'> {
  return { type: 'error', code, message, ...more };
}

function refuseBranch(frame: ClientFrame['send'], sent: unknown): Frame<'error'> | undefined {
  const { regenerate, editOf, branchFrom, clientMessageId, conversationId, text, attachments } = frame;
  const asked = [regenerate, editOf, branchFrom].filter((each) => each !== undefined).length;
  const refuse = (message: string) => errorFrame('invalid_frame', message, { clientMessageId, conversationId });
  const withText = (sent as { text?: unknown }).text !== undefined;
  if (regenerate === undefined && !withText) return refuse('text: only regenerate goes without');
  if (asked > 1) return refuse('regenerate, editOf and branchFrom exclude one another');
  if (asked === 1 && conversationId === undefined) return refuse('conversationId: must name the conversation');
  if (regenerate !== undefined && text !== '') return refuse('text: regenerate takes the text of the message it names');
  if (regenerate !== undefined && attachments?.length)
    return refuse('attachments: regenerate takes those of the message it names');
  return undefined;
}

function refuseText(frame: ClientFrame['send']): Frame<'error'> | undefined {
  const { text, clientMessageId, conversationId, regenerate } = frame;
  const ids = { clientMessageId, conversationId };
  if (regenerate !== undefined) return undefined;
  if (text.trim() === '') return errorFrame('empty_message', 'The message has no text', ids);
  if (new TextEncoder().encode(text).length <= MAX_TEXT_BYTES) return undefined;
  return errorFrame('message_too_long', `A message has at most ${MAX_TEXT_BYTES} bytes`, ids);
}

/** Names what is wrong, never what was sent. */
function invalidFrame(error: z.core.$ZodError, value: unknown): Frame<'error'> {
  const problems = error.issues.map(({ path, message }) => (path.length ? `${path.join('.')}: ${message}` : message));
  return errorFrame('invalid_frame', problems.join('; '), idsOf(value));
}

/** The ids of a client's frame that is refused for what it is not, as far as it has any. */
export const frameIds = (text: string | undefined) => idsOf(parseJson(text));

/** The ids of a frame that is wrong elsewhere, so that a client can tell which of its frames was refused. */
function idsOf(value: unknown): { clientMessageId?: string; conversationId?: string } {
  const { clientMessageId, conversationId } = (value ?? {}) as Partial<Record<string, unknown>>;
  return {
    clientMessageId: idSchema.safeParse(clientMessageId).data,
    conversationId: idSchema.safeParse(conversationId).data,
  };
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
