import fc from 'fast-check';
import type { ChatConfig } from '../../../../lambdas/chat/domain/chat-config';
import { CONTINUE } from '../../../../lambdas/chat/domain/continuation';
import { ModelError } from '../../../../lambdas/chat/domain/errors';
import type { Model, ModelEvent, ModelRequest } from '../../../../lambdas/chat/domain/ports';
import { createRouter, FIRST_TOKEN_MS } from '../../../../lambdas/chat/domain/router';
import {
  circuitsInMemory,
  createCircuitBreaker,
  FAILURES_TO_OPEN,
  OPEN_MS,
  PROBE_MS,
} from '../../../../lambdas/shared/domain/circuit-breaker';
import { configOf, pool, target } from '../support/pools';
import { VirtualClock } from '../support/virtual-clock';

const request: ModelRequest = {
  model: { id: 'm', bedrockModelId: 'unused', contextTokens: 1000, maxOutputTokens: 100 },
  caller: { userId: 'alice', tier: 'paid' },
  messages: [{ role: 'user', text: 'Say it' }],
  maxOutputTokens: 100,
};
const WORDS = ['one', ' two', ' three', ' four', ' five'];

/** What a target does with a request; a number breaks it off after so many words. */
type Behaviour = 'answers' | 'throttles' | 'too long' | 'silent' | 'ends without an end' | number;

interface Call {
  readonly target: string;
  readonly at: number;
  readonly request: ModelRequest;
}

function setUp(config: ChatConfig, behaviours: Record<string, Behaviour>) {
  const clock = new VirtualClock();
  const calls: Call[] = [];
  const failures: string[] = [];
  const store = circuitsInMemory();
  const modelOf = (name: string): Model => ({
    stream(asked, signal) {
      calls.push({ target: name, at: clock.now(), request: asked });
      return behave(behaviours[name] ?? 'answers', asked, () => clock.wait(1e9, signal));
    },
  });
  const router = createRouter({
    config: async () => config,
    modelOf: ({ name }) => modelOf(name),
    breaker: createCircuitBreaker(store, clock.now),
    clock,
    onFailure: (name) => failures.push(name),
  });
  const ask = (signal = new AbortController().signal, more: Partial<ModelRequest> = {}) =>
    clock.run(collect(router.stream({ ...request, ...more }, signal)));
  return { clock, calls, failures, ask, behaviours };
}

async function* behave(
  does: Behaviour,
  { messages }: ModelRequest,
  wait: () => Promise<void>,
): AsyncGenerator<ModelEvent> {
  if (does === 'throttles') throw new ModelError('model_throttled', 'busy', 700);
  if (does === 'too long') throw new ModelError('message_too_long', 'too long');
  if (does === 'silent') return void (await wait());
  const said = messages.find(({ role }) => role === 'assistant')?.text ?? '';
  const rest = WORDS.slice(said.split(' ').filter(Boolean).length);
  yield* rest.slice(0, typeof does === 'number' ? does : rest.length).map((text) => ({ type: 'text' as const, text }));
  if (typeof does === 'number' && does < rest.length) throw new ModelError('model_unavailable', 'broken', 700);
  if (does !== 'ends without an end') yield { type: 'end', reason: 'stop' };
}

interface Result {
  readonly events: ModelEvent[];
  readonly text: string;
  readonly targets: string[];
  readonly error?: ModelError;
}

async function collect(stream: AsyncIterable<ModelEvent>): Promise<Result> {
  const events: ModelEvent[] = [];
  const result = () => ({
    events,
    text: events.flatMap((event) => (event.type === 'text' ? [event.text] : [])).join(''),
    targets: events.flatMap((event) => (event.type === 'target' ? [event.name] : [])),
  });
  try {
    for await (const event of stream) events.push(event);
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    return { ...result(), error };
  }
  return result();
}

const twoPools = configOf(pool('m', [target('first')], ['m2']), pool('m2', [target('second')]));

test('a target that throttles is passed over for the next', async () => {
  const { ask, failures } = setUp(twoPools, { first: 'throttles' });
  const { text, targets, error } = await ask();
  expect([text, targets, error]).toEqual([WORDS.join(''), ['second'], undefined]);
  expect(failures).toEqual(['first']);
});

