import type { BrakeReader } from '../shared/brake';
import type { QuotaStore } from './adapters/quota-store';
import type { RateLimits, RateStore, RateVerdict } from './adapters/rate-store';
import type { Account } from './adapters/usage-items';
import type { ConfigReader } from './config-reader';
import { type ChatConfig, type Limits, orgLimits, userLimits } from './domain/chat-config';
import { costMicroUsd, highestPrices } from './domain/cost';
import type { BrakeCheck } from './domain/ports';
import { msToNextMonth, type Quota, quotaOf, shareOf } from './domain/quota';
import { incrementOf, microseconds, refundOf } from './domain/token-bucket';
import type { Admission, AdmissionRequest, Reservation, Verdict } from './domain/usage';

/** Refuses answers while the stage's cost brake is set: until the month ends, or someone takes it off. */
export function createBrakeCheck(readBrake: BrakeReader): BrakeCheck {
  return {
    async refuse() {
      const brake = await readBrake();
      if (!brake) return undefined;
      return { code: 'budget_exhausted', message: 'The budget of this stage is used up; no answers are generated now' };
    },
  };
}

export interface AdmissionDeps {
  readonly brake: BrakeCheck;
  readonly readConfig: ConfigReader;
  readonly rates: RateStore;
  readonly quotas: QuotaStore;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** At least 0 and less than 1. */
  readonly random: () => number;
}

/** An account that a request is charged to, and what it may use. */
interface Claim {
  readonly account: Account;
  readonly whose: string;
  readonly limits: RateLimits;
  readonly quota: Quota;
}

type Refused = Extract<Verdict, { admitted: false }>;

/**
 * Asks in order: the brake, the user's buckets, the organisation's, the user's quota, the organisation's. What was taken
 * before one of them refuses is given back, so that a refusal costs nobody anything.
 */
export function createAdmission(deps: AdmissionDeps): Admission {
  const { brake, readConfig, rates, quotas, now, random } = deps;

  /** Gives back to a bucket what it has not refilled already. */
  function giveBack(
    { account, limits }: Pick<Claim, 'account' | 'limits'>,
    { at, tokens }: Reservation,
    requests: 0 | 1,
  ) {
    const left = (cost: number, perMinute: number) =>
      cost && refundOf(incrementOf(cost, perMinute), microseconds(at), microseconds(now()));
    const back = { requests: left(requests, limits.requestsPerMinute), tokens: left(tokens, limits.tokensPerMinute) };
    return back.requests || back.tokens ? rates.giveBack(account, back) : undefined;
  }

  async function take(claims: readonly Claim[], reservation: Reservation): Promise<RateVerdict[] | Refused> {
    const undo: (() => Promise<unknown> | undefined)[] = [];
    const verdicts: RateVerdict[] = [];
    try {
      for (const claim of claims) {
        const verdict = await rates.take(claim.account, claim.limits, reservation.tokens);
        if (!verdict.taken) return await undone(undo, limited(claim, verdict));
        verdicts.push(verdict);
        undo.push(() => giveBack(claim, reservation, 1));
      }
      for (const claim of claims) {
        if (!(await quotas.hold(claim.account, reservation, claim.quota)))
          return await undone(undo, exhausted(claim, now()));
        undo.push(() => quotas.release(claim.account, reservation));
      }
      return verdicts;
    } catch (error) {
      await undone(undo, error);
      throw error;
    }
  }

  return {
    async admit(request) {
      const braked = await brake.refuse();
      if (braked) return { admitted: false, refusal: braked };
      const config = await readConfig();
      const { userId, org, tier } = request.principal;
      const { shards, ...ofOrg } = orgLimits(config, org);
      const shard = Math.floor(random() * shards);
      const user = claimOf({ userId }, 'You have', userLimits(config, tier), 1);
      const organisation = claimOf({ org, shard }, 'Your organisation has', ofOrg, shards);
      const reservation: Reservation = {
        at: now(),
        ...estimateOf(config, request),
        shard,
        userTokensPerMinute: user.limits.tokensPerMinute,
        orgTokensPerMinute: organisation.limits.tokensPerMinute,
      };
      const taken = await take([user, organisation], reservation);
      if (!Array.isArray(taken)) return taken;
      const [first] = taken;
      if (!first?.taken) throw new Error('A request was admitted without its bucket');
      return { admitted: true, reservation, rate: first.requests };
    },

    async release({ userId, org }, reservation) {
      const { shard, userTokensPerMinute, orgTokensPerMinute } = reservation;
      const of = (account: Account, tokensPerMinute: number) => ({
        account,
        limits: { requestsPerMinute: 1, tokensPerMinute },
      });
      await giveBack(of({ userId }, userTokensPerMinute), reservation, 0);
      await giveBack(of({ org, shard }, orgTokensPerMinute), reservation, 0);
      await quotas.release({ userId }, reservation);
      await quotas.release({ org, shard }, reservation);
    },
  };
}

function claimOf(account: Account, whose: string, limits: Limits, shards: number): Claim {
  return {
    account,
    whose,
    limits: {
      requestsPerMinute: shareOf(limits.requestsPerMinute, shards),
      tokensPerMinute: shareOf(limits.tokensPerMinute, shards),
    },
    quota: quotaOf(limits, shards),
  };
}

/** The most that the answer may take: what is not used is given back when it has ended. */
function estimateOf(config: ChatConfig, { principal, model, inputTokens, maxOutputTokens }: AdmissionRequest) {
  const tokens = { inputTokens, outputTokens: maxOutputTokens, cachedTokens: 0 };
  return {
    tokens: inputTokens + maxOutputTokens,
    costMicroUsd: costMicroUsd([{ tokens, prices: highestPrices(config, model, principal.tier) }]),
  };
}

async function undone<T>(undo: readonly (() => Promise<unknown> | undefined)[], outcome: T): Promise<T> {
  for (const step of undo.toReversed()) await step();
  return outcome;
}

function limited({ whose }: Claim, { state, retryAfterMs }: Extract<RateVerdict, { taken: false }>): Refused {
  const message =
    retryAfterMs === undefined
      ? `${whose} ${state.limit} tokens a minute, and this request may take more than that`
      : `${whose} used up what a minute allows (${state.limit})`;
  return { admitted: false, refusal: { code: 'rate_limited', message, retryAfterMs }, rate: state };
}

function exhausted({ whose }: Claim, now: number): Refused {
  const message = `${whose} not enough left of this month's quota for this request`;
  return { admitted: false, refusal: { code: 'quota_exhausted', message, retryAfterMs: msToNextMonth(now) } };
}
