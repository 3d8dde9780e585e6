import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  ModelError as ContainerRefusal,
  InternalStreamFailure,
  type InvokeEndpointWithResponseStreamCommand,
  type ResponseStream,
  SageMakerRuntimeClient,
} from '@aws-sdk/client-sagemaker-runtime';
import { createSageMakerModel, ROUTED_PREFIX_BYTES } from '../../../../lambdas/chat/adapters/sagemaker-model';
import type { Model, ModelEvent, ModelRequest } from '../../../../lambdas/chat/domain/ports';
import type { Model as StandIn } from '../../../../tools/local/engines/bedrock/model';
import { createSageMakerEngine } from '../../../../tools/local/engines/sagemaker/sagemaker-engine';
import { type LocalServices, startLocalServices } from '../../../tools/local/engines/local-services';

const target = { endpointName: 'prod-chat', inferenceComponentName: 'prod-chat-model' };
const silent = new AbortController().signal;
const ask = (text: string, more: Partial<ModelRequest> = {}): ModelRequest => ({
  model: { id: 'open', bedrockModelId: 'unused', contextTokens: 8192, maxOutputTokens: 1024 },
  caller: { userId: 'alice', tier: 'paid' },
  messages: [{ role: 'user', text }],
  maxOutputTokens: 1024,
  ...more,
});

async function collect(stream: AsyncIterable<ModelEvent>) {
  const events: ModelEvent[] = [];
  for await (const event of stream) events.push(event);
  return { events, text: events.map((event) => (event.type === 'text' ? event.text : '')).join('') };
}

const resources = [
  { type: 'AWS::SageMaker::Endpoint', properties: { EndpointName: target.endpointName, EndpointConfigName: 'c' } },
  {
    type: 'AWS::SageMaker::InferenceComponent',
    properties: { EndpointName: target.endpointName, InferenceComponentName: target.inferenceComponentName },
  },
].map((resource) => ({ ...resource, ref: resource.type }));

