import assert from 'node:assert/strict';
import OpenAI, { APIError } from 'openai';
import { newId } from '../answer';
import { request } from '../http';
import type { StepGroup, TourContext } from '../step';

/** The unmodified client: only its address and key are changed. */
const clientOf = ({ apiUrl, token }: TourContext) =>
  new OpenAI({ baseURL: `${apiUrl}/v1`, apiKey: token('alice'), maxRetries: 0, timeout: 15_000 });

/** Input tokens that came from a cache today, in what alice used. */
async function cachedToday(context: TourContext): Promise<number> {
  const { body } = await request(context, 'GET', '/v1/usage', context.token('alice'));
  return (body as { user: { day: { cachedTokens: number } } }).user.day.cachedTokens;
}

const orderStatus: OpenAI.ChatCompletionFunctionTool = {
  type: 'function',
  function: {
    name: 'order_status',
    description: 'Tells where an order is',
    parameters: { type: 'object', properties: { order: { type: 'string' } }, required: ['order'] },
  },
};

const question = (content: string) => [{ role: 'user' as const, content }];

export const openAiClient: StepGroup = {
  name: 'openai client',
  needs: 'ChatApiUrl',
  steps: [
    {
      name: 'lists the models',
      async run(context) {
        const { data } = await clientOf(context).models.list();
        assert.ok(data.length > 0 && data.every(({ object }) => object === 'model'));
        return data.map(({ id }) => id).join(', ');
      },
    },
    {
      name: 'streams an answer as server-sent events',
      async run(context) {
        const client = clientOf(context);
        const [model] = (await client.models.list()).data;
        const stream = await client.chat.completions.create(
          {
            model: model?.id ?? '',
            messages: question('count to 60, please'),
            stream: true,
            stream_options: { include_usage: true },
          },
          { signal: context.signal },
        );
        const texts: string[] = [];
        let finishReason: string | null = null;
        let tokens = 0;
        for await (const chunk of stream) {
          const [choice] = chunk.choices;
          if (choice?.delta.content) texts.push(choice.delta.content);
          finishReason = choice?.finish_reason ?? finishReason;
          tokens = chunk.usage?.completion_tokens ?? tokens;
        }
        assert.match(texts.join(''), /58, 59, 60/);
        assert.ok(texts.length >= 3, `only ${texts.length} chunks`);
        assert.equal(finishReason, 'stop');
        assert.ok(tokens > 0, 'no usage in the last chunk');
        return `${texts.length} chunks, ${tokens} tokens`;
      },
    },
    {
      name: 'gets an answer in one piece',
      async run(context) {
        const client = clientOf(context);
        const [model] = (await client.models.list()).data;
        const { choices, usage } = await client.chat.completions.create({
          model: model?.id ?? '',
          messages: question('hello'),
        });
        assert.match(choices[0]?.message.content ?? '', /hello/);
        assert.ok(usage && usage.total_tokens === usage.prompt_tokens + usage.completion_tokens);
        return `${usage?.total_tokens} tokens`;
      },
    },
    {
      name: 'has a tool of its own called, and answered with its result',
      async run(context) {
        const { completions } = clientOf(context).chat;
        const model = 'nova-lite';
        const messages: OpenAI.ChatCompletionMessageParam[] = question('What is the order status of "A-17"?');
        const stream = await completions.create({ model, messages, tools: [orderStatus], stream: true });
        const calls: { id: string; name: string; arguments: string }[] = [];
        let finishReason: string | null = null;
        for await (const { choices } of stream) {
          for (const { index, id, function: piece } of choices[0]?.delta.tool_calls ?? []) {
            calls[index] ??= { id: id ?? '', name: piece?.name ?? '', arguments: '' };
            calls[index].arguments += piece?.arguments ?? '';
          }
          finishReason = choices[0]?.finish_reason ?? finishReason;
        }
        const [call] = calls;
        assert.equal(finishReason, 'tool_calls');
        assert.ok(call && calls.length === 1, `${calls.length} calls`);
        assert.deepEqual([call.name, JSON.parse(call.arguments)], ['order_status', { order: 'A-17' }]);
        const called = { id: call.id, type: 'function' as const, function: call };
        messages.push({ role: 'assistant', content: null, tool_calls: [called] });
        messages.push({ role: 'tool', tool_call_id: call.id, content: 'shipped' });
        const { choices } = await completions.create({ model, messages, tools: [orderStatus] });
        assert.match(choices[0]?.message.content ?? '', /The tool answered: shipped$/);
        const [whole] = (await completions.create({ model, messages: messages.slice(0, 1), tools: [orderStatus] }))
          .choices;
        assert.deepEqual(
          whole?.message.tool_calls?.map((each) => each.type === 'function' && each.function.name),
          ['order_status'],
        );
        assert.deepEqual([whole?.finish_reason, whole?.message.content], ['tool_calls', null]);
        return 'streamed and whole, finish_reason tool_calls';
      },
    },
    {
      name: 'pays less for a long beginning that the model has read before',
      async run(context) {
        const { completions } = clientOf(context).chat;
        const before = await cachedToday(context);
        const rules = `Rule ${newId()}: be brief. `.repeat(120);
        const messages: OpenAI.ChatCompletionMessageParam[] = [
          { role: 'system', content: rules },
          ...question('hello'),
        ];
        const cached: number[] = [];
        for (let times = 0; times < 2; times += 1) {
          const { usage } = await completions.create({ model: 'nova-lite', messages });
          assert.ok(usage && usage.prompt_tokens > 1_000, JSON.stringify(usage));
          cached.push(usage.prompt_tokens_details?.cached_tokens ?? -1);
        }
        const [first, second = 0] = cached;
        assert.ok(first === 0 && second >= 1_000, `${cached.join(', then ')} cached tokens`);
        assert.equal(await cachedToday(context), before + second, 'the ledger does not tell');
        return `${second} tokens from the cache, in usage and ledger`;
      },
    },
    {
      name: 'is told about a model that does not exist, and about an empty message',
      async run(context) {
        const { completions } = clientOf(context).chat;
        await refused(
          completions.create({ model: 'gpt-nothing', messages: question('hello') }),
          404,
          'model_not_found',
        );
        await refused(completions.create({ model: 'nova-lite', messages: question(' ') }), 400, 'empty_message');
        return '404 model_not_found, 400 empty_message';
      },
    },
  ],
};

export async function refused(promise: Promise<unknown>, status: number, code: string): Promise<APIError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof APIError, `expected an API error, got ${String(error)}`);
  assert.deepEqual([error.status, error.code], [status, code], error.message);
  return error;
}
