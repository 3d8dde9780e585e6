import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
  ModelErrorException,
  ServiceUnavailableException,
  ThrottlingException,
} from '@aws-sdk/client-bedrock-runtime';
import { type LocalServices, startLocalServices } from './local-services';

const modelId = 'us.amazon.nova-lite-v1:0';
const messages = [{ role: 'user' as const, content: [{ text: 'What is the weather in Paris?' }] }];
const tool = { name: 'get_weather', inputSchema: { json: { type: 'object' } } };

describe('LOCAL_MODEL_URL', () => {
  let server: Server;
  let local: LocalServices;
  let client: BedrockRuntimeClient;
  /** What the server of models was asked, and how it answers the next request. */
  let asked: { path?: string; authorization?: string; body: Record<string, unknown> }[] = [];
  let respond: (response: ServerResponse) => void;

  const events =
    (...chunks: unknown[]) =>
    (response: ServerResponse) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const chunk of chunks) response.write(`data: ${JSON.stringify(chunk)}\r\n\r\n`);
      response.end('data: [DONE]\n\n');
    };
  const text = (content: string, finish_reason: string | null = null) => ({
    choices: [{ delta: { content }, finish_reason }],
  });

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks = await request.toArray();
    const body = JSON.parse(Buffer.concat(chunks).toString() || '{}') as Record<string, unknown>;
    asked.push({ path: request.url, authorization: request.headers.authorization, body });
    if (request.url === '/v1/models') response.end(JSON.stringify({ data: [{ id: 'small-model' }] }));
    else respond(response);
  }

  beforeAll(async () => {
    server = createServer((request, response) => void receive(request, response)).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const modelUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/`;
    local = await startLocalServices({ modelUrl, modelApiKey: 'secret' });
    client = new BedrockRuntimeClient({ ...local.client, maxAttempts: 1 });
  });
  beforeEach(() => {
    asked = [];
  });
  afterAll(async () => {
    client.destroy();
    await local.stop();
    await new Promise((resolve) => server.close(resolve));
  });

  test('streams the answer of the first model that the server lists', async () => {
    respond = events(text('It is '), text('sunny.', 'stop'), {
      choices: [],
      usage: { prompt_tokens: 7, completion_tokens: 4 },
    });
    const { stream } = await client.send(
      new ConverseStreamCommand({
        modelId,
        messages,
        system: [{ text: 'Be brief.' }],
        inferenceConfig: { maxTokens: 50, temperature: 0.5, stopSequences: ['END'] },
      }),
    );
    const seen = [];
    for await (const event of stream ?? []) seen.push(event);
    expect(seen).toEqual([
      { messageStart: { role: 'assistant' } },
      { contentBlockDelta: { contentBlockIndex: 0, delta: { text: 'It is ' } } },
      { contentBlockDelta: { contentBlockIndex: 0, delta: { text: 'sunny.' } } },
      { contentBlockStop: { contentBlockIndex: 0 } },
      { messageStop: { stopReason: 'end_turn' } },
      { metadata: { usage: { inputTokens: 7, outputTokens: 4, totalTokens: 11 }, metrics: { latencyMs: 0 } } },
    ]);
    expect(asked.map(({ path }) => path)).toEqual(['/v1/models', '/v1/chat/completions']);
    expect(asked[1]?.authorization).toBe('Bearer secret');
    expect(asked[1]?.body).toMatchObject({
      model: 'small-model',
      stream: true,
      max_tokens: 50,
      temperature: 0.5,
      stop: ['END'],
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'What is the weather in Paris?' },
      ],
    });
  });

  test('passes tools on and puts their calls together', async () => {
    const piece = (call: unknown) => ({ choices: [{ delta: { tool_calls: [call] } }] });
    respond = events(
      piece({ index: 0, id: 'call_1', function: { name: 'get_weather', arguments: '{"city":' } }),
      piece({ index: 0, function: { arguments: '"Paris"}' } }),
      { choices: [{ delta: {}, finish_reason: 'tool_calls' }] },
    );
    const { output, stopReason } = await client.send(
      new ConverseCommand({ modelId, messages, toolConfig: { tools: [{ toolSpec: tool }], toolChoice: { any: {} } } }),
    );
    const toolUse = { toolUseId: 'call_1', name: 'get_weather', input: { city: 'Paris' } };
    expect(stopReason).toBe('tool_use');
    expect(output?.message?.content).toEqual([{ toolUse }]);
    expect(asked[0]?.body).toMatchObject({
      tools: [{ type: 'function', function: { name: 'get_weather', parameters: { type: 'object' } } }],
      tool_choice: 'required',
    });

    respond = events(text('18 degrees', 'length'));
    const content = [{ toolResult: { toolUseId: 'call_1', content: [{ text: '18' }] } }];
    const told = await client.send(
      new ConverseCommand({
        modelId,
        toolConfig: { tools: [{ toolSpec: tool }] },
        messages: [...messages, { role: 'assistant', content: [{ toolUse }] }, { role: 'user', content }],
      }),
    );
    expect(told.stopReason).toBe('max_tokens');
    expect(asked[1]?.body.messages).toEqual([
      { role: 'user', content: 'What is the weather in Paris?' },
      {
        role: 'assistant',
        content: '',
        tool_calls: [
          { id: 'call_1', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Paris"}' } },
        ],
      },
      { role: 'tool', tool_call_id: 'call_1', content: '18' },
    ]);
  });

  test.each([
    [429, ThrottlingException],
    [500, ModelErrorException],
  ])('turns status %i into the exception that Bedrock has for it', async (status, exception) => {
    respond = (response) => response.writeHead(status).end('overloaded');
    await expect(client.send(new ConverseCommand({ modelId, messages }))).rejects.toThrow(exception);
    await expect(client.send(new ConverseStreamCommand({ modelId, messages }))).rejects.toThrow(/overloaded/);
  });

  test('says so when no server is there', async () => {
    const alone = await startLocalServices({ modelUrl: 'http://127.0.0.1:9/v1', modelName: 'any' });
    const lonely = new BedrockRuntimeClient({ ...alone.client, maxAttempts: 1 });
    const refused = lonely.send(new ConverseCommand({ modelId, messages }));
    await expect(refused).rejects.toThrow(ServiceUnavailableException);
    await expect(refused).rejects.toThrow('http://127.0.0.1:9/v1/chat/completions cannot be reached');
    lonely.destroy();
    await alone.stop();
  });
});
