import { once } from 'node:events';
import { text as readAll } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { ModelError } from '../../../../lambdas/chat/domain/errors';
import type { Model } from '../../../../lambdas/chat/domain/ports';
import { end, ScriptedModel, text } from '../support/scripted-model';
import { completions, question } from './support/completions';
import { httpEvent, postEvent } from './support/event';
import { invokeStreaming } from './support/streaming';

/** A model that says one word and then nothing until it is stopped. */
function endless() {
  const signal = Promise.withResolvers<AbortSignal>();
  const model: Model = {
    async *stream(_request, stopped) {
      yield { type: 'text', text: 'word ' };
      signal.resolve(stopped);
      await new Promise((resolve) => stopped.addEventListener('abort', resolve));
    },
  };
  return { model, signal: signal.promise };
}

const streaming = postEvent({ ...question(), stream: true });

it('is an event stream that no cache keeps', async () => {
  const { handler } = completions(new ScriptedModel(() => [text('hi'), end()]));
  const { statusCode, headers, body, ended } = await invokeStreaming(handler, streaming);
  expect(statusCode).toBe(200);
  expect(headers).toMatchObject({ 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' });
  expect(await readAll(body)).toMatch(/\n\ndata: \[DONE\]\n\n$/);
  await ended;
});

it('tells of the answer before the client has its last line, with which clients leave', async () => {
  const { handler, audited } = completions(new ScriptedModel(() => [text('hi'), end()]));
  const { body, ended } = await invokeStreaming(handler, streaming);
  let toldAtDone: number | undefined;
  body.on('data', (chunk) => {
    if (String(chunk).includes('[DONE]')) toldAtDone = audited.length;
  });
  await ended;
  expect(toldAtDone).toBe(1);
});

it('takes a body that API Gateway passed on in base64', async () => {
  const { handler } = completions(new ScriptedModel(() => [text('hi'), end()]));
  const body = Buffer.from(JSON.stringify(question('hé'))).toString('base64');
  const response = await invokeStreaming(handler, httpEvent({ body, isBase64Encoded: true }));
  expect(JSON.parse(await readAll(response.body))).toMatchObject({ choices: [{ message: { content: 'hi' } }] });
});

it.each(['', 'not json', '[]', 'null'])('refuses the body %j', async (body) => {
  const { handler } = completions(new ScriptedModel(() => [end()]));
  const response = await invokeStreaming(handler, httpEvent({ body }));
  expect(response.statusCode).toBe(400);
  expect(JSON.parse(await readAll(response.body)).error).toMatchObject({ code: 'invalid_request' });
});

it('stops the model when the client goes, and tells what was produced before the invocation ends', async () => {
  const { model, signal } = endless();
  const { handler, audited, published } = completions(model);
  const { body, ended } = await invokeStreaming(handler, streaming);
  const stopped = await signal;
  body.destroy();
  await expect(ended).rejects.toThrow('Premature close');
  expect(stopped.aborted).toBe(true);
  expect(audited).toMatchObject([{ outcome: 'stopped', details: { finishReason: 'stopped', estimated: true } }]);
  expect(published).toMatchObject([{ AnswersFailed: 0 }]);
});

it('tells of an answer that nobody reads when the time is up', async () => {
  const word = 'word '.repeat(10_000);
  const model: Model = {
    async *stream(_request, stopped) {
      while (!stopped.aborted) yield { type: 'text', text: word };
    },
  };
  const { handler, audited } = completions(model);
  const { body, ended } = await invokeStreaming(handler, streaming, 10_100);
  while (audited.length === 0) await setImmediate();
  expect(audited).toMatchObject([{ outcome: 'succeeded', details: { finishReason: 'length' } }]);
  body.destroy();
  await expect(ended).rejects.toThrow('Premature close');
});

it('ends an answer in time, cut, when the function has no more of it', async () => {
  const { model } = endless();
  const { handler } = completions(model);
  const { body, ended } = await invokeStreaming(handler, streaming, 10_050);
  const sent = await readAll(body);
  expect(sent).toContain('"finish_reason":"length"');
  expect(sent).toMatch(/data: \[DONE\]\n\n$/);
  await ended;
});

describe('while the model is silent', () => {
  beforeEach(
    () => void jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'] }),
  );
  afterEach(() => void jest.useRealTimers());

  it('sends its status after a while, and comments that keep the connection open', async () => {
    const gate = Promise.withResolvers<void>();
    const model = new ScriptedModel(
      () => [{ wait: 0 }, text('at last'), end()],
      () => gate.promise,
    );
    const { handler } = completions(model);
    const invoked = invokeStreaming(handler, streaming);
    await jest.advanceTimersByTimeAsync(3_000);
    const { statusCode, body, ended } = await invoked;
    expect(statusCode).toBe(200);

    const read = () => once(body, 'data').then(([chunk]) => String(chunk));
    expect(await read()).toContain('"role":"assistant"');
    const comment = read();
    await jest.advanceTimersByTimeAsync(10_000);
    expect(await comment).toBe(': keep-alive\n\n');

    gate.resolve();
    expect(await readAll(body)).toContain('at last');
    await ended;
    expect(jest.getTimerCount()).toBe(0);
  });

  it('waits with its status for a refusal that is not long in coming', async () => {
    const gate = Promise.withResolvers<void>();
    const model = new ScriptedModel(
      () => [{ wait: 0 }, { fail: new ModelError('model_throttled', 'No', 1_000) }],
      () => gate.promise,
    );
    const { handler } = completions(model);
    const invoked = invokeStreaming(handler, streaming);
    await jest.advanceTimersByTimeAsync(2_900);
    gate.resolve();
    expect(await invoked).toMatchObject({ statusCode: 429, headers: { 'retry-after': '1' } });
  });

  it('stops the model of a whole answer too when its client goes', async () => {
    const { model } = endless();
    const { handler, audited } = completions(model);
    const invoked = invokeStreaming(handler, postEvent(question()));
    await jest.advanceTimersByTimeAsync(30_000);
    const { body, ended } = await invoked;
    body.destroy();
    await expect(ended).rejects.toThrow('Premature close');
    expect(audited).toMatchObject([{ outcome: 'stopped' }]);
  });

  it.each([
    ['an answer', end(), { choices: [{ message: { content: 'at last' } }] }],
    ['a failure', { fail: new ModelError('model_unavailable', 'No') }, { error: { code: 'model_unavailable' } }],
  ])('begins a whole body with blank lines, and ends it with %s', async (_what, last, expected) => {
    const gate = Promise.withResolvers<void>();
    const model = new ScriptedModel(
      () => [text('at last'), { wait: 0 }, last],
      () => gate.promise,
    );
    const { handler, audited } = completions(model);
    const invoked = invokeStreaming(handler, postEvent(question()));
    await jest.advanceTimersByTimeAsync(30_000);
    const { statusCode, headers, body, ended } = await invoked;
    expect([statusCode, headers['content-type']]).toEqual([200, 'application/json']);
    await jest.advanceTimersByTimeAsync(20_000);
    gate.resolve();
    const whole = await readAll(body);
    expect(whole).toMatch(/^\n\n\{/);
    expect(JSON.parse(whole)).toMatchObject(expected);
    await ended;
    expect(audited).toHaveLength(1);
    expect(jest.getTimerCount()).toBe(0);
  });
});
