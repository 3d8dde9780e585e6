import * as fc from 'fast-check';
import '../support/environment';
import { createAsking, type ModelEndpoint } from '../../../../lambdas/fraud/asking-endpoint';
import { margin } from '../../../../lambdas/fraud/domain/model/ensemble';
import { ready } from '../../../../lambdas/fraud/loaded-models';
import {
  circuitsInMemory,
  createCircuitBreaker,
  FAILURES_TO_OPEN,
  OPEN_MS,
} from '../../../../lambdas/shared/domain/circuit-breaker';
import { CountingStore, decideApi, payment } from '../support/decide-api';
import { scoringOf } from '../support/deciding';
import { smallModel } from '../support/model';
import { VirtualTime } from '../support/virtual-time';

const BUDGET = { total: 100, endpoint: 40 };
const behaviours = ['answers', 'is slow', 'fails', 'is gone', 'answers late and fails', 'answers nonsense'] as const;
type Behaviour = (typeof behaviours)[number];

/** Milliseconds that an endpoint takes which is well, and one which is not. */
const QUICK = 5;
const SLOW = 10 * BUDGET.total;

/** The API over an endpoint that does as it is told, and a store whose calls take some time. */
function setUp({ storeMs = 1 }: { readonly storeMs?: number } = {}) {
  const time = new VirtualTime();
  const world = { does: 'answers' as Behaviour, calls: 0, limits: [] as number[], errors: [] as unknown[] };
  const events: string[] = [];

  const endpoint: ModelEndpoint = {
    async margin(row) {
      world.calls += 1;
      if (world.does === 'is gone') throw new Error('Endpoint dev-fraud not found.');
      if (world.does === 'fails') throw new Error('the container failed');
      // It heeds no signal: whoever waits has to leave.
      await time.wait(world.does === 'answers' || world.does === 'answers nonsense' ? QUICK : SLOW);
      if (world.does === 'answers late and fails') throw new Error('broken, and late');
      if (world.does === 'answers nonsense') throw new Error('expected one number of the container');
      return margin(smallModel.ensemble, row);
    },
  };
  const limit = (ms: number) => {
    world.limits.push(ms);
    return time.limit(ms);
  };
  const ask = createAsking({
    endpoint,
    breaker: createCircuitBreaker(circuitsInMemory(), () => time.now),
    endpointMs: BUDGET.endpoint,
    limit,
    onError: (error) => world.errors.push(error),
  });
  const scoring = {
    endpoint: ask,
    totalMs: BUDGET.total,
    limit: time.limit,
    note: (event: string) => void events.push(event),
  };
  const api = decideApi(
    { score: scoringOf(scoring) },
    new CountingStore(() => (storeMs > 0 ? time.wait(storeMs) : Promise.resolve())),
    { ticks: () => time.now, totalMs: BUDGET.total },
  );
  let keys = 0;
  /** One payment, with the milliseconds that its decision took. */
  async function pay(more: object = {}) {
    keys += 1;
    const [began, key] = [time.now, `key-${keys}`];
    const sent = await time.until(api.send({ ...payment, account: key, card: key, device: key, ...more }, { key }));
    return { ...sent, took: time.now - began };
  }
  return { time, world, events, pay, ...api };
}
/** Two calls to the store, each of which waits before and after its effect. */
const storeTime = (ms: number) => 4 * ms;

const inProcess = { degraded: ['endpoint'], model: { version: 'small', ran: 'in-process' } };
const there = { degraded: [], model: { version: 'small', ran: 'endpoint' } };

it('scores there as the function would itself', async () => {
  const { pay, store } = setUp();
  const { json, statusCode } = await pay();
  expect([statusCode, json]).toEqual([200, expect.objectContaining(there)]);
  const alone = await decideApi().send({ ...payment, account: 'a', card: 'a' });
  expect(json.score).toBe(alone.json.score);
  expect(store.committed).toMatchObject([{ model: { sha256: smallModel.sha256, version: 'small', ran: 'endpoint' } }]);
});

