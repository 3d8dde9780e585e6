import { ModelError } from '../../../../lambdas/chat/domain/errors';
import { type GenerationEvent, generateAnswer } from '../../../../lambdas/chat/domain/generation';
import type { Model, ModelRequest } from '../../../../lambdas/chat/domain/ports';
import { end, filtered, ScriptedModel, type Step, text, usage } from '../support/scripted-model';
import { VirtualClock } from '../support/virtual-clock';

const request: ModelRequest = {
  model: { id: 'm', bedrockModelId: 'b.m', contextTokens: 1000, maxOutputTokens: 100 },
  caller: { userId: 'alice', tier: 'paid' },
  messages: [{ role: 'user', text: 'Hello there' }],
  maxOutputTokens: 100,
};

function setUp(...steps: Step[]) {
  const clock = new VirtualClock();
  const model = new ScriptedModel(() => steps, clock.sleep);
  const stop = new AbortController();
  const deadline = new AbortController();
  const signals = { stop: stop.signal, deadline: deadline.signal };
  const collect = async (onEvent: (event: GenerationEvent) => void = () => undefined) => {
    const events: GenerationEvent[] = [];
    for await (const event of generateAnswer(model, request, signals, clock.now)) {
      events.push(event);
      onEvent(event);
    }
    return {
      texts: events.flatMap((event) => (event.type === 'text' ? [event.text] : [])),
      last: events.at(-1),
      events,
    };
  };
  return { clock, model, stop, deadline, collect };
}

test('passes the text on and ends with what the model measured', async () => {
  const { clock, collect } = setUp({ wait: 40 }, text('Hi'), text(''), { wait: 60 }, text(' you'), end(), usage(7, 3));
  const { texts, last } = await clock.run(collect());
  expect(texts).toEqual(['Hi', ' you']);
  expect(last).toEqual({
    type: 'finished',
    finishReason: 'stop',
    usage: { inputTokens: 7, outputTokens: 3, estimated: false },
    spent: [{ inputTokens: 7, outputTokens: 3, estimated: false }],
    latencyMs: { firstToken: 40, total: 100 },
  });
});

test.each([
  [end('length'), { finishReason: 'length' }],
  [filtered('because'), { finishReason: 'filtered', intervention: { reason: 'because' } }],
])('keeps the reason of %j', async (ending, expected) => {
  const { collect } = setUp(text('cut'), ending, usage(1, 1));
  expect((await collect()).last).toMatchObject({ type: 'finished', ...expected });
});

test('a stop ends a silent stream at once, closes it and estimates what was used', async () => {
  const { clock, model, stop, collect } = setUp(text('some text'), { wait: 1_000_000 }, text('never'));
  const started = clock.now();
  const { texts, last } = await clock.run(collect(() => stop.abort()));
  expect(texts).toEqual(['some text']);
  expect(last).toMatchObject({
    finishReason: 'stopped',
    usage: {
      inputTokens: 3,
      outputTokens: 3,
      estimated: true,
    },
  });
  expect(clock.now()).toBe(started);
  await clock.run(clock.sleep(1_000_001));
  expect(model.closed).toBe(1);
});

test('stopped before it began, it asks no model and bills nothing', async () => {
  const { model, stop, collect } = setUp(text('never'));
  stop.abort();
  expect((await collect()).last).toMatchObject({
    finishReason: 'stopped',
    usage: { inputTokens: 0, outputTokens: 0, estimated: false },
  });
  expect(model.requests).toHaveLength(0);
});

test('a deadline cuts an answer, and fails one that had not begun', async () => {
  const begun = setUp(text('half'), { wait: 1000 });
  expect((await begun.clock.run(begun.collect(() => begun.deadline.abort()))).last).toMatchObject({
    finishReason: 'length',
  });

  const silent = setUp({ wait: 1000 }, text('late'));
  silent.clock.wait(500, new AbortController().signal).then(() => silent.deadline.abort());
  expect((await silent.clock.run(silent.collect())).last).toMatchObject({
    type: 'failed',
    error: { code: 'model_unavailable' },
    latencyMs: { firstToken: null, total: 500 },
  });
});

test('a refusal of the model is a result with its code and when to try again', async () => {
  const { collect } = setUp(text('a'), { fail: new ModelError('model_throttled', 'busy', 900) });
  const { texts, last } = await collect();
  expect(texts).toEqual(['a']);
  expect(last).toMatchObject({
    type: 'failed',
    error: { code: 'model_throttled', message: 'busy', retryAfterMs: 900 },
  });
});

test('a stream that ends without an end is a failure', async () => {
  expect((await setUp(text('half')).collect()).last).toMatchObject({
    type: 'failed',
    error: { code: 'model_unavailable' },
  });
});

test('a fault is thrown', async () => {
  await expect(setUp({ fail: new Error('no permission') }).collect()).rejects.toThrow('no permission');
});

test('a consumer that leaves closes the stream of the model', async () => {
  const { model, stop, deadline } = setUp(text('a'), text('b'), text('c'));
  const signals = { stop: stop.signal, deadline: deadline.signal };
  for await (const event of generateAnswer(model as Model, request, signals, () => 0)) {
    if (event.type === 'text') break;
  }
  expect(model.closed).toBe(1);
});
