import * as z from 'zod/mini';
import '../../shared/domain/english';
import type { ModelMessage } from './ports';

/** Lone halves of characters become U+FFFD: models refuse them. */
const text = z.string().check(z.overwrite((value) => value.toWellFormed()));
const content = z.union([text, z.array(z.object({ type: z.literal('text'), text }))], {
  error: 'must be a text or parts of type text; images and audio are not served',
});
const message = z.object({
  role: z.enum(['system', 'developer', 'user', 'assistant'], {
    error: 'must be system, developer, user or assistant; tools are not served',
  }),
  content,
});

const tokens = z.nullish(z.int().check(z.positive()));
const none = (what: string) => z.nullish(z.array(z.unknown()).check(z.maxLength(0, `${what} are not served`)));

/**
 * The body of `POST /v1/chat/completions`, as far as it is served. Hints that leave an answer what it is (`user`, `seed`,
 * `metadata` and others) pass unread; what would change it (`n`, `tools`, images, `response_format`) is refused by name.
 */
export const chatCompletionRequestSchema = z.object({
  model: z.string().check(z.minLength(1)),
  messages: z.array(message).check(z.minLength(1)),
  stream: z.nullish(z.boolean()),
  stream_options: z.nullish(z.object({ include_usage: z.nullish(z.boolean()) })),
  max_tokens: tokens,
  max_completion_tokens: tokens,
  temperature: z.nullish(z.number().check(z.gte(0), z.lte(2))),
  top_p: z.nullish(z.number().check(z.gte(0), z.lte(1))),
  stop: z.nullish(z.union([z.string(), z.array(z.string()).check(z.maxLength(4))])),
  n: z.nullish(z.literal(1, { error: 'only one choice is served' })),
  tools: none('tools'),
  functions: none('functions'),
  response_format: z.nullish(z.object({ type: z.literal('text', { error: 'only text is served' }) })),
  logprobs: z.nullish(z.literal(false, { error: 'log probabilities are not served' })),
});
export type ChatCompletionRequest = z.infer<typeof chatCompletionRequestSchema>;

type FaultCode = 'invalid_request' | 'empty_message' | 'model_not_found' | 'context_length_exceeded';

/** What is wrong with a request, in OpenAI's terms; `param` names the field, such as `messages[0].role`. */
export interface RequestFault {
  readonly status: 400 | 404;
  readonly code: FaultCode;
  readonly message: string;
  readonly param?: string | undefined;
}
export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: RequestFault };

export const fault = (code: FaultCode, message: string, param?: string) => ({
  ok: false as const,
  fault: { status: code === 'model_not_found' ? (404 as const) : (400 as const), code, message, param },
});

export function parseChatCompletionRequest(body: string): Parsed<ChatCompletionRequest> {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return fault('invalid_request', 'The body is not JSON');
  }
  const parsed = chatCompletionRequestSchema.safeParse(json);
  if (parsed.success) return { ok: true, value: parsed.data };
  const [issue] = parsed.error.issues;
  const param = issue?.path.reduce<string>((path, part) => {
    if (typeof part === 'number') return `${path}[${part}]`;
    return path === '' ? String(part) : `${path}.${String(part)}`;
  }, '');
  return fault('invalid_request', `${param || 'The body'}: ${issue?.message ?? 'not valid'}`, param || undefined);
}

/** A conversation as models take it: the system prompt apart, and turns that begin and end with the user's. */
export interface Conversation {
  readonly system?: string;
  readonly messages: readonly ModelMessage[];
}

/** Reads the messages of a request. Blank instructions and blank answers say nothing and are left out. */
export function conversationOf(request: ChatCompletionRequest): Parsed<Conversation> {
  const system: string[] = [];
  const messages: ModelMessage[] = [];
  for (const [index, { role, content }] of request.messages.entries()) {
    const text = typeof content === 'string' ? content : content.map((part) => part.text).join('');
    if (text.trim() === '') {
      if (role === 'user')
        return fault('empty_message', 'A message of the user is empty', `messages[${index}].content`);
    } else if (role === 'user' || role === 'assistant') messages.push({ role, text });
    else system.push(text);
  }
  if (messages.at(0)?.role !== 'user')
    return fault('invalid_request', 'The first message beside instructions must be of the user', 'messages');
  if (messages.at(-1)?.role !== 'user')
    return fault('invalid_request', 'The last message must be of the user', 'messages');
  return { ok: true, value: { ...(system.length > 0 ? { system: system.join('\n\n') } : {}), messages } };
}

/** Settings of a request in a model's terms. OpenAI's temperature reaches 2 and Converse's 1: what is above counts as 1. */
export function samplingOf(request: ChatCompletionRequest) {
  const { temperature, top_p: topP, stop } = request;
  return {
    maxOutputTokens: request.max_completion_tokens ?? request.max_tokens ?? undefined,
    temperature: typeof temperature === 'number' ? Math.min(temperature, 1) : undefined,
    topP: topP ?? undefined,
    // Empty ones stop nothing, and Converse refuses them.
    stopSequences: stop == null ? undefined : [stop].flat().filter((sequence) => sequence !== ''),
  };
}
