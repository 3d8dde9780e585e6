import * as fc from 'fast-check';
import { APIError } from 'openai';
import { createBrakeCheck } from '../../../../lambdas/chat/admission';
import { ModelError } from '../../../../lambdas/chat/domain/errors';
import { createBrakeReader } from '../../../../lambdas/shared/brake';
import { brakeFrom } from '../../../../lambdas/shared/domain/brake';
import { openAdmission } from '../support/admission';
import { end, filtered, ScriptedModel, type Step, text, usage } from '../support/scripted-model';
import { completions, question } from './support/completions';

const scripted = (...steps: Step[]) => new ScriptedModel(() => steps);

async function streamed(model: ScriptedModel, includeUsage = false) {
  const { client, ...rest } = completions(model);
  const stream_options = includeUsage ? { include_usage: true } : undefined;
  const stream = await client.chat.completions.create({ ...question(), stream: true, stream_options });
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return { chunks, ...rest };
}
type Chunks = Awaited<ReturnType<typeof streamed>>['chunks'];
const said = (chunks: Chunks) => chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('');

describe("OpenAI's own client, streaming", () => {
  it('reads the answer as the model wrote it, whatever it wrote', async () => {
    const pieces = fc.array(fc.string({ unit: 'binary', minLength: 1 }), { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(pieces, async (texts) => {
        const { chunks } = await streamed(scripted(...texts.map(text), end()));
        expect(said(chunks)).toBe(texts.join(''));
      }),
      { numRuns: 50 },
    );
    const { chunks } = await streamed(scripted(text('data: [DONE]\n\ndata: {"error":1}\n\n'), end()));
    expect(said(chunks)).toBe('data: [DONE]\n\ndata: {"error":1}\n\n');
  });

  it('gets the role first, the reason last, and one id throughout', async () => {
    const { chunks } = await streamed(scripted(text('hi'), end('length'), usage(5, 1)));
    expect(chunks[0]?.choices[0]?.delta).toEqual({ role: 'assistant', content: '', refusal: null });
    expect(chunks.at(-1)?.choices[0]).toMatchObject({ delta: {}, finish_reason: 'length' });
    expect(new Set(chunks.map(({ id }) => id))).toEqual(new Set(['chatcmpl-1']));
    expect(chunks.every((chunk) => chunk.object === 'chat.completion.chunk' && chunk.model === 'small')).toBe(true);
    expect(chunks.some((chunk) => 'usage' in chunk)).toBe(false);
  });

  it('gets the usage in a last chunk without choices when it asks for it', async () => {
    const { chunks } = await streamed(scripted(text('hi'), end(), usage(5, 1)), true);
    expect(chunks.at(-1)).toMatchObject({
      choices: [],
      usage: { prompt_tokens: 5, completion_tokens: 1, total_tokens: 6 },
    });
    expect(chunks.slice(0, -1).every((chunk) => chunk.usage === null)).toBe(true);
  });

  it.each([
    [end('stop'), { finish_reason: 'stop' }],
    [end('length'), { finish_reason: 'length' }],
    [filtered('private'), { finish_reason: 'content_filter', content_filter_reason: 'private' }],
  ])('reads the end %j as %j', async (ending, expected) => {
    const { chunks } = await streamed(scripted(text('hi'), ending));
    expect(chunks.at(-1)?.choices[0]).toMatchObject(expected);
  });

  it('throws what ends an answer that had begun', async () => {
    const model = scripted(text('once upon'), { fail: new ModelError('model_throttled', 'Too many', 1_000) });
    const { client, audited } = completions(model);
    const stream = await client.chat.completions.create({ ...question(), stream: true });
    let read = '';
    const reading = async () => {
      for await (const chunk of stream) read += chunk.choices[0]?.delta.content ?? '';
    };
    await expect(reading()).rejects.toMatchObject({ code: 'model_throttled', type: 'rate_limit_error' });
    expect(read).toBe('once upon');
    expect(audited).toMatchObject([{ outcome: 'failed', details: { error: 'model_throttled' } }]);
  });

  it('throws the same for a fault, without its reason, which is logged', async () => {
    const { client, lines, audited } = completions(
      scripted(text('once'), { fail: new Error('AccessDenied: bedrock') }),
    );
    const stream = await client.chat.completions.create({ ...question(), stream: true });
    const reading = async () => {
      for await (const _ of stream);
    };
    await expect(reading()).rejects.toMatchObject({ code: 'internal_error' });
    await expect(reading()).rejects.not.toThrow('AccessDenied');
    expect(lines.join()).toContain('AccessDenied');
    expect(audited[0]).toMatchObject({ outcome: 'failed', details: { error: 'internal_error' } });
  });
});

describe("OpenAI's own client, waiting for the whole", () => {
  it('gets the answer with its usage', async () => {
    const { client, audited, published } = completions(scripted(text('Hello '), text('you'), end(), usage(5, 2)));
    const answer = await client.chat.completions.create(question());
    expect(answer).toMatchObject({
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 1_700_000_000,
      model: 'small',
      choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'Hello you' } }],
      usage: { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 },
    });
    expect(audited).toMatchObject([
      {
        action: 'answer.finished',
        outcome: 'succeeded',
        details: { transport: 'http', finishReason: 'stop', inputTokens: 5, outputTokens: 2, estimated: false },
      },
    ]);
    expect(JSON.stringify(audited)).not.toContain('Hello');
    expect(published).toMatchObject([{ InputTokens: 5, OutputTokens: 2, AnswersFailed: 0, transport: 'http' }]);
    expect(published[0]).toHaveProperty('TimeToFirstToken');
  });
});

