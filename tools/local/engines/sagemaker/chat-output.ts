import { createHash } from 'node:crypto';
import type { ModelEvent, StopReason } from '../bedrock/model';
import type { ChatRequest } from './chat-input';
import { LateFailure } from './failures';

const finishReasons: Readonly<Record<StopReason, string>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  max_tokens: 'length',
  tool_use: 'tool_calls',
};

type End = Extract<ModelEvent, { type: 'end' }>;

const usageOf = ({ usage: { inputTokens, outputTokens } }: End) => ({
  prompt_tokens: inputTokens,
  completion_tokens: outputTokens,
  total_tokens: inputTokens + outputTokens,
});

const head = ({ request }: ChatRequest, object: string, created: number) => ({
  id: `chatcmpl-${createHash('sha256').update(JSON.stringify(request)).digest('hex').slice(0, 32)}`,
  object,
  created,
  model: request.modelId,
});

const toolCall = (event: Extract<ModelEvent, { type: 'toolUse' }>, index: number) => ({
  index,
  id: event.id,
  type: 'function',
  function: { name: event.name, arguments: JSON.stringify(event.input) },
});

/**
 * What the container writes for a request, piece by piece: server-sent events, or one JSON document.
 *
 * @param now epoch milliseconds
 */
export function containerBody(
  events: AsyncIterable<ModelEvent>,
  chat: ChatRequest,
  now: number,
): AsyncGenerator<string> {
  const created = Math.floor(now / 1000);
  return chat.stream ? serverSentEvents(events, chat, created) : document(events, chat, created);
}

async function* document(events: AsyncIterable<ModelEvent>, chat: ChatRequest, created: number) {
  let content = '';
  const calls: ReturnType<typeof toolCall>[] = [];
  for await (const event of events) {
    if (event.type === 'text') content += event.text;
    else if (event.type === 'toolUse') calls.push(toolCall(event, calls.length));
    else {
      const message = { role: 'assistant', content: content || null, ...(calls.length > 0 && { tool_calls: calls }) };
      const choice = { index: 0, message, finish_reason: finishReasons[event.stopReason] };
      yield JSON.stringify({ ...head(chat, 'chat.completion', created), choices: [choice], usage: usageOf(event) });
    }
  }
}

async function* serverSentEvents(events: AsyncIterable<ModelEvent>, chat: ChatRequest, created: number) {
  const start = head(chat, 'chat.completion.chunk', created);
  const chunk = (choices: unknown[], more: object = {}) => sse({ ...start, choices, ...more });
  const choice = (delta: object, finish_reason: string | null = null) => chunk([{ index: 0, delta, finish_reason }]);
  let calls = 0;
  yield choice({ role: 'assistant', content: '' });
  try {
    for await (const event of events) {
      if (event.type === 'text') yield choice({ content: event.text });
      else if (event.type === 'toolUse') yield choice({ tool_calls: [toolCall(event, calls++)] });
      else {
        yield choice({}, finishReasons[event.stopReason]);
        if (chat.includeUsage) yield chunk([], { usage: usageOf(event) });
        yield 'data: [DONE]\n\n';
      }
    }
  } catch (error) {
    if (!(error instanceof LateFailure) || error.code !== 'container') throw error;
    // As vLLM tells of an engine that died under a request: the status is gone out, and the stream ends in good order.
    yield sse({ error: { message: error.message, type: 'InternalServerError', param: null, code: 500 } });
    yield 'data: [DONE]\n\n';
  }
}

const sse = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;
