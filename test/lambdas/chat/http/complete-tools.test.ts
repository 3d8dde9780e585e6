import type OpenAI from 'openai';
import { end, ScriptedModel, type Step, text, toolUse, usage } from '../support/scripted-model';
import { completions, question } from './support/completions';

const scripted = (...steps: Step[]) => new ScriptedModel(() => steps);
const add = {
  type: 'function' as const,
  function: { name: 'add', description: 'adds', parameters: { type: 'object', properties: { a: { type: 'number' } } } },
};
const called = { id: 'call_1', type: 'function' as const, function: { name: 'add', arguments: '{"a":1}' } };
const calling = scripted(text('Let me see.'), toolUse('call_1', 'add', { a: 1 }), end('toolUse'), usage(9, 4));
const two = () => scripted(toolUse('call_1', 'add', { a: 1 }), toolUse('call_2', 'add', { a: 2 }), end('toolUse'));

type Body = OpenAI.ChatCompletionCreateParamsNonStreaming;
const talk = (...messages: OpenAI.ChatCompletionMessageParam[]): Body => ({
  model: 'small',
  messages: [{ role: 'user', content: 'add' }, ...messages],
  tools: [add],
});
const assistant = (...tool_calls: (typeof called)[]) => ({ role: 'assistant' as const, content: null, tool_calls });
const result = (tool_call_id: string, content = '2') => ({ role: 'tool' as const, tool_call_id, content });