const rateLimited = { code: 'rate_limited', message: 'used up', retryAfterMs: 1_500 } as const;

describe.each([true, false])('refusals as HTTP errors (stream: %s)', (stream) => {
  async function refusal(setup: ReturnType<typeof completions>, request: object = question()) {
    const body = { ...question(), ...request, stream };
    const error = await setup.client.chat.completions.create(body).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof APIError)) throw new Error('The request was not refused');
    return error;
  }

  it.each([
    ['model_throttled', 429, '2'],
    ['model_unavailable', 503, '2'],
  ] as const)('%s', async (code, status, retryAfter) => {
    const setup = completions(scripted({ fail: new ModelError(code, 'No', 1_500) }));
    const error = await refusal(setup);
    expect(error).toMatchObject({ status, code });
    expect(error.headers?.get('retry-after')).toBe(retryAfter);
    expect(setup.audited).toMatchObject([{ outcome: 'failed', details: { error: code } }]);
  });

  it('a budget that is used up, before the model is asked, and not worth a retry', async () => {
    const model = scripted(text('hi'), end());
    const brake = brakeFrom('AWS Budgets', new Date());
    const used = await createBrakeCheck(
      createBrakeReader({ read: async () => brake, now: Date.now, onError: () => undefined }),
    ).refuse();
    const setup = completions(
      model,
      openAdmission(() => used),
    );
    const client = setup.client.withOptions({ maxRetries: 2 });
    const error = await refusal({ ...setup, client });
    expect(error).toMatchObject({ status: 503, code: 'budget_exhausted' });
    expect(setup.requests).toHaveLength(1);
    expect(model.requests).toEqual([]);
  });

  it('a limit of the minute, which a client that waits passes', async () => {
    const setup = completions(
      scripted(text('hi'), end()),
      openAdmission(() => rateLimited),
    );
    const error = await refusal(setup);
    expect(error).toMatchObject({ status: 429, code: 'rate_limited' });
    const headers = ['retry-after', 'x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset'];
    expect(headers.map((name) => error.headers?.get(name))).toEqual(['2', '60', '0', '1']);
  });

  it('a quota that is used up, not worth a retry', async () => {
    const used = { code: 'quota_exhausted', message: 'used up', retryAfterMs: 86_400_000 } as const;
    const setup = completions(
      scripted(text('hi'), end()),
      openAdmission(() => used),
    );
    const client = setup.client.withOptions({ maxRetries: 2 });
    expect(await refusal({ ...setup, client })).toMatchObject({ status: 429, code: 'quota_exhausted' });
    expect(setup.requests).toHaveLength(1);
  });

  it('a fault, without its reason', async () => {
    const setup = completions(scripted({ fail: new Error('AccessDenied: bedrock') }));
    const error = await refusal(setup);
    expect(error).toMatchObject({ status: 500, code: 'internal_error', type: 'server_error' });
    expect(error.message).not.toContain('AccessDenied');
    expect(setup.lines.join()).toContain('AccessDenied');
    expect(setup.audited).toMatchObject([{ outcome: 'failed', details: { error: 'internal_error' } }]);
  });

  const user = { role: 'user', content: 'hello' };
  it.each([
    ['an unknown model', { model: 'none' }, 404, 'model_not_found', 'model'],
    ['no model', { model: undefined }, 400, 'invalid_request', 'model'],
    ['no message', { messages: [] }, 400, 'invalid_request', 'messages'],
    ['an empty message', { messages: [{ role: 'user', content: ' ' }] }, 400, 'empty_message', 'messages[0].content'],
    [
      'a tool result',
      { messages: [user, { role: 'tool', content: '' }] },
      400,
      'invalid_request',
      'messages[1].tool_call_id',
    ],
    [
      'an image',
      { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:' } }] }] },
      400,
      'invalid_request',
      'messages[0].content[0].image_url',
    ],
    ['an answer first', { messages: [{ role: 'assistant', content: 'hi' }, user] }, 400, 'invalid_request', 'messages'],
    ['an answer last', { messages: [user, { role: 'assistant', content: 'hi' }] }, 400, 'invalid_request', 'messages'],
    ['two choices', { n: 2 }, 400, 'invalid_request', 'n'],
    ['a tool of nothing', { tools: [{ type: 'function' }] }, 400, 'invalid_request', 'tools[0].function'],
    ['JSON', { response_format: { type: 'json_object' } }, 400, 'invalid_request', 'response_format.type'],
    ['a temperature of 3', { temperature: 3 }, 400, 'invalid_request', 'temperature'],
    [
      'too much',
      { messages: [{ role: 'user', content: 'x'.repeat(9_000) }] },
      400,
      'context_length_exceeded',
      'messages',
    ],
    [
      'too much before the last message',
      { messages: [{ role: 'user', content: 'x'.repeat(9_000) }, { role: 'assistant', content: 'hi' }, user] },
      400,
      'context_length_exceeded',
      'messages',
    ],
  ])('%s', async (_what, request, status, code, param) => {
    const model = scripted(text('hi'), end());
    const setup = completions(model);
    expect(await refusal(setup, request)).toMatchObject({ status, code, param });
    expect(model.requests).toEqual([]);
  });
});

