import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  InvokeEndpointCommand,
  type InvokeEndpointCommandInput,
  InvokeEndpointWithResponseStreamCommand,
  ModelError,
  ModelStreamError,
  SageMakerRuntimeClient,
  ServiceUnavailable,
  ValidationError,
} from '@aws-sdk/client-sagemaker-runtime';
import type { Model } from '../../../../tools/local/engines/bedrock/model';
import { createSageMakerEngine } from '../../../../tools/local/engines/sagemaker/sagemaker-engine';
import { type LocalServices, startLocalServices } from './local-services';

const EndpointName = 'Dev-Chat';
const InferenceComponentName = 'dev-chat';
const resources = [
  { type: 'AWS::SageMaker::Endpoint', properties: { EndpointName, EndpointConfigName: 'c' } },
  { type: 'AWS::SageMaker::InferenceComponent', properties: { EndpointName, InferenceComponentName } },
  { type: 'AWS::SageMaker::Endpoint', properties: { EndpointName: 'plain', EndpointConfigName: 'c' } },
].map((resource) => ({ ...resource, ref: resource.type }));

describe('SageMaker engine', () => {
  let local: LocalServices;
  let client: SageMakerRuntimeClient;

  const input = (content: string, more: object = {}) => ({
    EndpointName,
    InferenceComponentName,
    ContentType: 'application/json',
    Body: Buffer.from(JSON.stringify({ messages: [{ role: 'user', content }], ...more })),
  });
  const invoke = (content: string, more: object = {}, over: Partial<InvokeEndpointCommandInput> = {}) =>
    client.send(new InvokeEndpointCommand({ ...input(content, more), ...over }));
  const document = async (...asked: Parameters<typeof invoke>) =>
    JSON.parse(Buffer.from((await invoke(...asked)).Body ?? []).toString()) as Record<string, unknown>;

  /** All that the container wrote, and in how many parts it came. */
  async function read(content: string, more: object = { stream: true }) {
    const command = new InvokeEndpointWithResponseStreamCommand(input(content, more));
    const { Body, ContentType } = await client.send(command);
    const parts: Uint8Array[] = [];
    for await (const { PayloadPart } of Body ?? []) parts.push(PayloadPart?.Bytes ?? new Uint8Array());
    const text = Buffer.concat(parts).toString();
    const lines = text.split('\n\n').filter((line) => line.startsWith('data: {'));
    const events = lines.map((line) => JSON.parse(line.slice('data: '.length)) as Record<string, unknown>);
    return { text, parts, events, ContentType };
  }

  beforeAll(async () => {
    local = await startLocalServices();
    for (const resource of resources) await local.create(resource);
    client = new SageMakerRuntimeClient({ ...local.client, maxAttempts: 1 });
  });
  afterAll(async () => {
    client.destroy();
    await local.stop();
  });

  test("answers in the container's OpenAI schema, says what it is and quotes its context", async () => {
    const messages = [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: [{ type: 'text', text: 'My name is Ada.' }] },
      { role: 'assistant', content: 'Hello Ada.' },
      { role: 'user', content: 'What is my name?' },
    ];
    const answer = await document('', { messages });
    expect(answer).toMatchObject({
      object: 'chat.completion',
      model: 'dev-chat',
      choices: [
        {
          finish_reason: 'stop',
          message: {
            role: 'assistant',
            content:
              'I am the laptop\'s stand-in for dev-chat. You said: "What is my name?". Before that you said: "My name is Ada.".',
          },
        },
      ],
      usage: { completion_tokens: 28 },
    });
    expect(answer).toEqual(await document('', { messages }));
    expect((await invoke('Hello')).ContentType).toBe('application/json');
  });

  test('streams server-sent events in payload parts that end anywhere', async () => {
    const { text, events, parts, ContentType } = await read('Grüße', {
      stream: true,
      stream_options: { include_usage: true },
    });
    expect(ContentType).toContain('text/event-stream');
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
    expect(parts.some((part) => !Buffer.from(part).toString().endsWith('\n\n'))).toBe(true);
    const said = events.map(({ choices }) => (choices as { delta: { content?: string } }[])[0]?.delta.content ?? '');
    expect(said.join('')).toBe('I am the laptop\'s stand-in for dev-chat. You said: "Grüße".');
    expect(events.at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: expect.any(Number) } });
    expect(events.at(-2)).toMatchObject({ choices: [{ delta: {}, finish_reason: 'stop' }] });
    expect(JSON.parse((await read('Hello', {})).text)).toMatchObject({ object: 'chat.completion' });
  });

  describe('answers for text-embeddings-inference', () => {
    const ask = async (body: object) => {
      const answer = await client.send(new InvokeEndpointCommand({ ...input(''), Body: JSON.stringify(body) }));
      return { type: answer.ContentType, said: JSON.parse(Buffer.from(answer.Body ?? []).toString()) as unknown };
    };

    test('vectors of unit length, one for each text', async () => {
      const { type, said } = await ask({ inputs: ['a hotel', 'a room'], truncate: true });
      expect(type).toBe('application/json');
      const vectors = said as number[][];
      expect(vectors.map(({ length }) => length)).toEqual([512, 512]);
      for (const vector of vectors) expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
      expect((await ask({ inputs: 'a hotel' })).said).toEqual(vectors.slice(0, 1));
    });

    test('scores, best first', async () => {
      const { said } = await ask({ query: 'soup', texts: ['bread', 'soup'], truncate: true });
      expect(said).toEqual([
        { index: 1, score: expect.any(Number) },
        { index: 0, score: expect.any(Number) },
      ]);
    });

    test.each([
      [{ inputs: Array(33).fill('a hotel') }, 422, /batch size 33 > maximum allowed batch size 32/],
      [{ query: 'soup', texts: Array(33).fill('soup'), truncate: true }, 422, /batch size 33/],
      [{ inputs: [] }, 422, /Too small/],
      [{ inputs: ['word '.repeat(9_000)] }, 413, /must have less than 8192 tokens/],
      [{ inputs: ['x'.repeat(2_000_001)], truncate: true }, 413, /length limit/],
    ])('refuses what is more than it takes, as the container does (%#)', async (body, OriginalStatusCode, message) => {
      const refused = await ask(body).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(ModelError);
      expect(refused).toMatchObject({ OriginalStatusCode, message: expect.stringMatching(message) });
    });

    test('fails as it is told to', async () => {
      await expect(ask({ inputs: ['[[overload]]'] })).rejects.toMatchObject({ OriginalStatusCode: 429 });
      await expect(ask({ query: '[[cold]]', texts: ['a'], truncate: true })).rejects.toThrow(ValidationError);
    });
  });

  test('ends at the tokens and stop sequences it is given', async () => {
    expect(await document('count to 300', { max_tokens: 5 })).toMatchObject({ choices: [{ finish_reason: 'length' }] });
    const { choices } = await document('count to 300', { stop: ' 4,' });
    expect(JSON.stringify(choices)).toContain('1, 2, 3,"');
  });

  test('calls a tool and takes what it answered', async () => {
    const tools = [{ type: 'function', function: { name: 'get_order', parameters: { type: 'object' } } }];
    const { choices } = await document('Please get order', { tools });
    const [{ message, finish_reason }] = choices as [
      { message: { tool_calls: { id: string }[] }; finish_reason: string },
    ];
    expect(finish_reason).toBe('tool_calls');
    const messages = [
      { role: 'user', content: 'Please get order' },
      message,
      { role: 'tool', content: 'sent', tool_call_id: message.tool_calls[0]?.id },
    ];
    expect(JSON.stringify(await document('', { messages, tools }))).toContain('The tool answered: sent');
    expect((await read('Please get order', { tools, stream: true })).text).toContain('"finish_reason":"tool_calls"');
  });

  test('knows the endpoints and inference components of the assembly', async () => {
    const answers = await invoke('Hello', {}, { EndpointName: 'plain', InferenceComponentName: undefined });
    expect(answers.InvokedProductionVariant).toBe('AllTraffic');
    const wrong: [Partial<InvokeEndpointCommandInput>, RegExp][] = [
      [{ EndpointName: 'other' }, /^Endpoint other of account 000000000000 not found/],
      [{ InferenceComponentName: undefined }, /Inference Component Name header is required/],
      [{ InferenceComponentName: 'other' }, /Inference Component other of endpoint Dev-Chat not found/],
    ];
    for (const [over, message] of wrong) {
      const refused = invoke('Hello', {}, over);
      await expect(refused).rejects.toThrow(ValidationError);
      await expect(refused).rejects.toThrow(message);
    }
  });

  test('opens sessions for plain invocations alone, and forgets them', async () => {
    const { NewSessionId = '' } = await invoke('Hello', {}, { SessionId: 'NEW_SESSION' });
    const [SessionId] = NewSessionId.split(';');
    const streamed = (id: string | undefined) =>
      client.send(new InvokeEndpointWithResponseStreamCommand({ ...input('Hello'), SessionId: id }));
    await expect(streamed(SessionId)).resolves.toBeDefined();
    await expect(streamed('NEW_SESSION')).rejects.toThrow(/cannot be created by a streamed invocation/);
    local.clock.now += 21 * 60_000;
    await expect(streamed(SessionId)).rejects.toThrow(ValidationError);
  });

  test.each([
    ['[[throttle]]', 'ThrottlingException', /Rate exceeded/],
    ['[[unavailable]]', 'ServiceUnavailable', /asked to fail/],
    ['[[timeout]]', 'ModelError', /\(0\) from primary.*timed out/],
    ['[[cold]]', 'ValidationError', /dev-chat has no capacity/],
    ['[[too-long]]', 'ModelError', /\(400\) from primary.*maximum context length/],
  ])('%s fails before the first byte with %s', async (marker, name, message) => {
    await expect(invoke(`please ${marker}`)).rejects.toMatchObject({ name });
    await expect(read(`please ${marker}`)).rejects.toThrow(message);
  });

  test("tells the container's own refusal apart", async () => {
    const refused = invoke('Hello', { temperature: 3 });
    await expect(refused).rejects.toThrow(ModelError);
    await expect(refused).rejects.toMatchObject({ OriginalStatusCode: 400, $metadata: { httpStatusCode: 424 } });
    await expect(invoke('Hello', { guided_json: {} })).rejects.toThrow('input guided_json) is not served');
  });

  test('fails as often as a test plans, where it plans', async () => {
    local.engines.sagemaker.failNext({ code: 'ServiceUnavailable', target: 'plain' });
    local.engines.sagemaker.failNext({ code: 'ServiceUnavailable', target: InferenceComponentName, times: 2 });
    await expect(invoke('Hello')).rejects.toThrow(ServiceUnavailable);
    await expect(invoke('Hello')).rejects.toThrow(ServiceUnavailable);
    await expect(invoke('Hello')).resolves.toBeDefined();
    await expect(invoke('Hello', {}, { EndpointName: 'plain', InferenceComponentName: undefined })).rejects.toThrow(
      ServiceUnavailable,
    );
  });

  test('breaks in the middle of a stream, each way there is', async () => {
    await expect(read('count to 300 [[break]]')).rejects.toThrow(ModelStreamError);
    await expect(read('count to 300 [[break]]')).rejects.toMatchObject({ ErrorCode: 'StreamBroken' });
    local.engines.responder.wordDelayMs = 1;
    await expect(read('count to 300 [[drop]]')).rejects.toThrow(/aborted|closed|reset|premature|terminated/i);
    local.engines.responder.wordDelayMs = 0;
    const { events } = await read('count to 300 [[container]]');
    expect(events).toHaveLength(12);
    expect(events.at(-1)).toMatchObject({ error: { code: 500 } });
  });

  test('the model stops when the listener goes away', async () => {
    const stopped = Promise.withResolvers<void>();
    const endless: Model = {
      async *generate(_request, signal) {
        signal.addEventListener('abort', () => stopped.resolve());
        while (!signal.aborted) {
          yield { type: 'text', text: 'word '.repeat(1000) };
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
    const listener = new SageMakerRuntimeClient(other.client);
    const left = new AbortController();
    const { Body } = await listener.send(
      new InvokeEndpointWithResponseStreamCommand(input('Hello', { stream: true })),
      {
        abortSignal: left.signal,
      },
    );
    for await (const { PayloadPart } of Body ?? []) if (PayloadPart) break;
    left.abort();
    listener.destroy();
    await stopped.promise;
    await other.stop();
  });
});
