import assert from 'node:assert/strict';
import OpenAI, { APIError } from 'openai';
import type { StepGroup, TourContext } from '../step';

/** The unmodified client: only its address and key are changed. */
const clientOf = ({ apiUrl, token }: TourContext) =>
  new OpenAI({ baseURL: `${apiUrl}/v1`, apiKey: token('alice'), maxRetries: 0, timeout: 15_000 });

const question = (content: string) => [{ role: 'user' as const, content }];

export const openAiClient: StepGroup = {
  name: 'openai client',
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