describe('through the unmodified client, against the service on the laptop', () => {
  let local: LocalServices;
  let client: SageMakerRuntimeClient;
  let model: Model;

  beforeAll(async () => {
    local = await startLocalServices();
    for (const resource of resources) await local.create(resource);
    client = new SageMakerRuntimeClient({ ...local.client, maxAttempts: 1 });
    model = createSageMakerModel(client, target);
  });
  afterAll(async () => {
    client.destroy();
    await local.stop();
  });

  test('streams text, reason and usage, whatever the parts cut through', async () => {
    const { events, text } = await collect(model.stream(ask('Grüße, 世界', { system: 'Be brief' }), silent));
    expect(text).toBe('I am the laptop\'s stand-in for prod-chat-model. You said: "Grüße, 世界".');
    expect(events.filter(({ type }) => type === 'text').length).toBeGreaterThan(5);
    expect(events.slice(-2)).toEqual([
      { type: 'end', reason: 'stop' },
      { type: 'usage', inputTokens: expect.any(Number), outputTokens: expect.any(Number) },
    ]);
  });

  const add = {
    name: 'add',
    description: 'adds',
    inputSchema: { type: 'object', properties: { a: { type: 'number' } }, required: ['a'] },
  };
  test('calls a tool, whose pieces are put together, and goes on with its result', async () => {
    const asked = ask('add 4, please', { tools: [add] });
    const { events } = await collect(model.stream(asked, silent));
    const [call, ...rest] = events;
    expect(call).toEqual({ type: 'toolUse', id: expect.any(String), name: 'add', input: { a: 4 } });
    expect(rest).toMatchObject([{ type: 'end', reason: 'toolUse' }, { type: 'usage' }]);
    if (call?.type !== 'toolUse') throw new Error('no call');
    const { id, name, input } = call;
    const messages: ModelRequest['messages'] = [
      ...asked.messages,
      { role: 'assistant', text: '', toolUses: [{ id, name, input }] },
      { role: 'user', text: '', toolResults: [{ id, text: '5', failed: false }] },
    ];
    const { text } = await collect(model.stream(ask('', { messages, tools: [add] }), silent));
    expect(text).toMatch(/The tool answered: 5$/);
  });

  test.each([['any'], [{ name: 'add' }]] as const)('calls a tool that is demanded: %j', async (toolChoice) => {
    const { events } = await collect(model.stream(ask('hello', { tools: [add], toolChoice }), silent));
    expect(events[0]).toMatchObject({ type: 'toolUse', name: 'add' });
  });

  test('keeps to the tokens and stop sequences of the request', async () => {
    const cut = await collect(model.stream(ask('count to 300', { maxOutputTokens: 5 }), silent));
    expect(cut.events).toContainEqual({ type: 'end', reason: 'length' });
    const stopped = await collect(model.stream(ask('count to 300', { stopSequences: [' 4,'] }), silent));
    expect(stopped.text).toMatch(/1, 2, 3,$/);
  });

  test.each([
    ['[[throttle]]', 'model_throttled', 5_000],
    ['[[overload]]', 'model_throttled', 5_000],
    ['[[unavailable]]', 'model_unavailable', 2_000],
    ['[[timeout]]', 'model_unavailable', 2_000],
    ['[[cold]]', 'model_unavailable', 60_000],
    ['[[too-long]]', 'message_too_long', undefined],
  ])('%s before the first word is %s', async (marker, code, retryAfterMs) => {
    const failed = collect(model.stream(ask(`please ${marker}`), silent));
    await expect(failed).rejects.toMatchObject({ name: 'ModelError', code, retryAfterMs });
    await expect(failed).rejects.not.toBeInstanceOf(ContainerRefusal);
  });

  test.each(['[[break]]', '[[container]]', '[[drop]]'])('%s in the middle is model_unavailable', async (marker) => {
    local.engines.responder.wordDelayMs = 1;
    const heard: ModelEvent[] = [];
    const listen = async () => {
      for await (const event of model.stream(ask(`count to 300 ${marker}`), silent)) heard.push(event);
    };
    await expect(listen()).rejects.toMatchObject({ name: 'ModelError', code: 'model_unavailable' });
    expect(heard.every(({ type }) => type === 'text')).toBe(true);
    local.engines.responder.wordDelayMs = 0;
  });

  test('what is wrong with the deployment stays the fault that it is', async () => {
    const lost = createSageMakerModel(client, { endpointName: 'gone' });
    await expect(collect(lost.stream(ask('Hello'), silent))).rejects.toMatchObject({ name: 'ValidationError' });
    const wrong = collect(model.stream(ask('Hello', { temperature: 9 }), silent));
    await expect(wrong).rejects.toBeInstanceOf(ContainerRefusal);
  });

  test('an abort ends the stream without an error, and a consumer that leaves stops the model', async () => {
    const stopped: (() => void)[] = [];
    const endless: StandIn = {
      async *generate(_request, signal) {
        signal.addEventListener('abort', () => stopped.shift()?.());
        while (!signal.aborted) {
          yield { type: 'text', text: 'word ' };
          await nextTurn();
        }
      },
    };
    const other = await startLocalServices();
    const engine = createSageMakerEngine(other.context, endless, other.engines.embeddings, other.engines.objects);
    other.gateway.register(engine);
    for (const resource of resources) {
      await engine.create({ stack: 's', logicalId: 'r', path: 'r', region: 'us-east-1', attributes: {}, ...resource });
    }
    const patient = new SageMakerRuntimeClient(other.client);
    const listening = createSageMakerModel(patient, target);

    const aborted = Promise.withResolvers<void>();
    stopped.push(aborted.resolve);
    const abort = new AbortController();
    for await (const event of listening.stream(ask('Hello'), abort.signal)) if (event.type === 'text') abort.abort();
    await aborted.promise;

    const left = Promise.withResolvers<void>();
    stopped.push(left.resolve);
    for await (const event of listening.stream(ask('Hello'), silent)) if (event.type === 'text') break;
    await left.promise;
    patient.destroy();
    await other.stop();
  });
});