describe("tools of OpenAI's own client", () => {
  it('are told to the model, and its calls to the client', async () => {
    const { client } = completions(calling);
    const answer = await client.chat.completions.create({ ...question('add'), tools: [add] });
    expect(calling.requests.at(-1)).toMatchObject({
      tools: [{ name: 'add', description: 'adds', inputSchema: add.function.parameters }],
    });
    expect(answer.choices).toMatchObject([
      { finish_reason: 'tool_calls', message: { content: 'Let me see.', tool_calls: [called] } },
    ]);
    expect(answer.usage).toMatchObject({ total_tokens: 13 });
  });

  it('are called in pieces that the client puts together, each call with its index', async () => {
    const { client } = completions(two());
    const body = { ...question('add'), tools: [add], stream_options: { include_usage: true } };
    const stream = client.chat.completions.stream(body);
    const pieces: object[] = [];
    for await (const { choices } of stream) pieces.push(...(choices[0]?.delta.tool_calls ?? []));
    expect(pieces).toEqual([
      { index: 0, id: 'call_1', type: 'function', function: { name: 'add', arguments: '' } },
      { index: 0, function: { arguments: '{"a":1}' } },
      { index: 1, id: 'call_2', type: 'function', function: { name: 'add', arguments: '' } },
      { index: 1, function: { arguments: '{"a":2}' } },
    ]);
    const whole = await stream.finalChatCompletion();
    expect(whole.choices[0]?.message.tool_calls).toMatchObject([called, { id: 'call_2' }]);
    expect(whole.choices[0]?.finish_reason).toBe('tool_calls');
    expect(whole.usage).toBeDefined();
  });

  it('are run by the client, whose loop ends with an answer', async () => {
    let asked = 0;
    const model = new ScriptedModel(() =>
      asked++ === 0 ? [toolUse('call_1', 'add', { a: 1 }), end('toolUse')] : [text('It is 2.'), end()],
    );
    const ran: unknown[] = [];
    const runner = completions(model).client.chat.completions.runTools({
      ...question('add'),
      tools: [
        {
          type: 'function',
          function: { ...add.function, parse: JSON.parse, function: (input: unknown) => `${ran.push(input) + 1}` },
        },
      ],
    });
    expect(await runner.finalContent()).toBe('It is 2.');
    expect(ran).toEqual([{ a: 1 }]);
    expect(model.requests[1]?.messages).toEqual([
      { role: 'user', text: 'add' },
      { role: 'assistant', text: '', toolUses: [{ id: 'call_1', name: 'add', input: { a: 1 } }] },
      { role: 'user', text: '', toolResults: [{ id: 'call_1', text: '2', failed: false }] },
    ]);
  });

  it.each([true, false])('come one at a time where the client asks for that (stream: %s)', async (stream) => {
    const { client } = completions(two());
    const body = { ...question('add'), tools: [add], parallel_tool_calls: false };
    const answer = stream
      ? await client.chat.completions.stream(body).finalChatCompletion()
      : await client.chat.completions.create(body);
    expect(answer.choices[0]?.message.tool_calls).toMatchObject([{ id: 'call_1' }]);
    expect(answer.choices[0]?.message.tool_calls).toHaveLength(1);
  });

  it.each([
    ['required', 'any'],
    [{ type: 'function', function: { name: 'add' } }, { name: 'add' }],
    ['auto', undefined],
  ] as const)('are demanded as %j', async (tool_choice, toolChoice) => {
    const model = scripted(toolUse('call_1', 'add', {}), end('toolUse'));
    await completions(model).client.chat.completions.create({ ...question(), tools: [add], tool_choice });
    expect(model.requests[0]?.toolChoice).toEqual(toolChoice);
  });

  it('are not told to the model where the client wants none called', async () => {
    const model = scripted(text('No'), end());
    const { choices } = await completions(model).client.chat.completions.create({
      ...talk(assistant(called), result('call_1')),
      tool_choice: 'none',
    });
    expect(model.requests[0]?.tools).toBeUndefined();
    expect(choices[0]?.finish_reason).toBe('stop');
  });

  it('are cut with the answer: half a call is no reason to call', async () => {
    const { client } = completions(scripted(toolUse('call_1', 'add', '{"a":'), end('length')));
    const { choices } = await client.chat.completions.create({ ...question(), tools: [add] });
    expect(choices[0]).toMatchObject({
      finish_reason: 'length',
      message: { tool_calls: [{ function: { arguments: '{"a":' } }] },
    });
  });

  it('say what the client makes up, which the rules of the stage are held against', async () => {
    const model = scripted(text('ok'), end());
    await completions(model).client.chat.completions.create(talk(assistant(called), result('call_1', 'secret')));
    expect(model.requests[0]?.said).toEqual(['add', '["call_1","add",{"a":1}]', 'call_1 secret']);
  });

  it('count in the context: a result that does not fit is refused', async () => {
    const body = talk(assistant(called), result('call_1', 'x'.repeat(20_000)));
    const refused = completions(calling).client.chat.completions.create(body);
    await expect(refused).rejects.toMatchObject({ status: 400, code: 'context_length_exceeded' });
    const huge = { ...add, function: { ...add.function, description: 'x'.repeat(20_000) } };
    const told = completions(calling).client.chat.completions.create({ ...question(), tools: [huge] });
    await expect(told).rejects.toMatchObject({ status: 400, code: 'context_length_exceeded' });
  });

  it.each<[string, object, RegExp]>([
    ['an unanswered call', talk(assistant(called)), /last message/],
    ['a call that is talked over', talk(assistant(called), { role: 'user', content: 'hi' }), /answered first/],
    ['a result without a call', talk(result('call_1')), /must answer a call/],
    ['a result given twice', talk(assistant(called), result('call_1'), result('call_1')), /must answer a call/],
    ['two calls of one id', talk(assistant(called, called), result('call_1')), /same id/],
    ['a choice without tools', { ...question(), tool_choice: 'required' }, /no such tool/],
    [
      'a choice of another tool',
      { ...question(), tools: [add], tool_choice: { type: 'function', function: { name: 'sub' } } },
      /no such tool/,
    ],
    ['a custom tool', { ...question(), tools: [{ type: 'custom', custom: { name: 'x' } }] }, /only functions/],
    ['a strict schema', { ...question(), tools: [{ ...add, function: { ...add.function, strict: true } }] }, /strict/],
    ['a name that no model takes', { ...question(), tools: [{ ...add, function: { name: 'a b' } }] }, /1 to 64/],
    [
      'allowed tools',
      { ...question(), tools: [add], tool_choice: { type: 'allowed_tools', allowed_tools: {} } },
      /other choices/,
    ],
    ['functions', { ...question(), functions: [{ name: 'add' }] }, /use tools/],
    ['a function call', { ...question(), function_call: 'auto' }, /use tool_choice/],
    ['an unknown role', talk({ role: 'function', name: 'add', content: '' } as never), /role must be/],
  ])('refuse %s with a 400 that says why', async (_name, body, reason) => {
    const model = scripted(text('never'), end());
    const refused = completions(model).client.chat.completions.create(body as Body);
    await expect(refused).rejects.toMatchObject({ status: 400, message: expect.stringMatching(reason) });
    expect(model.requests).toHaveLength(0);
  });
});
