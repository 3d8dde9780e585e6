import { createLedgerStore } from '../../../lambdas/chat/adapters/ledger-store';
import { createQuotaStore } from '../../../lambdas/chat/adapters/quota-store';
import { createCharge } from '../../../lambdas/chat/adapters/rate-charge';
import { createRateStore } from '../../../lambdas/chat/adapters/rate-store';
import { createUsageReports } from '../../../lambdas/chat/adapters/usage-reports';
import { createAdmission } from '../../../lambdas/chat/admission';
import { type ChatConfig, defaultChatConfig } from '../../../lambdas/chat/domain/chat-config';
import type { Refusal } from '../../../lambdas/chat/domain/errors';
import { createMetering } from '../../../lambdas/chat/metering';
import { startUsageTable, type UsageTable } from './support/usage-table';

jest.setTimeout(60_000);

const base = defaultChatConfig([
  { id: 'small', bedrockModelId: 'b.small', prices: { inputPerMTok: 1, outputPerMTok: 4, cachedPerMTok: 0 } },
]);
const wide = { requestsPerMinute: 1000, tokensPerMinute: 1_000_000, monthlyTokens: 1_000_000, monthlyUsd: 100 };

let table: UsageTable;
beforeAll(async () => {
  table = await startUsageTable();
});
afterAll(() => table.stop());

let orgs = 0;
function setUp({
  user = wide,
  org = wide,
  refusal,
}: {
  user?: typeof wide;
  org?: typeof wide;
  refusal?: Refusal;
} = {}) {
  orgs += 1;
  const config: ChatConfig = { ...base, tiers: { free: user, paid: user }, orgDefault: org };
  const readConfig = async () => config;
  const principal = { userId: `user-${orgs}`, org: `org-${orgs}`, tier: 'paid' as const };
  const { options } = table;
  const rates = createRateStore(options);
  const reports = createUsageReports(options);
  const accounts = { user: { userId: principal.userId }, org: { org: principal.org, shard: 0 } };
  const admission = createAdmission({
    brake: { refuse: async () => refusal },
    readConfig,
    rates,
    quotas: createQuotaStore(options),
    now: options.now,
    random: () => 0,
  });
  return {
    principal,
    admission,
    metering: createMetering({
      ledger: createLedgerStore(options),
      rates,
      charge: createCharge(options),
      readConfig,
      now: options.now,
    }),
    ask: (more: object = {}) =>
      admission.admit({ principal, model: 'small', inputTokens: 100, maxOutputTokens: 400, ...more }),
    /** What is taken from the four counters. */
    async taken() {
      const [ofUser, ofOrg] = [await rates.state(accounts.user, user), await rates.state(accounts.org, org)];
      const months = [
        await reports.month(accounts.user, options.now()),
        await reports.month(accounts.org, options.now()),
      ];
      return {
        requests: [
          user.requestsPerMinute - ofUser.requests.remaining,
          org.requestsPerMinute - ofOrg.requests.remaining,
        ],
        held: months.map(({ heldTokens }) => heldTokens),
        heldCost: months.map(({ heldCostMicroUsd }) => heldCostMicroUsd),
        used: months.map(({ used }) => used.inputTokens + used.outputTokens),
      };
    },
  };
}

test('reserves the most that the answer may take, and settles what it took, once', async () => {
  const { ask, taken, metering, principal } = setUp();
  const verdict = await ask();
  if (!verdict.admitted) throw new Error('not admitted');
  expect(verdict).toMatchObject({
    reservation: { tokens: 500, costMicroUsd: 1_700 },
    rate: { limit: 1000, remaining: 999 },
  });
  expect(await taken()).toEqual({ requests: [1, 1], held: [500, 500], heldCost: [1_700, 1_700], used: [0, 0] });
  const settlement = {
    spender: principal,
    messageId: 'm1',
    model: 'small',
    transport: 'http' as const,
    reservation: verdict.reservation,
    figures: { usage: { inputTokens: 90, outputTokens: 10, estimated: false } },
  };
  await metering.settle(settlement);
  await metering.settle(settlement);
  expect(await taken()).toEqual({ requests: [1, 1], held: [100, 100], heldCost: [130, 130], used: [100, 100] });
});

test.each([
  ['bucket of the user', { user: { ...wide, tokensPerMinute: 499 } }, 'rate_limited'],
  ['bucket of the organisation', { org: { ...wide, tokensPerMinute: 499 } }, 'rate_limited'],
  ['quota of the user', { user: { ...wide, monthlyTokens: 499 } }, 'quota_exhausted'],
  ['quota of the organisation', { org: { ...wide, monthlyUsd: 0.001699 } }, 'quota_exhausted'],
])('a refusal by the %s takes nothing from anyone', async (_, limits, code) => {
  const { ask, taken } = setUp(limits);
  expect(await ask()).toMatchObject({ admitted: false, refusal: { code } });
  expect(await taken()).toEqual({ requests: [0, 0], held: [0, 0], heldCost: [0, 0], used: [0, 0] });
});

test('what comes to nothing is released, but for the request', async () => {
  const { ask, taken, admission, principal } = setUp();
  const verdict = await ask();
  if (!verdict.admitted) throw new Error('not admitted');
  await admission.release(principal, verdict.reservation);
  expect(await taken()).toEqual({ requests: [1, 1], held: [0, 0], heldCost: [0, 0], used: [0, 0] });
});

test('the brake is asked before anything is taken', async () => {
  const { ask, taken } = setUp({ refusal: { code: 'budget_exhausted', message: 'used up' } });
  expect(await ask()).toMatchObject({ admitted: false, refusal: { code: 'budget_exhausted' } });
  expect((await taken()).requests).toEqual([0, 0]);
});

test('two hundred senders at once of one organisation: not a token over its bucket or its quota', async () => {
  const { admission, principal, taken } = setUp({ org: { ...wide, tokensPerMinute: 20_000, monthlyTokens: 15_200 } });
  const verdicts = await Promise.all(
    Array.from({ length: 200 }, (_, index) =>
      admission.admit({
        principal: { ...principal, userId: `${principal.userId}-${index % 20}` },
        model: 'small',
        inputTokens: 100,
        maxOutputTokens: 400,
      }),
    ),
  );
  expect(verdicts.filter(({ admitted }) => admitted)).toHaveLength(30);
  expect((await taken()).held[1]).toBe(15_000);
});