describe('what the model is asked', () => {
  async function asked(request: object) {
    const model = scripted(text('hi'), end());
    await completions(model).client.chat.completions.create({ ...question(), ...request });
    return model.requests[0];
  }

  it('is the conversation, with instructions apart and settings in its own terms', async () => {
    const messages = [
      { role: 'system', content: 'Be brief.' },
      { role: 'developer', content: 'Be kind.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Hel' },
          { type: 'text', text: 'lo' },
        ],
      },
      { role: 'assistant', content: 'Hi' },
      { role: 'user', content: 'Who are you?' },
    ];
    expect(
      await asked({ messages, temperature: 1.7, top_p: 0.5, stop: 'END', max_completion_tokens: 50 }),
    ).toMatchObject({
      model: { bedrockModelId: 'b.small' },
      system: 'Be brief.\n\nBe kind.',
      messages: [
        { role: 'user', text: 'Hello' },
        { role: 'assistant', text: 'Hi' },
        { role: 'user', text: 'Who are you?' },
      ],
      maxOutputTokens: 50,
      temperature: 1,
      topP: 0.5,
      stopSequences: ['END'],
    });
  });

  it('leaves out what was not asked for, and never asks for more than the model has', async () => {
    const request = await asked({ max_tokens: 100_000, user: 'someone', seed: 1, temperature: null, stop: null });
    expect(request).toMatchObject({ maxOutputTokens: 500 });
    expect(request).toMatchObject({ temperature: undefined, topP: undefined, stopSequences: undefined });
  });
});
