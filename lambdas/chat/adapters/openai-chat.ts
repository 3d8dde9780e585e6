import * as z from 'zod/mini';
import { toolCallOf, toolUseOf } from '../domain/openai-tools';
import type { ModelMessage, ModelRequest, ToolUse } from '../domain/ports';

/** A request in OpenAI's chat schema, as containers of open-weight models serve it, streamed and with its usage. */
export function chatBody(request: ModelRequest) {
  const { system, messages, maxOutputTokens, temperature, topP, stopSequences, tools, toolChoice } = request;
  return {
    messages: [...(system ? [{ role: 'system', content: system }] : []), ...messages.flatMap(chatMessages)],
    max_tokens: maxOutputTokens,
    temperature,
    top_p: topP,
    ...(stopSequences?.length && { stop: stopSequences }),
    ...(tools?.length && {
      tools: tools.map(({ name, description, inputSchema: parameters }) => ({
        type: 'function',
        function: { name, description, parameters },
      })),
      ...(toolChoice && { tool_choice: choiceOf(toolChoice) }),
    }),
    stream: true,
    stream_options: { include_usage: true },
  };
}

const choiceOf = (choice: NonNullable<ModelRequest['toolChoice']>) =>
  choice === 'any' ? 'required' : { type: 'function', function: choice };

/** Results of tools are messages of their own there. */
function chatMessages({ role, text, toolUses = [], toolResults = [] }: ModelMessage): object[] {
  const results = toolResults.map(({ id, text: content }) => ({ role: 'tool', tool_call_id: id, content }));
  if (toolUses.length > 0) return [{ role, content: text, tool_calls: toolUses.map(toolCallOf) }];
  return text === '' ? results : [...results, { role, content: text }];
}

/** Pieces of tool calls in a chunk: the first of a call names it, and all bring parts of its arguments. */
export const toolCallPieces = z.nullish(
  z.array(
    z.object({
      index: z.int(),
      id: z.nullish(z.string()),
      function: z.nullish(z.object({ name: z.nullish(z.string()), arguments: z.nullish(z.string()) })),
    }),
  ),
);

/** Puts the calls of a stream together. */
export class PieceCalls {
  private readonly calls = new Map<number, { id: string; name: string; arguments: string }>();

  add(pieces: NonNullable<z.infer<typeof toolCallPieces>>): void {
    for (const { index, id, function: piece } of pieces) {
      const call = this.calls.get(index) ?? { id: '', name: '', arguments: '' };
      call.id ||= id ?? '';
      call.name += piece?.name ?? '';
      call.arguments += piece?.arguments ?? '';
      this.calls.set(index, call);
    }
  }

  whole(): ({ readonly type: 'toolUse' } & ToolUse)[] {
    return [...this.calls.values()].map(({ id, ...called }) => ({
      type: 'toolUse',
      ...toolUseOf({ id, type: 'function', function: called }),
    }));
  }
}
