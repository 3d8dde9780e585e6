import type { Limits } from './chat-config';
import { dayOf } from './period';
import { msToNextMonth } from './quota';
import type { BucketState } from './token-bucket';
import type { MonthUse, Rollup } from './usage';

/** What is stored of one account's use, at a moment. */
export interface Reading {
  readonly requests: BucketState;
  readonly tokens: BucketState;
  readonly day: Rollup;
  readonly month: MonthUse;
}

export interface RateBalance {
  readonly limit: number;
  readonly remaining: number;
  /** Seconds until all of it is there again. */
  readonly resetSeconds: number;
}

/** `reserved` is held for answers that are being generated; `used`, `reserved` and `remaining` are the limit together. */
export interface QuotaBalance {
  readonly used: number;
  readonly reserved: number;
  readonly limit: number;
  readonly remaining: number;
}

/** What an account used, and what it may use still: of a minute, a day and a month, UTC. */
export interface Balance {
  readonly rate: { readonly requests: RateBalance; readonly tokens: RateBalance };
  readonly day: Omit<Rollup, 'costMicroUsd'> & { readonly date: string; readonly costUsd: number };
  readonly month: {
    readonly requests: number;
    readonly tokens: QuotaBalance;
    /** USD. */
    readonly costUsd: QuotaBalance;
    /** ISO 8601. */
    readonly resetAt: string;
  };
}

const usd = (microUsd: number): number => microUsd / 1_000_000;

/** @param now milliseconds since the epoch */
export function balanceOf({ requests, tokens, day, month }: Reading, limits: Limits, now: number): Balance {
  const { costMicroUsd: costOfDay, ...ofDay } = day;
  const { used, heldTokens, heldCostMicroUsd } = month;
  const limitMicroUsd = Math.round(limits.monthlyUsd * 1_000_000);
  const cost = quotaBalance(used.costMicroUsd, heldCostMicroUsd, limitMicroUsd);
  return {
    rate: { requests: rateBalance(requests), tokens: rateBalance(tokens) },
    day: { date: dayOf(now), ...ofDay, costUsd: usd(costOfDay) },
    month: {
      requests: used.requests,
      tokens: quotaBalance(used.inputTokens + used.outputTokens, heldTokens, limits.monthlyTokens),
      costUsd: {
        used: usd(cost.used),
        reserved: usd(cost.reserved),
        limit: usd(cost.limit),
        remaining: usd(cost.remaining),
      },
      resetAt: new Date(now + msToNextMonth(now)).toISOString(),
    },
  };
}

/** Shards of one bucket as the one that they are. */
export const joined = (shards: readonly BucketState[], limit: number): BucketState => ({
  limit,
  remaining: shards.reduce((sum, { remaining }) => sum + remaining, 0),
  resetMs: Math.max(0, ...shards.map(({ resetMs }) => resetMs)),
});

const rateBalance = ({ limit, remaining, resetMs }: BucketState): RateBalance => ({
  limit,
  remaining,
  resetSeconds: Math.ceil(resetMs / 1000),
});

const quotaBalance = (used: number, held: number, limit: number): QuotaBalance => ({
  used,
  reserved: Math.max(0, held - used),
  limit,
  remaining: Math.max(0, limit - Math.max(used, held)),
});