describe('what it asks for', () => {
  function modelThat(...parts: string[]) {
    const commands: InvokeEndpointWithResponseStreamCommand[] = [];
    const client = {
      async send(command: InvokeEndpointWithResponseStreamCommand) {
        commands.push(command);
        return { Body: payload(parts) };
      },
    };
    return { model: createSageMakerModel(client as unknown as SageMakerRuntimeClient, target), commands };
  }
  async function* payload(parts: readonly string[]): AsyncGenerator<ResponseStream> {
    for (const part of parts) yield { PayloadPart: { Bytes: Buffer.from(part) } };
  }
  const done = [
    'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\r\n\r\n',
    ': a comment\n\n',
    'data: [DONE]\n\n',
  ];

  /** Routing identifier and the bytes that routing looks at, of each request. */
  async function routed(...requests: ModelRequest[]) {
    const { model, commands } = modelThat(...done);
    for (const request of requests) await collect(model.stream(request, silent));
    return commands.map(({ input: { PrefixAwareId, Body } }) => ({
      id: PrefixAwareId,
      prefix: Buffer.from(Body as Uint8Array)
        .subarray(0, ROUTED_PREFIX_BYTES)
        .toString(),
    }));
  }

  test('the chat schema of vLLM, with usage, streamed', async () => {
    const { model, commands } = modelThat(...done);
    await collect(model.stream(ask('Hello', { system: 'Be brief', temperature: 0.2, topP: 0.9 }), silent));
    const { Body, ...input } = commands[0]?.input ?? {};
    expect(input).toMatchObject({
      EndpointName: 'prod-chat',
      InferenceComponentName: 'prod-chat-model',
      ContentType: 'application/json',
    });
    expect(JSON.parse(Buffer.from(Body as Uint8Array).toString())).toEqual({
      messages: [
        { role: 'system', content: 'Be brief' },
        { role: 'user', content: 'Hello' },
      ],
      max_tokens: 1024,
      temperature: 0.2,
      top_p: 0.9,
      stream: true,
      stream_options: { include_usage: true },
    });
  });

  test('the turns of a conversation are routed alike, and another conversation apart', async () => {
    const affinity = 'alice/c1';
    const later: ModelRequest['messages'] = [
      { role: 'user', text: 'One' },
      { role: 'assistant', text: 'Two' },
      { role: 'user', text: 'Three' },
    ];
    const [first, second, other] = await routed(
      ask('One', { affinity }),
      ask('', { affinity, messages: later }),
      ask('One', { affinity: 'bob/c1' }),
    );
    expect(second).toEqual(first);
    expect(other?.prefix).toBe(first?.prefix);
    expect(other?.id).not.toBe(first?.id);
    expect(first?.id).not.toContain('alice');
    const [one, three] = await routed(ask('One'), ask('', { messages: later }));
    expect(three).toEqual(one);
  });

  test('tokens that came out of the KV cache are told apart', async () => {
    const usage = { prompt_tokens: 90, completion_tokens: 7, prompt_tokens_details: { cached_tokens: 64 } };
    const { model } = modelThat(done[0] ?? '', `data: ${JSON.stringify({ choices: [], usage })}\n\n`);
    const { events } = await collect(model.stream(ask('Hello'), silent));
    expect(events.at(-1)).toEqual({ type: 'usage', inputTokens: 90, outputTokens: 7, cachedTokens: 64 });
  });

  test('a stream that ends without a reason is broken', async () => {
    const { model } = modelThat('data: {"choices":[{"delta":{"content":"half"}}]}\n\n');
    await expect(collect(model.stream(ask('Hello'), silent))).rejects.toMatchObject({ code: 'model_unavailable' });
  });

  test.each([
    [new InternalStreamFailure({ message: 'why', $metadata: {} }), 'model_unavailable'],
    [Object.assign(new Error('broken'), { code: 'ECONNRESET' }), 'model_unavailable'],
    [Object.assign(new Error('gateway'), { $metadata: { httpStatusCode: 502 } }), 'model_unavailable'],
  ])('%s is %s', async (error, code) => {
    const client = { send: async () => Promise.reject(error) };
    const model = createSageMakerModel(client as unknown as SageMakerRuntimeClient, target);
    await expect(collect(model.stream(ask('Hello'), silent))).rejects.toMatchObject({ code, cause: error });
  });
});
