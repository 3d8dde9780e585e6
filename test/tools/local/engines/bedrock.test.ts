import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  BedrockRuntimeClient,
  ConverseCommand,
  type ConverseCommandInput,
  ConverseStreamCommand,
  type ConverseStreamOutput,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
  ModelStreamErrorException,
  ServiceUnavailableException,
  ThrottlingException,
  ValidationException,
} from '@aws-sdk/client-bedrock-runtime';
import { createBedrockEngine } from '../../../../tools/local/engines/bedrock/bedrock-engine';
import type { Model } from '../../../../tools/local/engines/bedrock/model';
import { type LocalServices, startLocalServices } from './local-services';

const modelId = 'us.amazon.nova-lite-v1:0';
const user = (text: string) => ({ role: 'user' as const, content: [{ text }] });
const assistant = (text: string) => ({ role: 'assistant' as const, content: [{ text }] });

describe('Bedrock engine', () => {
  let local: LocalServices;
  let client: BedrockRuntimeClient;

  const converse = (text: string, input: Partial<ConverseCommandInput> = {}) =>
    client.send(new ConverseCommand({ modelId, messages: [user(text)], ...input }));

  async function converseStream(text: string, input: Partial<ConverseCommandInput> = {}) {
    const { stream } = await client.send(new ConverseStreamCommand({ modelId, messages: [user(text)], ...input }));
    if (!stream) throw new Error('no stream');
    return stream;
  }

  async function collect(stream: AsyncIterable<ConverseStreamOutput>) {
    const events: ConverseStreamOutput[] = [];
    for await (const event of stream) events.push(event);
    const text = events.map((event) => event.contentBlockDelta?.delta?.text ?? '').join('');
    return { events, text, last: events.at(-1) };
  }

  beforeAll(async () => {
    local = await startLocalServices();
    client = new BedrockRuntimeClient({ ...local.client, maxAttempts: 1 });
    await local.create({
      type: 'AWS::Bedrock::Guardrail',
      ref: 'guard1',
      attributes: { GuardrailId: 'guard1', GuardrailArn: 'arn:aws:bedrock:us-east-1:000000000000:guardrail/guard1' },
      properties: {
        BlockedInputMessaging: 'Not this question.',
        BlockedOutputsMessaging: 'Not this answer.',
        WordPolicyConfig: { WordsConfig: [{ Text: 'Forbidden' }] },
      },
    });
  });
  afterAll(async () => {
    client.destroy();
    await local.stop();
  });

  test('says what it is and quotes its context', async () => {
    const messages = [user('My name is Ada.'), assistant('Hello Ada.'), user('What is my name?')];
    const { output, stopReason, usage, metrics } = await converse('', { messages, system: [{ text: 'Be brief.' }] });
    expect(output?.message).toEqual(
      assistant(
        `I am the laptop's stand-in for ${modelId}. You said: "What is my name?". Before that you said: "My name is Ada.".`,
      ),
    );
    expect(stopReason).toBe('end_turn');
    expect(usage?.totalTokens).toBe((usage?.inputTokens ?? 0) + (usage?.outputTokens ?? 0));
    expect(metrics?.latencyMs).toBe(0);
  });

  test('keeps what it has read up to a cache point for five minutes, and tells what came from there', async () => {
    const rules = { text: 'Be brief. '.repeat(500) };
    const point = { cachePoint: { type: 'default' as const } };
    const read = async (text: string, system: ConverseCommandInput['system'] = [rules, point]) => {
      const { usage } = await converse(text, { system });
      const {
        inputTokens = 0,
        outputTokens = 0,
        totalTokens,
        cacheReadInputTokens = 0,
        cacheWriteInputTokens = 0,
      } = usage ?? {};
      expect(totalTokens).toBe(inputTokens + outputTokens + cacheReadInputTokens + cacheWriteInputTokens);
      return [cacheReadInputTokens, cacheWriteInputTokens].map((tokens) => tokens > 1_000);
    };
    expect(await read('one')).toEqual([false, true]);
    expect(await read('two')).toEqual([true, false]);
    expect(await read('two', [rules])).toEqual([false, false]);
    expect(await read('two', [{ text: `Always. ${rules.text}` }, point])).toEqual([false, true]);
    local.clock.now += 5 * 60_000;
    expect(await read('three')).toEqual([false, true]);
    expect(await read('short', [{ text: 'Be brief.' }, point])).toEqual([false, false]);
  });

  test('refuses cache points as Bedrock does: too many, among the tools of Nova, and of models without a cache', async () => {
    const point = { cachePoint: { type: 'default' as const } };
    const system = [{ text: 'Be brief.' }, point];
    await expect(converse('hi', { system: [...system, ...system, ...system, ...system, ...system] })).rejects.toThrow(
      /Too many/,
    );
    const tools = [{ toolSpec: { name: 'add', inputSchema: { json: { type: 'object' } } } }, point];
    await expect(converse('hi', { toolConfig: { tools } })).rejects.toThrow(/did not allow prompt caching/);
    await expect(converse('hi', { modelId: 'meta.llama3-1-8b-instruct-v1:0', system })).rejects.toThrow(
      /unsupported model/,
    );
  });

  test('streams the events of Converse, word by word, with usage at the end', async () => {
    const { events, text } = await collect(await converseStream('Hello'));
    expect(text).toBe(`I am the laptop's stand-in for ${modelId}. You said: "Hello".`);
    expect(events[0]).toEqual({ messageStart: { role: 'assistant' } });
    expect(events[1]).toEqual({ contentBlockDelta: { contentBlockIndex: 0, delta: { text: 'I ' } } });
    expect(events.slice(-3)).toEqual([
      { contentBlockStop: { contentBlockIndex: 0 } },
      { messageStop: { stopReason: 'end_turn' } },
      { metadata: { usage: expect.objectContaining({ outputTokens: 19 }), metrics: { latencyMs: 0 } } },
    ]);
  });

  test('counts as far as it is asked and the tokens allow', async () => {
    const long = await collect(await converseStream('Please count to 300'));
    expect(long.text).toMatch(/ 1, 2, 3, .* 299, 300\.$/);
    const short = await converse('Please count to 300', { inferenceConfig: { maxTokens: 25 } });
    expect(short).toMatchObject({ stopReason: 'max_tokens', usage: { outputTokens: 25 } });
    const stopped = await converse('Please count to 300', { inferenceConfig: { stopSequences: [', 7'] } });
    expect(stopped.stopReason).toBe('stop_sequence');
    expect(stopped.output?.message?.content?.[0]?.text).toMatch(/5, 6$/);
  });

  test('speaks word by word, and ten times slower when asked', async () => {
    local.engines.responder.wordDelayMs = 1;
    const started = performance.now();
    await collect(await converseStream('Hello [[slow]]'));
    expect(performance.now() - started).toBeGreaterThan(90);
    local.engines.responder.wordDelayMs = 0;
  });

  test('says what can be asked of it', async () => {
    const { output } = await converse('help');
    expect(output?.message?.content?.[0]?.text).toContain('[[throttle]]');
  });

  test('calls a tool that the question names, and reports its result', async () => {
    const json = {
      type: 'object',
      properties: {
        orderId: { type: 'string' },
        limit: { type: 'integer' },
        kind: { enum: ['open', 'closed'] },
        note: { type: 'string' },
      },
      required: ['orderId', 'limit', 'kind'],
    };
    const toolConfig = { tools: [{ toolSpec: { name: 'get_order', inputSchema: { json } } }] };
    const question = 'Use get order for "A-17", 3 entries that are closed';
    const asked = await converse(question, { toolConfig });
    expect(asked.stopReason).toBe('tool_use');
    const toolUse = asked.output?.message?.content?.[0]?.toolUse;
    expect(toolUse).toMatchObject({
      name: 'get_order',
      input: { orderId: 'A-17', limit: expect.any(Number), kind: 'closed' },
    });

    const { events, last } = await collect(await converseStream(question, { toolConfig }));
    expect(events[1]?.contentBlockStart?.start).toEqual({
      toolUse: { toolUseId: toolUse?.toolUseId, name: 'get_order' },
    });
    expect(JSON.parse(events[2]?.contentBlockDelta?.delta?.toolUse?.input ?? '')).toEqual(toolUse?.input);
    expect(last?.metadata?.usage?.outputTokens).toBeGreaterThan(0);

    const { toolUseId } = toolUse ?? {};
    const messages = [
      user(question),
      { role: 'assistant' as const, content: [{ toolUse: { toolUseId, name: 'get_order', input: {} } }] },
      { role: 'user' as const, content: [{ toolResult: { toolUseId, content: [{ json: { state: 'sent' } }] } }] },
    ];
    const told = await converse('', { messages, toolConfig });
    expect(told.output?.message?.content?.[0]?.text).toContain('The tool answered: {"state":"sent"}');
    const unasked = await converse('Hello', { toolConfig });
    expect(unasked.stopReason).toBe('end_turn');
    const forced = await converse('Hello', { toolConfig: { ...toolConfig, toolChoice: { any: {} } } });
    expect(forced.stopReason).toBe('tool_use');
  });

  test('fails as asked before the first word', async () => {
    await expect(converse('[[throttle]] please')).rejects.toThrow(ThrottlingException);
    await expect(converseStream('[[unavailable]] please')).rejects.toThrow(ServiceUnavailableException);
    const later = [user('[[throttle]]'), assistant('no'), user('Hello')];
    await expect(converse('', { messages: later })).resolves.toMatchObject({ stopReason: 'end_turn' });
  });

  test('fails as often as a test plans, for the model it plans', async () => {
    local.engines.bedrock.failNext({ code: 'ThrottlingException', modelId: 'nova-pro' });
    local.engines.bedrock.failNext({ code: 'ModelTimeoutException', times: 2, modelId: 'nova-lite' });
    await expect(converse('Hello')).rejects.toMatchObject({ name: 'ModelTimeoutException' });
    await expect(converse('Hello')).rejects.toMatchObject({ name: 'ModelTimeoutException' });
    await expect(converse('Hello')).resolves.toBeDefined();
    await expect(converse('Hello', { modelId: 'us.amazon.nova-pro-v1:0' })).rejects.toThrow(ThrottlingException);
  });

  test('the SDK retries what it retries in AWS', async () => {
    const patient = new BedrockRuntimeClient({ ...local.client, maxAttempts: 3 });
    local.engines.bedrock.failNext({ code: 'ThrottlingException', times: 2 });
    const { $metadata } = await patient.send(new ConverseCommand({ modelId, messages: [user('Hello')] }));
    expect($metadata.attempts).toBe(3);
    patient.destroy();
  });

  test('fails in the middle of a stream', async () => {
    const heard: string[] = [];
    const listen = async () => {
      for await (const event of await converseStream('count to 300 [[break]]')) {
        heard.push(event.contentBlockDelta?.delta?.text ?? '');
      }
    };
    await expect(listen()).rejects.toThrow(ModelStreamErrorException);
    expect(heard.filter(Boolean)).toHaveLength(10);
    local.engines.bedrock.failNext({ code: 'ThrottlingException', afterWords: 2 });
    await expect(collect(await converseStream('Hello'))).rejects.toThrow(ThrottlingException);
  });

  test('breaks the connection in the middle of a stream', async () => {
    await expect(collect(await converseStream('count to 300 [[drop]]'))).rejects.toThrow(
      /aborted|closed|reset|premature/i,
    );
    await expect(converse('Hello')).resolves.toBeDefined();
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
    other.gateway.register(createBedrockEngine(other.context, endless, other.engines.embeddings));
    const listener = new BedrockRuntimeClient(other.client);
    const left = new AbortController();
    const { stream } = await listener.send(new ConverseStreamCommand({ modelId, messages: [user('Hello')] }), {
      abortSignal: left.signal,
    });
    for await (const event of stream ?? []) if (event.contentBlockDelta) break;
    left.abort();
    await stopped.promise;
    listener.destroy();
    await other.stop();
  });

  test('a guardrail answers in the place of the model', async () => {
    const guardrailConfig = { guardrailIdentifier: 'guard1', guardrailVersion: 'DRAFT', trace: 'enabled' as const };
    const blocked = await converse('Something forbidden', { guardrailConfig });
    expect(blocked).toMatchObject({
      stopReason: 'guardrail_intervened',
      output: { message: assistant('Not this question.') },
      trace: { guardrail: { inputAssessment: { guard1: { wordPolicy: { customWords: [{ match: 'Forbidden' }] } } } } },
    });
    const stream = await converseStream('Hello [[block-answer]]', {
      guardrailConfig: {
        ...guardrailConfig,
        guardrailIdentifier: 'arn:aws:bedrock:us-east-1:000000000000:guardrail/guard1',
      },
    });
    const { text, events, last } = await collect(stream);
    expect(text).toBe('Not this answer.');
    expect(events).toContainEqual({ messageStop: { stopReason: 'guardrail_intervened' } });
    expect(last?.metadata?.trace?.guardrail?.outputAssessments).toBeDefined();
    const passed = await converse('Something allowed', { guardrailConfig });
    expect(passed.stopReason).toBe('end_turn');
    expect((await converse('Something forbidden')).stopReason).toBe('end_turn');
  });

  test('checks conversations as Bedrock does, and refuses what is not served', async () => {
    const wrong: [Partial<ConverseCommandInput>, RegExp][] = [
      [{ messages: [assistant('Hi')] }, /must start with a user message/],
      [{ messages: [user('a'), user('b')] }, /must alternate/],
      [{ messages: [user(' ')] }, /messages\.0\.content\.0 is blank/],
      [{ inferenceConfig: { temperature: 2 } }, /temperature/],
      [
        { messages: [{ role: 'user', content: [{ toolResult: { toolUseId: 'x', content: [{ text: 'y' }] } }] }] },
        /toolConfig field must be defined/,
      ],
    ];
    for (const [input, problem] of wrong) {
      const refused = converse('x', input);
      await expect(refused).rejects.toThrow(ValidationException);
      await expect(refused).rejects.toThrow(problem);
    }
    const additionalModelRequestFields = { top_k: 3 };
    await expect(converse('x', { additionalModelRequestFields })).rejects.toThrow(
      'bedrock:Converse (input additionalModelRequestFields) is not served',
    );
  });

  test.each([
    [
      'anthropic.claude-3-5-sonnet-20241022-v2:0',
      { anthropic_version: 'bedrock-2023-05-31', max_tokens: 100, messages: [{ role: 'user', content: 'Hello' }] },
      { type: 'message', stop_reason: 'end_turn', content: [{ type: 'text', text: expect.stringContaining('Hello') }] },
      [
        'message_start',
        'content_block_start',
        'content_block_delta',
        'content_block_stop',
        'message_delta',
        'message_stop',
      ],
    ],
    [
      modelId,
      { schemaVersion: 'messages-v1', messages: [user('Hello')], inferenceConfig: { maxTokens: 100 } },
      { stopReason: 'end_turn', output: { message: { content: [{ text: expect.stringContaining('Hello') }] } } },
      ['messageStart', 'contentBlockDelta', 'contentBlockStop', 'messageStop', 'metadata'],
    ],
  ])('invokes %s with its own body', async (id, body, expected, types) => {
    const input = { modelId: id, body: JSON.stringify(body), contentType: 'application/json' };
    const answer = await client.send(new InvokeModelCommand(input));
    expect(JSON.parse(Buffer.from(answer.body).toString())).toMatchObject(expected);
    const streamed = await client.send(new InvokeModelWithResponseStreamCommand(input));
    const seen = new Set<string>();
    for await (const { chunk } of streamed.body ?? []) {
      const event = JSON.parse(Buffer.from(chunk?.bytes ?? []).toString()) as Record<string, unknown>;
      seen.add(typeof event.type === 'string' ? event.type : (Object.keys(event)[0] ?? ''));
    }
    expect([...seen]).toEqual(types);
  });

  test('refuses bodies of model families it does not know', async () => {
    const command = new InvokeModelCommand({ modelId: 'meta.llama3-8b-instruct-v1:0', body: '{}' });
    await expect(client.send(command)).rejects.toThrow('bedrock:InvokeModel (model meta.llama3-8b-instruct-v1:0)');
  });
});
