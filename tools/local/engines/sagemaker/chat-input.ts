import { z } from 'zod';
import type { Message, ModelRequest, Part } from '../bedrock/model';
import type { ServiceCall } from '../engine';
import { parseInput } from '../input';

/** Tokens an answer may have where the request does not say. */
const defaultMaxTokens = 4096;

const text = z.union([
  z.string(),
  z
    .array(z.object({ type: z.literal('text'), text: z.string() }))
    .transform((parts) => parts.map((part) => part.text).join('')),
]);
const toolCall = z.object({
  id: z.string(),
  type: z.literal('function'),
  function: z.object({ name: z.string(), arguments: z.string() }),
});
const message = z.discriminatedUnion('role', [
  z.object({ role: z.literal('system'), content: text }),
  z.object({ role: z.literal('user'), content: text }),
  z.object({ role: z.literal('assistant'), content: text.nullish(), tool_calls: z.array(toolCall).default([]) }),
  z.object({ role: z.literal('tool'), content: text, tool_call_id: z.string() }),
]);
type InputMessage = z.infer<typeof message>;

/** OpenAI's chat schema as the vLLM container takes it at `/invocations`. */
const chat = z.strictObject({
  /** The container serves one model, whatever it is called here. */
  model: z.string().optional(),
  messages: z.array(message).min(1),
  stream: z.boolean().default(false),
  stream_options: z.strictObject({ include_usage: z.boolean().default(false) }).optional(),
  max_tokens: z.number().int().min(1).optional(),
  max_completion_tokens: z.number().int().min(1).optional(),
  temperature: z.number().min(0).max(2).optional(),
  top_p: z.number().gt(0).max(1).optional(),
  stop: z.union([z.string(), z.array(z.string())]).default([]),
  tools: z
    .array(
      z.object({
        type: z.literal('function'),
        function: z.object({
          name: z.string(),
          description: z.string().optional(),
          parameters: z.record(z.string(), z.unknown()).default({ type: 'object' }),
        }),
      }),
    )
    .default([]),
  tool_choice: z
    .union([
      z.enum(['auto', 'none', 'required']),
      z.object({ type: z.literal('function'), function: z.object({ name: z.string() }) }),
    ])
    .default('auto'),
});
type Chat = z.infer<typeof chat>;

export interface ChatRequest {
  readonly request: ModelRequest;
  readonly stream: boolean;
  readonly includeUsage: boolean;
}

/**
 * Reads the body of an invocation.
 *
 * @param modelId what the stand-in calls itself
 */
export function parseChat(call: ServiceCall, modelId: string): ChatRequest {
  const input = parseInput(call, chat, 'BadRequestError');
  const choice = input.tool_choice;
  return {
    request: {
      modelId,
      system: input.messages.flatMap((one) => (one.role === 'system' ? [one.content] : [])).join('\n'),
      messages: input.messages.flatMap(messageOf),
      tools: choice === 'none' ? [] : input.tools.map(toolOf),
      ...(choice === 'required' && { toolChoice: { any: true } as const }),
      ...(typeof choice === 'object' && { toolChoice: { name: choice.function.name } }),
      maxTokens: input.max_completion_tokens ?? input.max_tokens ?? defaultMaxTokens,
      stopSequences: [input.stop].flat(),
      temperature: input.temperature,
      topP: input.top_p,
    },
    stream: input.stream,
    includeUsage: input.stream_options?.include_usage ?? false,
  };
}

function messageOf(input: InputMessage): Message[] {
  switch (input.role) {
    case 'system':
      return [];
    case 'user':
      return [{ role: 'user', parts: [{ type: 'text', text: input.content }] }];
    case 'tool':
      return [{ role: 'user', parts: [{ type: 'toolResult', id: input.tool_call_id, text: input.content }] }];
    case 'assistant': {
      const said: Part[] = input.content ? [{ type: 'text', text: input.content }] : [];
      const calls = input.tool_calls.map(
        ({ id, function: { name, arguments: json } }): Part => ({ type: 'toolUse', id, name, input: JSON.parse(json) }),
      );
      return [{ role: 'assistant', parts: [...said, ...calls] }];
    }
  }
}

function toolOf({ function: { name, description, parameters } }: Chat['tools'][number]): ModelRequest['tools'][number] {
  return { name, ...(description && { description }), inputSchema: parameters };
}
