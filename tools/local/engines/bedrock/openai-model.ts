import { z } from 'zod';
import { ServiceError } from '../engine';
import { countTokens, type Message, type Model, type ModelEvent, type ModelRequest, type StopReason } from './model';

/** An OpenAI-compatible server, such as Ollama or vLLM. */
export interface OpenAiServer {
  /** Base to which `/chat/completions` is appended, such as `http://localhost:11434/v1`. */
  readonly url: string;
  /** Model asked for; the first that the server lists by default. */
  readonly model?: string;
  readonly apiKey?: string;
}

const toolCallPiece = z.object({
  index: z.number().default(0),
  id: z.string().nullish(),
  function: z.object({ name: z.string().nullish(), arguments: z.string().nullish() }),
});
type ToolCallPiece = z.infer<typeof toolCallPiece>;

const delta = z.object({ content: z.string().nullish(), tool_calls: z.array(toolCallPiece).nullish() });
const chunkSchema = z.object({
  choices: z.array(z.object({ delta: delta.default({}), finish_reason: z.string().nullish() })).default([]),
  usage: z.object({ prompt_tokens: z.number(), completion_tokens: z.number() }).nullish(),
});
type Chunk = z.infer<typeof chunkSchema>;

const stopReasons: Readonly<Record<string, StopReason>> = {
  length: 'max_tokens',
  stop: 'end_turn',
  tool_calls: 'tool_use',
};

/** Passes requests on to a server of real models. */
export function createOpenAiModel(server: OpenAiServer): Model {
  let name: Promise<string> | undefined;
  return {
    async *generate(request, signal) {
      name ??= server.model ? Promise.resolve(server.model) : firstModel(server);
      const body = JSON.stringify(completionInput(request, await name));
      const response = await ask(server, '/chat/completions', { method: 'POST', body, signal });
      try {
        yield* answerEvents(chunks(response), request);
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    },
  };
}

async function* answerEvents(source: AsyncIterable<Chunk>, request: ModelRequest): AsyncGenerator<ModelEvent> {
  const tools = new ToolCalls();
  let text = '';
  let finish = 'stop';
  let usage: Chunk['usage'];
  for await (const chunk of source) {
    usage = chunk.usage ?? usage;
    const [choice] = chunk.choices;
    if (!choice) continue;
    finish = choice.finish_reason ?? finish;
    text += choice.delta.content ?? '';
    if (choice.delta.content) yield { type: 'text', text: choice.delta.content };
    tools.add(choice.delta.tool_calls ?? []);
  }
  const calls = tools.complete();
  yield* calls;
  const inputTokens = usage?.prompt_tokens ?? countTokens(JSON.stringify(request.messages));
  const outputTokens = usage?.completion_tokens ?? countTokens(text);
  const stopReason = calls.length > 0 ? 'tool_use' : (stopReasons[finish] ?? 'end_turn');
  yield { type: 'end', stopReason, usage: { inputTokens, outputTokens } };
}

/** Tool calls come in pieces, each naming the call it belongs to. */
class ToolCalls {
  private readonly calls = new Map<number, { id: string; name: string; input: string }>();

  add(pieces: readonly ToolCallPiece[]): void {
    for (const { index, id, function: piece } of pieces) {
      const call = this.calls.get(index) ?? { id: id ?? `tooluse_${index}`, name: '', input: '' };
      call.name += piece.name ?? '';
      call.input += piece.arguments ?? '';
      this.calls.set(index, call);
    }
  }

  complete(): Extract<ModelEvent, { type: 'toolUse' }>[] {
    return [...this.calls.values()].map(({ id, name, input }) => {
      return { type: 'toolUse', id, name, input: JSON.parse(input || '{}') as unknown };
    });
  }
}

/** The data of server-sent events, up to `[DONE]`. */
async function* chunks(response: Response): AsyncGenerator<Chunk> {
  let pending = '';
  for await (const text of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const lines = (pending + text).split(/\r?\n/);
    pending = lines.pop() ?? '';
    for (const line of lines) {
      if (!line.startsWith('data:')) continue;
      const data = line.slice('data:'.length).trim();
      if (data === '[DONE]') return;
      yield chunkSchema.parse(JSON.parse(data));
    }
  }
}

async function firstModel(server: OpenAiServer): Promise<string> {
  const response = await ask(server, '/models', {});
  const { data } = z.object({ data: z.array(z.object({ id: z.string() })) }).parse(await response.json());
  if (!data[0]) throw new ServiceError('ModelErrorException', `${server.url} lists no model`, 424);
  return data[0].id;
}

async function ask(server: OpenAiServer, path: string, init: RequestInit): Promise<Response> {
  const url = `${server.url.replace(/\/$/, '')}${path}`;
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (server.apiKey) headers.authorization = `Bearer ${server.apiKey}`;
  const response = await fetch(url, { ...init, headers }).catch((error: Error) => {
    throw new ServiceError('ServiceUnavailableException', `${url} cannot be reached: ${error.message}`, 503);
  });
  if (response.ok) return response;
  const problem = `${url} answered ${response.status}: ${(await response.text()).slice(0, 500)}`;
  if (response.status === 429) throw new ServiceError('ThrottlingException', problem, 429);
  throw new ServiceError('ModelErrorException', problem, 424);
}

function completionInput(request: ModelRequest, model: string) {
  const { tools, toolChoice } = request;
  return {
    model,
    stream: true,
    stream_options: { include_usage: true },
    messages: [
      ...(request.system ? [{ role: 'system', content: request.system }] : []),
      ...request.messages.flatMap(completionMessages),
    ],
    max_tokens: request.maxTokens,
    temperature: request.temperature,
    top_p: request.topP,
    stop: request.stopSequences.length > 0 ? request.stopSequences : undefined,
    tools:
      tools.length > 0
        ? tools.map(({ name, description, inputSchema: parameters }) => ({
            type: 'function',
            function: { name, description, parameters },
          }))
        : undefined,
    tool_choice:
      toolChoice && ('name' in toolChoice ? { type: 'function', function: { name: toolChoice.name } } : 'required'),
  };
}

/** Tool results are messages of their own there. */
function completionMessages({ role, parts }: Message): unknown[] {
  const texts = parts.flatMap((part) => (part.type === 'text' ? [part.text] : []));
  const calls = parts.flatMap((part) =>
    part.type === 'toolUse'
      ? [{ id: part.id, type: 'function', function: { name: part.name, arguments: JSON.stringify(part.input) } }]
      : [],
  );
  const results = parts.flatMap((part) =>
    part.type === 'toolResult' ? [{ role: 'tool', tool_call_id: part.id, content: part.text }] : [],
  );
  if (texts.length === 0 && calls.length === 0) return results;
  return [...results, { role, content: texts.join('\n'), ...(calls.length > 0 && { tool_calls: calls }) }];
}