test('a silent target is left after its time, unless there is no other', async () => {
  const { ask, clock, behaviours } = setUp(twoPools, { first: 'silent' });
  const started = clock.now();
  expect((await ask()).targets).toEqual(['second']);
  expect(clock.now() - started).toBe(FIRST_TOKEN_MS);
  behaviours.second = 'silent';
  const deadline = new AbortController();
  clock.wait(2 * FIRST_TOKEN_MS, deadline.signal).then(() => deadline.abort());
  expect(await ask(deadline.signal)).toMatchObject({ events: [] });
});

test.each([3, 'ends without an end'] as const)(
  'an answer that breaks off (%s) is continued by the next',
  async (how) => {
    const { ask, calls } = setUp(twoPools, { first: how });
    const { text, targets, events } = await ask();
    expect([text, targets]).toEqual([WORDS.join(''), ['first', 'second']]);
    expect(events.filter(({ type }) => type === 'end')).toHaveLength(1);
    const said = typeof how === 'number' ? 'one two three' : WORDS.join('');
    expect(calls[1]?.request.messages).toEqual([
      { role: 'user', text: 'Say it' },
      { role: 'assistant', text: said },
      { role: 'user', text: CONTINUE },
    ]);
    expect(calls[1]?.request.maxOutputTokens).toBeLessThan(100);
  },
);

test('a model that continues is given the beginning as its own', async () => {
  const config = configOf(pool('m', [target('first')], ['m2']), pool('m2', [target('second', { continues: true })]));
  const { ask, calls } = setUp(config, { first: 1 });
  expect((await ask()).text).toBe(WORDS.join(''));
  expect(calls[1]?.request.messages.at(-1)).toEqual({ role: 'assistant', text: 'one' });
});

test('when all fail the client is told the first reason', async () => {
  const { ask } = setUp(twoPools, { first: 'throttles', second: 0 });
  expect((await ask()).error).toMatchObject({ code: 'model_throttled', retryAfterMs: 700 });
});

test('what is too long for the model asked for goes nowhere; for a smaller one it goes on', async () => {
  const refused = setUp(twoPools, { first: 'too long' });
  expect((await refused.ask()).error?.code).toBe('message_too_long');
  expect(refused.calls).toHaveLength(1);
  const other = setUp(twoPools, { first: 'throttles', second: 'too long' });
  expect((await other.ask()).error?.code).toBe('model_throttled');
});

test('without a pool, or with a kind of target that is not reached from here, it is refused', async () => {
  const { ask } = setUp(configOf(pool('other', [target('x')])), {});
  expect((await ask()).error?.code).toBe('model_unavailable');
});

test('a fault is no failover', async () => {
  const broken: Model = {
    // biome-ignore lint/correctness/useYield: it fails before it says anything
    async *stream() {
      throw new Error('no permission');
    },
  };
  const clock = new VirtualClock();
  const router = createRouter({
    config: async () => twoPools,
    modelOf: () => broken,
    breaker: createCircuitBreaker(circuitsInMemory(), clock.now),
    clock,
    onFailure: () => undefined,
  });
  await expect(collect(router.stream(request, new AbortController().signal))).rejects.toThrow('no permission');
});

test('of two processes, one probes', async () => {
  const clock = new VirtualClock();
  const store = circuitsInMemory();
  const [one, other] = [createCircuitBreaker(store, clock.now), createCircuitBreaker(store, clock.now)];
  for (let count = 0; count < FAILURES_TO_OPEN; count += 1) await (await one.enter('t'))?.failed();
  expect(await other.enter('t')).toBeUndefined();
  await clock.run(clock.sleep(OPEN_MS));
  const entered = await Promise.all([one.enter('t'), other.enter('t')]);
  expect(entered.filter(Boolean)).toHaveLength(1);
  await entered.find(Boolean)?.succeeded();
  expect(await Promise.all([one.enter('t'), other.enter('t')])).not.toContain(undefined);
});

