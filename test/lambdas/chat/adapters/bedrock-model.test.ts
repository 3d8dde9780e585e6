import type {
  BedrockRuntimeClient,
  ConverseStreamCommand,
  ConverseStreamOutput,
} from '@aws-sdk/client-bedrock-runtime';
import * as bedrock from '@aws-sdk/client-bedrock-runtime';
import { createBedrockModel } from '../../../../lambdas/chat/adapters/bedrock-model';
import { ModelError } from '../../../../lambdas/chat/domain/errors';
import type { ModelEvent, ModelRequest } from '../../../../lambdas/chat/domain/ports';

const request: ModelRequest = {
  model: { id: 'small', bedrockModelId: 'b.small', contextTokens: 1000, maxOutputTokens: 100 },
  system: 'Be brief',
  caller: { userId: 'alice', tier: 'paid' },
  messages: [{ role: 'user', text: 'Hello' }],
  maxOutputTokens: 64,
  temperature: 0.2,
  stopSequences: ['END'],
};
const silent = new AbortController().signal;

type Answer = (command: ConverseStreamCommand, signal: AbortSignal) => AsyncIterable<unknown>;

function modelThat(answer: Answer, guardrail?: { id: string; version: string }) {
  const commands: ConverseStreamCommand[] = [];
  const client = {
    send: async (command: ConverseStreamCommand, { abortSignal }: { abortSignal: AbortSignal }) => {
      commands.push(command);
      return { stream: answer(command, abortSignal) };
    },
  };
  return { model: createBedrockModel(client as unknown as BedrockRuntimeClient, guardrail), commands };
}

async function* outputs(...values: object[]): AsyncGenerator<ConverseStreamOutput> {
  for (const value of values) yield value as ConverseStreamOutput;
}

async function collect(stream: AsyncIterable<ModelEvent>): Promise<ModelEvent[]> {
  const events: ModelEvent[] = [];
  for await (const event of stream) events.push(event);
  return events;
}

const delta = (text: string) => ({ contentBlockDelta: { delta: { text }, contentBlockIndex: 0 } });

test('asks ConverseStream and reads text, reason and usage', async () => {
  const { model, commands } = modelThat(() =>
    outputs(
      { messageStart: { role: 'assistant' } },
      delta('Hi'),
      { contentBlockStop: { contentBlockIndex: 0 } },
      { messageStop: { stopReason: 'end_turn' } },
      { metadata: { usage: { inputTokens: 5, outputTokens: 2, totalTokens: 7 }, metrics: { latencyMs: 9 } } },
    ),
  );
  expect(await collect(model.stream(request, silent))).toEqual([
    { type: 'text', text: 'Hi' },
    { type: 'end', reason: 'stop' },
    { type: 'usage', inputTokens: 5, outputTokens: 2 },
  ]);
  expect(commands[0]?.input).toEqual({
    modelId: 'b.small',
    system: [{ text: 'Be brief' }],
    messages: [{ role: 'user', content: [{ text: 'Hello' }] }],
    inferenceConfig: { maxTokens: 64, temperature: 0.2, topP: undefined, stopSequences: ['END'] },
  });
});

test('offers tools, puts their calls together, and gives results back', async () => {
  const { model, commands } = modelThat(() =>
    outputs(
      { contentBlockStart: { contentBlockIndex: 1, start: { toolUse: { toolUseId: 't1', name: 'add' } } } },
      { contentBlockDelta: { contentBlockIndex: 1, delta: { toolUse: { input: '{"a":' } } } },
      { contentBlockDelta: { contentBlockIndex: 1, delta: { toolUse: { input: '1}' } } } },
      { contentBlockStop: { contentBlockIndex: 1 } },
      { messageStop: { stopReason: 'tool_use' } },
    ),
  );
  const messages: ModelRequest['messages'] = [
    { role: 'user', text: 'Add' },
    { role: 'assistant', text: '', toolUses: [{ id: 't0', name: 'add', input: { a: 0 } }] },
    { role: 'user', text: '', toolResults: [{ id: 't0', text: '', failed: true }] },
  ];
  const tools = [{ name: 'add', description: 'adds', inputSchema: { type: 'object' } }];
  expect(await collect(model.stream({ ...request, messages, tools }, silent))).toEqual([
    { type: 'toolUse', id: 't1', name: 'add', input: { a: 1 } },
    { type: 'end', reason: 'toolUse' },
  ]);
  expect(commands[0]?.input.messages?.slice(1)).toEqual([
    { role: 'assistant', content: [{ toolUse: { toolUseId: 't0', name: 'add', input: { a: 0 } } }] },
    { role: 'user', content: [{ toolResult: { toolUseId: 't0', content: [{ text: '(nothing)' }], status: 'error' } }] },
  ]);
  expect(commands[0]?.input.toolConfig).toEqual({
    tools: [{ toolSpec: { name: 'add', description: 'adds', inputSchema: { json: { type: 'object' } } } }],
  });
});

