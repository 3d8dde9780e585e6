import type { Limits } from './chat-config';

/** What a month's counter may hold. */
export interface Quota {
  readonly tokens: number;
  readonly costMicroUsd: number;
}

/** A share of a quota for each of an organisation's counters; together never more than the whole. */
export function quotaOf({ monthlyTokens, monthlyUsd }: Limits, shards = 1): Quota {
  return {
    tokens: Math.floor(monthlyTokens / shards),
    costMicroUsd: Math.floor(Math.round(monthlyUsd * 1_000_000) / shards),
  };
}

/** A share of a limit a minute; at least one, or nothing would ever be admitted. */
export const shareOf = (perMinute: number, shards: number): number => Math.max(1, Math.floor(perMinute / shards));

/** Milliseconds from `now` to the start of the next month, UTC: when quotas begin anew. */
export function msToNextMonth(now: number): number {
  const date = new Date(now);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1) - now;
}
