import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { createRateStore } from '../../../../lambdas/chat/adapters/rate-store';
import { incrementOf, microseconds, refundOf, WINDOW_US } from '../../../../lambdas/chat/domain/token-bucket';
import { startUsageTable, type UsageTable } from '../support/usage-table';

/** Processes whose calls to the table reach it in whatever order the scheduler says, each with what it knew before. */
jest.setTimeout(120_000);

let table: UsageTable;
beforeAll(async () => {
  table = await startUsageTable();
});
afterAll(() => table.stop());

const limits = { requestsPerMinute: 4, tokensPerMinute: 1_000 };
let users = 0;

interface Admitted {
  readonly at: number;
  readonly cost: number;
}

/** A rate store of one process; `at` is the time of its last conditional update, by its clock. */
function processOf(scheduler: fc.Scheduler) {
  const last = { at: 0 };
  const document = {
    send: scheduler.scheduleFunction(async (command: Parameters<DynamoDBDocumentClient['send']>[0]) => {
      const { ExpressionAttributeValues: values } = command.input as {
        ExpressionAttributeValues?: { ':now'?: number };
      };
      if (values?.[':now'] !== undefined) last.at = values[':now'] / 1000;
      return table.options.document.send(command);
    }),
  } as unknown as DynamoDBDocumentClient;
  return { rates: createRateStore({ ...table.options, document }), last };
}

const costs = fc.array(fc.integer({ min: 1, max: 600 }), { minLength: 2, maxLength: 6 });

function assertBounded(admitted: readonly Admitted[]): void {
  for (const { at: from } of admitted) {
    for (const { at: to } of admitted.filter(({ at }) => at >= from)) {
      const within = admitted.filter(({ at }) => at >= from && at <= to);
      const windows = 1 + ((to - from) * 1000) / WINDOW_US;
      expect(within.length).toBeLessThanOrEqual(limits.requestsPerMinute * windows);
      expect(within.reduce((sum, { cost }) => sum + cost, 0)).toBeLessThanOrEqual(limits.tokensPerMinute * windows);
    }
  }
}

test('at one moment: no more is admitted than the bucket holds, and nothing is refused that it holds', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), costs, async (scheduler, wanted) => {
      const account = { userId: `still-${users++}` };
      const verdicts = Promise.all(wanted.map((cost) => processOf(scheduler).rates.take(account, limits, cost)));
      const taken = (await scheduler.waitFor(verdicts)).map((verdict) => verdict.taken);
      const admitted = wanted.filter((_, index) => taken[index]).map((cost) => ({ at: 0, cost }));
      assertBounded(admitted);
      const sum = admitted.reduce((total, { cost }) => total + cost, 0);
      for (const cost of wanted.filter((_, index) => !taken[index]))
        expect(admitted.length === limits.requestsPerMinute || sum + cost > limits.tokensPerMinute).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test('while time passes and tokens come back, no more is taken in any stretch of time than is there in it', async () => {
  const pauses = fc.array(fc.integer({ min: 1, max: 60_000 }), { maxLength: 6 });
  const used = fc.array(fc.nat(600), { minLength: 6, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), costs, pauses, used, async (scheduler, wanted, waits, actual) => {
      const account = { userId: `moving-${users++}` };
      const admitted: Admitted[] = [];
      const answers = wanted.map(async (cost, index) => {
        const { rates, last } = processOf(scheduler);
        if (!(await rates.take(account, limits, cost)).taken) return;
        const { at } = last;
        const kept = Math.min(cost, actual[index] ?? 0);
        admitted.push({ at, cost: kept });
        const excess = incrementOf(cost, limits.tokensPerMinute) - incrementOf(kept, limits.tokensPerMinute);
        const tokens = refundOf(excess, microseconds(at), microseconds(table.clock.now));
        if (tokens > 0) await rates.giveBack(account, { requests: 0, tokens });
      });
      for (const wait of waits)
        void scheduler.scheduleFunction(async () => {
          table.clock.now += wait;
        })();
      await scheduler.waitFor(Promise.all(answers));
      assertBounded(admitted);
    }),
    { numRuns: 100 },
  );
});
