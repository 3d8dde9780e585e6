import fc from 'fast-check';
import { createLedgerStore } from '../../../../lambdas/chat/adapters/ledger-store';
import { createQuotaStore } from '../../../../lambdas/chat/adapters/quota-store';
import { createCharge } from '../../../../lambdas/chat/adapters/rate-charge';
import { createRateStore } from '../../../../lambdas/chat/adapters/rate-store';
import { createUsageReports } from '../../../../lambdas/chat/adapters/usage-reports';
import { incrementOf, WINDOW_US } from '../../../../lambdas/chat/domain/token-bucket';
import { startUsageTable, type UsageTable } from '../support/usage-table';

/** Hundreds of calls to an engine take their time where everything else runs too. */
jest.setTimeout(120_000);

let table: UsageTable;
beforeAll(async () => {
  table = await startUsageTable();
});
afterAll(() => table.stop());

let users = 0;
const someone = () => {
  users += 1;
  return { userId: `user-${users}` };
};

describe('buckets', () => {
  const limits = { requestsPerMinute: 5, tokensPerMinute: 1_000 };

  test('admit as many requests as they hold, then say when to come again', async () => {
    const rates = createRateStore(table.options);
    const account = someone();
    for (const remaining of [4, 3, 2, 1, 0]) {
      expect(await rates.take(account, limits, 10)).toMatchObject({ taken: true, requests: { limit: 5, remaining } });
    }
    expect(await rates.take(account, limits, 10)).toEqual({
      taken: false,
      state: { limit: 5, remaining: 0, resetMs: 60_000 },
      retryAfterMs: 12_000,
    });
    table.clock.now += 11_999;
    expect(await rates.take(account, limits, 10)).toMatchObject({ taken: false, retryAfterMs: 1 });
    table.clock.now += 1;
    expect(await rates.take(account, limits, 10)).toMatchObject({ taken: true, requests: { remaining: 0 } });
  });

  test('count tokens apart from requests, and refuse what they never hold', async () => {
    const rates = createRateStore(table.options);
    const account = someone();
    expect(await rates.take(account, limits, 900)).toMatchObject({ taken: true });
    expect(await rates.take(account, limits, 200)).toMatchObject({
      taken: false,
      state: { limit: 1000, remaining: 100 },
    });
    expect(await rates.take(account, limits, 1_001)).toMatchObject({ taken: false, retryAfterMs: undefined });
    expect(await rates.take(account, limits, 100)).toMatchObject({ taken: true, requests: { remaining: 3 } });
    await rates.giveBack(account, { requests: 0, tokens: incrementOf(500, 1000) });
    expect(await rates.take(account, limits, 500)).toMatchObject({ taken: true });
    await createCharge(table.options)(account, incrementOf(1_000, 1000));
    table.clock.now += 60_000;
    expect(await rates.state(account, limits)).toMatchObject({ tokens: { remaining: 0 }, requests: { remaining: 5 } });
  });

  test('give back nothing to an account that has none, and charge it from now on', async () => {
    const rates = createRateStore(table.options);
    const account = someone();
    await rates.giveBack(account, { requests: 0, tokens: 1_000 });
    expect(await rates.state(account, limits)).toMatchObject({ tokens: { remaining: 1000 } });
    await createCharge(table.options)(account, incrementOf(250, 1000));
    expect(await rates.state(account, limits)).toMatchObject({ tokens: { remaining: 750 } });
  });

  test('never admit more than they hold, whatever is asked at once, and whatever time passes in between', async () => {
    const rates = createRateStore(table.options);
    const burst = fc.record({
      wait: fc.nat(40_000),
      costs: fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 12 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(burst, { minLength: 1, maxLength: 4 }), async (bursts) => {
        const account = someone();
        const start = table.clock.now;
        const admitted: { at: number; cost: number }[] = [];
        for (const { wait, costs } of bursts) {
          table.clock.now += wait;
          const at = table.clock.now;
          const verdicts = await Promise.all(costs.map((cost) => rates.take(account, limits, cost)));
          admitted.push(...costs.filter((_, index) => verdicts[index]?.taken).map((cost) => ({ at, cost })));
        }
        for (const { at: from } of admitted) {
          const since = admitted.filter(({ at }) => at >= from);
          for (const { at: to } of since) {
            const within = since.filter(({ at }) => at <= to);
            const windows = 1 + ((to - from) * 1000) / WINDOW_US;
            expect(within.length).toBeLessThanOrEqual(limits.requestsPerMinute * windows);
            expect(within.reduce((sum, { cost }) => sum + cost, 0)).toBeLessThanOrEqual(
              limits.tokensPerMinute * windows,
            );
          }
        }
        expect(admitted.length).toBeGreaterThan(0);
        expect(start).toBeLessThanOrEqual(table.clock.now);
      }),
      { numRuns: 15 },
    );
  });

  test('two hundred at once: exactly what the bucket holds', async () => {
    const rates = createRateStore(table.options);
    const account = { org: 'acme', shard: 0 };
    const wide = { requestsPerMinute: 50, tokensPerMinute: 4_000 };
    const verdicts = await Promise.all(Array.from({ length: 200 }, () => rates.take(account, wide, 100)));
    expect(verdicts.filter(({ taken }) => taken)).toHaveLength(40);
  });
});