/** What the circuits must be, worked out from the calls alone. */
class Oracle {
  private readonly circuits = new Map<string, { failures: number; openUntil: number }>();

  /** @param end how the last of the calls ended */
  follow(made: readonly Call[], end: 'answered' | 'failed' | 'left', now: number): void {
    for (const [index, call] of made.entries()) {
      const circuit = this.circuits.get(call.target) ?? { failures: 0, openUntil: 0 };
      this.circuits.set(call.target, circuit);
      expect(circuit.openUntil).toBeLessThanOrEqual(call.at);
      const next = made[index + 1];
      if (next || end === 'failed') this.fail(circuit, next?.at ?? now);
      else if (end === 'answered') Object.assign(circuit, { failures: 0, openUntil: 0 });
      else if (circuit.openUntil > 0) circuit.openUntil = call.at + PROBE_MS;
    }
  }

  private fail(circuit: { failures: number; openUntil: number }, at: number): void {
    circuit.failures += 1;
    if (circuit.openUntil === 0 && circuit.failures < FAILURES_TO_OPEN) return;
    Object.assign(circuit, { failures: 0, openUntil: at + OPEN_MS });
  }
}

/** How a request ended, once it is sure that it ended in one way. */
function endOf({ events, text, error }: Result, left: boolean): 'answered' | 'failed' | 'left' {
  const ends = events.filter(({ type }) => type === 'end').length;
  expect(ends + (error ? 1 : 0)).toBe(left ? 0 : 1);
  if (ends === 0) return error ? 'failed' : 'left';
  expect(text).toBe(WORDS.join(''));
  return 'answered';
}

test('never sends to an open circuit; whatever fails, there is one whole answer or one error', async () => {
  const targets = ['a', 'b', 'c'];
  const fallback = pool('m2', [target('c', { continues: true })]);
  const config = configOf(pool('m', [target('a'), target('b')], ['m2']), fallback);
  const behaviour: fc.Arbitrary<Behaviour> = fc.oneof(
    fc.constantFrom<Behaviour[]>('answers', 'throttles', 'throttles', 'silent', 'ends without an end'),
    fc.integer({ min: 0, max: WORDS.length }),
  );
  const pause = fc.integer({ min: 0, max: OPEN_MS });
  const step = fc.record({ pause, does: fc.tuple(behaviour, behaviour, behaviour) });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const { ask, calls, clock, behaviours } = setUp(config, {});
      const oracle = new Oracle();
      for (const { pause: ms, does } of steps) {
        await clock.run(clock.sleep(ms));
        Object.assign(behaviours, Object.fromEntries(targets.map((name, index) => [name, does[index]])));
        const before = calls.length;
        const over = new AbortController();
        clock.wait(4 * FIRST_TOKEN_MS, over.signal).then(() => over.abort());
        const end = endOf(await ask(over.signal), over.signal.aborted);
        oracle.follow(calls.slice(before), end, clock.now());
        over.abort();
      }
    }),
    { numRuns: 150 },
  );
});

describe('a target that takes no tools', () => {
  const config = configOf(
    pool('m', [{ ...target('plain'), tools: false }], ['other']),
    pool('other', [target('able')]),
  );
  const tools = [{ name: 'add', inputSchema: { type: 'object' } }];
  const used = [
    { role: 'user', text: 'Add' },
    { role: 'assistant', text: '', toolUses: [{ id: '1', name: 'add', input: {} }] },
    { role: 'user', text: '', toolResults: [{ id: '1', text: '2', failed: false }] },
  ] as const;

  test.each([
    ["the client's tools", { tools }],
    ['tools that were called', { tools, toolsOptional: true, messages: used }],
    ['calls of before', { messages: used }],
  ])('is passed over for %s', async (_what, more) => {
    const { ask, calls } = setUp(config, {});
    await ask(undefined, more);
    expect(calls.map((call) => call.target)).toEqual(['able']);
  });

  test('answers without them where they are optional', async () => {
    const { ask, calls } = setUp(config, {});
    await ask(undefined, { tools, toolsOptional: true });
    expect(calls.map((call) => [call.target, call.request.tools])).toEqual([['plain', undefined]]);
  });
});
