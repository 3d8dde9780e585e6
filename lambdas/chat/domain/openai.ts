import * as z from 'zod/mini';
import '../../shared/domain/english';
import { text, toolCallSchema, toolChoiceSchema, toolSchema } from './openai-tools';

const textPart = z.object({ type: z.literal('text'), text });
const content = z.union([text, z.array(textPart)], { error: 'must be a text or parts of type text' });

/** An image as a part of a message. `detail` is a hint. */
const imagePartSchema = z.object({
  type: z.literal('image_url'),
  image_url: z.object({ url: z.string(), detail: z.nullish(z.string()) }),
});
export type ImagePart = z.infer<typeof imagePartSchema>;

const userContent = z.union([text, z.array(z.union([textPart, imagePartSchema]))], {
  error: 'must be a text or parts of type text and image_url; audio and files are not served',
});
const message = z.discriminatedUnion(
  'role',
  [
    z.object({ role: z.enum(['system', 'developer']), content }),
    z.object({ role: z.literal('user'), content: userContent }),
    z.object({
      role: z.literal('assistant'),
      content: z.nullish(content),
      tool_calls: z.nullish(z.array(toolCallSchema)),
      function_call: z.optional(z.null({ error: 'is not served; use tool_calls' })),
    }),
    z.object({ role: z.literal('tool'), content, tool_call_id: z.string() }),
  ],
  { error: 'role must be system, developer, user, assistant or tool' },
);
export type ChatMessage = z.infer<typeof message>;

const tokens = z.nullish(z.int().check(z.positive()));

/**
 * The body of `POST /v1/chat/completions`, as far as it is served. Hints that leave an answer what it is (`user`, `seed`,
 * `metadata` and others) pass unread; what would change it (`n`, `response_format`) is refused by name.
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
  tools: z.nullish(z.array(toolSchema).check(z.maxLength(128))),
  tool_choice: z.nullish(toolChoiceSchema),
  parallel_tool_calls: z.nullish(z.boolean()),
  functions: z.nullish(z.array(z.unknown()).check(z.maxLength(0, 'functions are not served; use tools'))),
  function_call: z.optional(z.null({ error: 'is not served; use tool_choice' })),
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