describe('quotas', () => {
  test('hold what a month allows and not a token or a millionth of a USD more, also at once', async () => {
    const quotas = createQuotaStore(table.options);
    const account = someone();
    const at = table.clock.now;
    const hold = (tokens: number, costMicroUsd: number) =>
      quotas.hold(account, { at, tokens, costMicroUsd }, { tokens: 1_000, costMicroUsd: 500 });
    expect(await hold(1_001, 1)).toBe(false);
    const held = await Promise.all(Array.from({ length: 30 }, () => hold(60, 20)));
    expect(held.filter(Boolean)).toHaveLength(16);
    expect(await hold(40, 181)).toBe(false);
    expect(await hold(40, 180)).toBe(true);
    await quotas.release(account, { at, tokens: 40, costMicroUsd: 180 });
    expect(await createUsageReports(table.options).month(account, at)).toMatchObject({
      heldTokens: 960,
      heldCostMicroUsd: 320,
    });
  });
});

describe('ledger', () => {
  const entryOf = (userId: string, messageId: string, tokens: number, reserved: number) => ({
    messageId,
    at: new Date(table.clock.now).toISOString(),
    userId,
    org: 'initech',
    model: tokens % 2 ? 'small' : 'large',
    transport: 'http' as const,
    inputTokens: tokens,
    outputTokens: 2 * tokens,
    cachedTokens: 0,
    costMicroUsd: 7 * tokens,
    reservedTokens: reserved,
    reservedCostMicroUsd: 7 * reserved,
  });

  test('an entry counts once however often it is delivered, and its rollups agree with it', async () => {
    const ledger = createLedgerStore(table.options);
    const quotas = createQuotaStore(table.options);
    const reports = createUsageReports(table.options);
    const message = fc.record({ tokens: fc.nat(500), reserved: fc.nat(2_000), times: fc.integer({ min: 1, max: 3 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 6 }), fc.nat(), async (messages, seed) => {
        const { userId } = someone();
        const at = table.clock.now;
        const entries = messages.map(({ tokens, reserved }, index) => entryOf(userId, `m${index}`, tokens, reserved));
        const before = await reports.month({ org: 'initech' }, at);
        for (const { reservedTokens, reservedCostMicroUsd } of entries) {
          const held = { at, tokens: reservedTokens, costMicroUsd: reservedCostMicroUsd };
          await quotas.hold({ userId }, held, { tokens: 1e9, costMicroUsd: 1e9 });
          await quotas.hold({ org: 'initech', shard: 0 }, held, { tokens: 1e12, costMicroUsd: 1e12 });
        }
        const deliveries = entries
          .flatMap((entry, index) =>
            Array.from({ length: messages[index]?.times ?? 1 }, (_, time) => ({
              entry,
              order: (seed + 7 * time + index) % 5,
            })),
          )
          .toSorted((one, other) => one.order - other.order);
        const entered = await Promise.all(deliveries.map(({ entry }) => ledger.enter(entry, { at, shard: 0 })));
        expect(entered.filter(Boolean)).toHaveLength(entries.length);

        const inputTokens = entries.reduce((sum, entry) => sum + entry.inputTokens, 0);
        const used = {
          requests: entries.length,
          inputTokens,
          outputTokens: 2 * inputTokens,
          cachedTokens: 0,
          costMicroUsd: 7 * inputTokens,
        };
        const month = await reports.month({ userId }, at);
        expect(month).toEqual({ used, heldTokens: 3 * inputTokens, heldCostMicroUsd: 7 * inputTokens });
        expect(await reports.day({ userId }, at)).toEqual(used);
        const after = await reports.month({ org: 'initech' }, at);
        expect(after.used.inputTokens - before.used.inputTokens).toBe(inputTokens);
        expect(after.heldTokens - before.heldTokens).toBe(3 * inputTokens);
      }),
      { numRuns: 10 },
    );
    const entries = await table.items('LEDGER#');
    const org = await reports.month({ org: 'initech' }, table.clock.now);
    const sum = (of: string) => entries.reduce((total, entry) => total + Number(entry[of]), 0);
    expect(org.used.inputTokens).toBe(sum('inputTokens'));
    expect(org.used.costMicroUsd).toBe(sum('costMicroUsd'));
    expect(org.used.requests).toBe(entries.length);
  });
});
