import '../support/environment';
import { createLedgerStore } from '../../../../lambdas/chat/adapters/ledger-store';
import { createQuotaStore } from '../../../../lambdas/chat/adapters/quota-store';
import { createCharge } from '../../../../lambdas/chat/adapters/rate-charge';
import { createRateStore } from '../../../../lambdas/chat/adapters/rate-store';
import { createUsageReports } from '../../../../lambdas/chat/adapters/usage-reports';
import { createAdmission } from '../../../../lambdas/chat/admission';
import type { Balance } from '../../../../lambdas/chat/domain/balance';
import { type ChatConfig, defaultChatConfig } from '../../../../lambdas/chat/domain/chat-config';
import type { Reservation } from '../../../../lambdas/chat/domain/usage';
import { createGetUsage } from '../../../../lambdas/chat/get-usage.handler';
import { createMetering } from '../../../../lambdas/chat/metering';
import type { Principal } from '../../../../lambdas/shared/domain/principal';
import { httpRoute } from '../../../../lambdas/shared/http-route';
import { capturedLogger } from '../../support/captured-logger';
import { invoke } from '../../support/context';
import { alice } from '../../support/principals';
import { startUsageTable, type UsageTable } from '../support/usage-table';
import { httpEvent } from './support/event';

let table: UsageTable;
beforeAll(async () => {
  table = await startUsageTable();
});
afterAll(() => table.stop());

const ofUser = { requestsPerMinute: 10, tokensPerMinute: 6_000, monthlyTokens: 10_000, monthlyUsd: 0.02 };
const ofOrg = { requestsPerMinute: 40, tokensPerMinute: 40_000, monthlyTokens: 100_000, monthlyUsd: 2, shards: 4 };
const config: ChatConfig = {
  ...defaultChatConfig([
    { id: 'small', bedrockModelId: 'b', prices: { inputPerMTok: 1, outputPerMTok: 4, cachedPerMTok: 0 } },
  ]),
  tiers: { free: ofUser, paid: ofUser },
  orgs: { initech: ofOrg },
};
const readConfig = async () => config;

function setUp() {
  const { options } = table;
  const rates = createRateStore(options);
  const reports = createUsageReports(options);
  const handler = httpRoute(capturedLogger().logger).handler(
    createGetUsage({ readConfig, rates, reports, now: options.now }),
  );
  let asked = 0;
  const admission = createAdmission({
    brake: { refuse: async () => undefined },
    readConfig,
    rates,
    quotas: createQuotaStore(options),
    now: options.now,
    // One shard after the other.
    random: () => (asked++ % ofOrg.shards) / ofOrg.shards,
  });
  const metering = createMetering({
    ledger: createLedgerStore(options),
    rates,
    charge: createCharge(options),
    readConfig,
    now: options.now,
  });
  return {
    async usage(principal: Principal): Promise<{ user: Balance; org: Balance }> {
      const { statusCode, body } = (await invoke(handler, httpEvent({}, principal))) as {
        statusCode: number;
        body: string;
      };
      expect(statusCode).toBe(200);
      return JSON.parse(body);
    },
    async reserve(principal: Principal) {
      const verdict = await admission.admit({ principal, model: 'small', inputTokens: 200, maxOutputTokens: 800 });
      if (!verdict.admitted) throw new Error('not admitted');
      return verdict.reservation;
    },
    settle: (principal: Principal, messageId: string, reservation: Reservation) =>
      metering.settle({
        spender: principal,
        messageId,
        model: 'small',
        transport: 'http',
        reservation,
        figures: { usage: { inputTokens: 150, outputTokens: 50, estimated: false } },
      }),
  };
}

const of = (userId: string): Principal => ({ ...alice, userId, org: 'initech' });
const reset = '2026-12-01T00:00:00.000Z';

test('the caller’s own balance and their organisation’s: of the minute, the day and the month', async () => {
  const { usage, reserve, settle } = setUp();
  const nobody = await usage(of('ann'));
  expect(nobody.user).toEqual({
    rate: {
      requests: { limit: 10, remaining: 10, resetSeconds: 0 },
      tokens: { limit: 6_000, remaining: 6_000, resetSeconds: 0 },
    },
    day: { date: '2026-11-21', requests: 0, inputTokens: 0, outputTokens: 0, cachedTokens: 0, costUsd: 0 },
    month: {
      requests: 0,
      tokens: { used: 0, reserved: 0, limit: 10_000, remaining: 10_000 },
      costUsd: { used: 0, reserved: 0, limit: 0.02, remaining: 0.02 },
      resetAt: reset,
    },
  });

  const [first, second] = [await reserve(of('ann')), await reserve(of('bea'))];
  const waiting = await usage(of('ann'));
  expect(waiting.user.rate).toEqual({
    requests: { limit: 10, remaining: 9, resetSeconds: 6 },
    tokens: { limit: 6_000, remaining: 5_000, resetSeconds: 10 },
  });
  expect(waiting.user.month.tokens).toEqual({ used: 0, reserved: 1_000, limit: 10_000, remaining: 9_000 });
  // Two of its four shards hold a request each, and the organisation sees them as one account.
  expect(waiting.org.rate.requests).toMatchObject({ limit: 40, remaining: 38 });
  expect(waiting.org.month.tokens).toEqual({ used: 0, reserved: 2_000, limit: 100_000, remaining: 98_000 });

  await settle(of('ann'), 'm1', first);
  await settle(of('bea'), 'm2', second);
  const { user, org } = await usage(of('ann'));
  expect(user.rate.tokens.remaining).toBe(5_800);
  expect(user.day).toMatchObject({ requests: 1, inputTokens: 150, outputTokens: 50, costUsd: 0.00035 });
  expect(user.month).toEqual({
    requests: 1,
    tokens: { used: 200, reserved: 0, limit: 10_000, remaining: 9_800 },
    costUsd: { used: 0.00035, reserved: 0, limit: 0.02, remaining: 0.01965 },
    resetAt: reset,
  });
  expect(org.day).toMatchObject({ requests: 2, inputTokens: 300 });
  expect(org.month.tokens).toEqual({ used: 400, reserved: 0, limit: 100_000, remaining: 99_600 });
});

test('another organisation sees nothing of it, and a credential that has ended sees nothing at all', async () => {
  const { usage, reserve } = setUp();
  await reserve(of('cay'));
  const other = await usage({ ...of('cay2'), org: 'hooli' });
  expect(other.org.month.tokens).toMatchObject({ used: 0, reserved: 0 });
  await expect(usage({ ...of('cay'), expiresAt: 1 })).rejects.toThrow();
});
