import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { CIRCUIT_CACHE_MS, createCircuitStore } from '../../../../lambdas/chat/adapters/circuit-store';
import {
  createCircuitBreaker,
  FAILURES_TO_OPEN,
  OPEN_MS,
  type Permit,
  PROBE_MS,
} from '../../../../lambdas/shared/domain/circuit-breaker';
import { startUsageTable, type UsageTable } from '../support/usage-table';

let table: UsageTable;
beforeAll(async () => {
  table = await startUsageTable();
});
afterAll(() => table.stop());

let targets = 0;
const newTarget = () => {
  targets += 1;
  return `target-${targets}`;
};

/** As many processes as wanted, which share nothing but the table. */
function processes(count: number) {
  const errors: unknown[] = [];
  const onError = (error: unknown) => void errors.push(error);
  const { now } = table.options;
  const all = Array.from({ length: count }, () =>
    createCircuitBreaker(createCircuitStore(table.options, onError), now),
  );
  return { all, errors };
}

type Breaker = ReturnType<typeof createCircuitBreaker>;

async function fail(breaker: Breaker, target: string): Promise<void> {
  for (let count = 0; count < FAILURES_TO_OPEN; count += 1) await (await breaker.enter(target))?.failed();
}

test('a circuit that one process opened is open for another, and closed for all by whose probe succeeds', async () => {
  const target = newTarget();
  const { all, errors } = processes(2);
  const [one, other] = all as [Breaker, Breaker];
  await fail(one, target);
  expect(await other.enter(target)).toBeUndefined();
  table.clock.now += OPEN_MS;
  const probe = await other.enter(target);
  expect(await one.enter(target)).toBeUndefined();
  await probe?.succeeded();
  table.clock.now += CIRCUIT_CACHE_MS;
  expect(await one.enter(target)).toBeDefined();
  expect(errors).toEqual([]);
});

test('a process learns within five seconds what another one opened, and asks no more often', async () => {
  const target = newTarget();
  let reads = 0;
  const counting = {
    send: (command: unknown, ...rest: unknown[]) => {
      if ((command as object).constructor.name === 'GetCommand') reads += 1;
      return Reflect.apply(table.options.document.send, table.options.document, [command, ...rest]);
    },
  } as unknown as DynamoDBDocumentClient;
  const options = { ...table.options, document: counting };
  const reader = createCircuitBreaker(
    createCircuitStore(options, () => undefined),
    options.now,
  );
  for (let count = 0; count < 10; count += 1) expect(await reader.enter(target)).toBeDefined();
  expect(reads).toBe(1);
  await fail(processes(1).all[0] as Breaker, target);
  table.clock.now += CIRCUIT_CACHE_MS;
  expect(await reader.enter(target)).toBeUndefined();
  expect(reads).toBe(2);
});

test('without the table each process goes by what it knows, and that is told', async () => {
  const target = newTarget();
  const errors: unknown[] = [];
  const away = { send: async () => Promise.reject(new Error('away')) } as unknown as DynamoDBDocumentClient;
  const store = createCircuitStore({ ...table.options, document: away }, (error) => errors.push(error));
  const breaker = createCircuitBreaker(store, table.options.now);
  await fail(breaker, target);
  expect(await breaker.enter(target)).toBeUndefined();
  table.clock.now += OPEN_MS;
  const probe = await breaker.enter(target);
  expect(probe).toBeDefined();
  expect(await breaker.enter(target)).toBeUndefined();
  await probe?.succeeded();
  expect(await breaker.enter(target)).toBeDefined();
  expect(errors.length).toBeGreaterThan(0);
});

interface Round {
  /** Which processes come, in this order. */
  readonly comers: readonly number[];
  readonly ends: 'fails' | 'succeeds' | 'is never told';
}

/** @returns until when the circuit must be open after the round; undefined when it must be closed */
async function play({ comers, ends }: Round, all: readonly Breaker[], target: string, openUntil: number | undefined) {
  const entered = await Promise.all(comers.map((index) => (all[index] as Breaker).enter(target)));
  const permits = entered.filter((permit): permit is Permit => permit !== undefined);
  const { now } = table.clock;
  const isDue = openUntil !== undefined && now >= openUntil;
  const expected = openUntil === undefined ? comers.length : Number(isDue);
  expect(permits).toHaveLength(expected);
  if (!isDue) return openUntil;
  if (ends === 'succeeds') await permits[0]?.succeeded();
  if (ends === 'fails') await permits[0]?.failed();
  return { succeeds: undefined, fails: now + OPEN_MS, 'is never told': now + PROBE_MS }[ends];
}

test('nobody enters an open circuit, and one of all probes it, whoever comes in whatever order', async () => {
  const round = fc.record({
    comers: fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 8 }),
    pause: fc.integer({ min: 0, max: OPEN_MS }),
    ends: fc.constantFrom<Round['ends']>('fails', 'succeeds', 'is never told'),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(round, { minLength: 1, maxLength: 6 }), async (rounds) => {
      const target = newTarget();
      const { all } = processes(4);
      await fail(all[0] as Breaker, target);
      let openUntil: number | undefined = table.clock.now + OPEN_MS;
      for (const { pause, ...each } of rounds) {
        // Every process has read the state since it changed.
        table.clock.now += CIRCUIT_CACHE_MS + pause;
        openUntil = await play(each, all, target, openUntil);
      }
    }),
    { numRuns: 40 },
  );
}, 60_000);