test('demands a tool, gives objects only, and tells of calls in words where no tools are offered', async () => {
  const { model, commands } = modelThat(() => outputs());
  const messages: ModelRequest['messages'] = [
    { role: 'user', text: 'Add' },
    { role: 'assistant', text: 'Well', toolUses: [{ id: 't0', name: 'add', input: '{"a":' }] },
    { role: 'user', text: '', toolResults: [{ id: 't0', text: '42', failed: false }] },
  ];
  const tools = [{ name: 'add', inputSchema: { type: 'object' } }];
  await collect(model.stream({ ...request, messages, tools, toolChoice: 'any' }, silent));
  await collect(model.stream({ ...request, messages, tools, toolChoice: { name: 'add' } }, silent));
  await collect(model.stream({ ...request, messages }, silent));
  const [any, named, none] = commands.map(({ input }) => input);
  expect(any?.toolConfig?.toolChoice).toEqual({ any: {} });
  expect(named?.toolConfig?.toolChoice).toEqual({ tool: { name: 'add' } });
  expect(any?.messages?.[1]?.content?.[1]?.toolUse?.input).toEqual({ input: '{"a":' });
  expect(none?.toolConfig).toBeUndefined();
  expect(none?.messages?.slice(1)).toEqual([
    { role: 'assistant', content: [{ text: 'Well\n[Called add (t0) with "{\\"a\\":"]' }] },
    { role: 'user', content: [{ text: '[Result of call t0: 42]' }] },
  ]);
});

test('names the guardrail of the stage', async () => {
  const { model, commands } = modelThat(() => outputs(), { id: 'gr-1', version: '3' });
  await collect(model.stream(request, silent));
  expect(commands[0]?.input.guardrailConfig).toEqual({ guardrailIdentifier: 'gr-1', guardrailVersion: '3' });
});

test.each([
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'length'],
])('a stop for %s is %s', async (stopReason, reason) => {
  const { model } = modelThat(() => outputs({ messageStop: { stopReason } }));
  expect(await collect(model.stream(request, silent))).toEqual([{ type: 'end', reason }]);
});

test.each(['guardrail_intervened', 'content_filtered'])('an answer that ends as %s says so', async (stopReason) => {
  const { model } = modelThat(() => outputs({ messageStop: { stopReason } }));
  const ended = { type: 'end', reason: 'filtered', intervention: { reason: stopReason } };
  expect(await collect(model.stream(request, silent))).toEqual([ended]);
});

const about = { message: 'why', $metadata: {} };
const failures: [Error, string][] = [
  [new bedrock.ThrottlingException(about), 'model_throttled'],
  [new bedrock.ServiceQuotaExceededException(about), 'model_throttled'],
  [new bedrock.ModelTimeoutException(about), 'model_unavailable'],
  [new bedrock.ServiceUnavailableException(about), 'model_unavailable'],
  [new bedrock.InternalServerException(about), 'model_unavailable'],
  [new bedrock.ModelStreamErrorException(about), 'model_unavailable'],
  [Object.assign(new Error('broken'), { code: 'ECONNRESET' }), 'model_unavailable'],
  [Object.assign(new Error('gateway'), { $metadata: { httpStatusCode: 502 } }), 'model_unavailable'],
  [
    new bedrock.ValidationException({ ...about, message: 'Input is too long for requested model.' }),
    'message_too_long',
  ],
];

test.each(failures.map(([error, code]) => ({ name: error.name, error, code })))(
  '$name in the stream becomes $code',
  async ({ error, code }) => {
    const { model } = modelThat(async function* () {
      yield delta('half');
      throw error;
    });
    const failed = collect(model.stream(request, silent));
    await expect(failed).rejects.toBeInstanceOf(ModelError);
    await expect(failed).rejects.toMatchObject({ code, cause: error });
  },
);

test('what is wrong with the deployment stays the fault that it is', async () => {
  const { model } = modelThat(async function* () {
    yield delta('half');
    throw new bedrock.AccessDeniedException(about);
  });
  await expect(collect(model.stream(request, silent))).rejects.toBeInstanceOf(bedrock.AccessDeniedException);
});

test('an abort ends the stream without an error', async () => {
  const abort = new AbortController();
  const { model } = modelThat(async function* (_command, signal) {
    yield delta('half');
    abort.abort();
    signal.throwIfAborted();
  });
  expect(await collect(model.stream(request, abort.signal))).toEqual([{ type: 'text', text: 'half' }]);
});

test('a consumer that leaves aborts the call', async () => {
  let seen: AbortSignal | undefined;
  const { model } = modelThat(async function* (_command, signal) {
    seen = signal;
    yield delta('a');
    yield delta('b');
  });
  for await (const event of model.stream(request, silent)) if (event.type === 'text') break;
  expect(seen?.aborted).toBe(true);
});