it('slow, failing, then gone: each payment is decided in its time and says so; back, it is asked again', async () => {
  const { time, world, pay, published, events } = setUp();
  for (const does of ['is slow', 'fails', 'is gone'] as const) {
    world.does = does;
    const before = world.calls;
    for (let count = 0; count < 2 * FAILURES_TO_OPEN; count += 1) {
      const { statusCode, json, took } = await pay();
      expect([does, statusCode, json]).toEqual([
        does,
        200,
        expect.objectContaining({ ...inProcess, decision: 'approve' }),
      ]);
      expect(took).toBeLessThanOrEqual(BUDGET.total);
      // With an open circuit no payment waits.
      if (world.calls - before < count + 1) expect(took).toBe(storeTime(1));
    }
    expect(world.calls - before).toBe(does === 'is slow' ? FAILURES_TO_OPEN : 1);
    // Half open: the first payment after that probes.
    time.now += OPEN_MS;
  }
  world.does = 'answers';
  const calls = world.calls;
  for (let count = 0; count < 3; count += 1) expect((await pay()).json).toMatchObject(there);
  expect(world.calls - calls).toBe(3);
  expect(published.map(({ Degraded }) => Degraded)).toEqual([...Array(6 * FAILURES_TO_OPEN).fill(1), 0, 0, 0]);
  expect([...new Set(events)]).toEqual(['EndpointLate', 'EndpointCircuitOpen', 'EndpointFailed']);
});

it('has no more time than is left of the whole, and is not blamed for having had less', async () => {
  const { world, pay, events } = setUp({ storeMs: 40 });
  world.does = 'is slow';
  // The read took 80 of 100 ms.
  for (let count = 0; count < 2 * FAILURES_TO_OPEN; count += 1) expect((await pay()).json).toMatchObject(inProcess);
  expect(world.limits).toEqual(Array(2 * FAILURES_TO_OPEN).fill(BUDGET.total - 80));
  expect(world.calls).toBe(2 * FAILURES_TO_OPEN);
  expect(new Set(events)).toEqual(new Set(['EndpointLate']));
});

it('is not asked where no time is left at all', async () => {
  const { world, pay, events } = setUp({ storeMs: BUDGET.total });
  expect((await pay()).json).toMatchObject(inProcess);
  expect([world.calls, events]).toEqual([0, ['EndpointNoTime']]);
});

it('answers and failures that come too late change nothing, and reach nobody', async () => {
  const unhandled: unknown[] = [];
  const listen = (reason: unknown) => void unhandled.push(reason);
  process.on('unhandledRejection', listen);
  try {
    const { time, world, pay, store } = setUp();
    for (const does of ['is slow', 'answers late and fails'] as const) {
      world.does = does;
      expect((await pay()).json).toMatchObject(inProcess);
    }
    await time.finish();
    expect(time.now).toBeGreaterThanOrEqual(SLOW);
    expect(store.committed).toMatchObject([{ model: { ran: 'in-process' } }, { model: { ran: 'in-process' } }]);
    expect([unhandled, world.errors]).toEqual([[], []]);
  } finally {
    process.off('unhandledRejection', listen);
  }
});

it('and without a model that scores, rules decide, and a person looks at what is dear', async () => {
  const broken = { ...ready(smallModel), rowOf: () => new Float32Array(1) };
  const events: string[] = [];
  const score = scoringOf({
    bundled: broken,
    models: { get: async () => broken, peek: () => broken },
    endpoint: async () => 'EndpointCircuitOpen' as const,
    note: (event) => void events.push(event),
  });
  const { send, store, published } = decideApi({ score });
  const { json } = await send({ ...payment, amount: 50_000 });
  expect(json).toMatchObject({
    decision: 'review',
    reasons: [{ code: 'not_scored' }],
    degraded: ['endpoint', 'model'],
  });
  expect([json.score, json.model]).toEqual([undefined, undefined]);
  expect(store.committed[0]?.model).toBeUndefined();
  expect([events, published]).toEqual([
    ['EndpointCircuitOpen', 'ModelFailed'],
    [expect.objectContaining({ Degraded: 1 })],
  ]);
});

it('whatever it does, and whenever, a payment is decided in time and says where its score is from', async () => {
  const step = fc.record({ does: fc.constantFrom(...behaviours), pause: fc.constantFrom(0, OPEN_MS / 2, OPEN_MS) });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      const { time, world, pay } = setUp();
      for (const { does, pause } of steps) {
        world.does = does;
        time.now += pause;
        const before = world.calls;
        const { statusCode, json, took } = await pay();
        expect(statusCode).toBe(200);
        expect(took).toBeLessThanOrEqual(BUDGET.total);
        expect(json).toMatchObject(does === 'answers' && world.calls > before ? there : inProcess);
      }
    }),
    { numRuns: 40 },
  );
});
