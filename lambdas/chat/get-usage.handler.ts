import { documentClient } from '../shared/deps';
import { type HttpResponse, jsonResponse } from '../shared/http';
import { type HttpEvent, httpRoute } from '../shared/http-route';
import { createLogger } from '../shared/logger';
import { parseEnv } from '../shared/parse-env';
import { createRateStore, type RateStore } from './adapters/rate-store';
import type { Account, Owner } from './adapters/usage-items';
import { createUsageReports, type UsageReports } from './adapters/usage-reports';
import type { ConfigReader } from './config-reader';
import { chatConfigReader } from './deps';
import { type Balance, balanceOf, joined } from './domain/balance';
import { type Limits, orgLimits, userLimits } from './domain/chat-config';
import { shareOf } from './domain/quota';
import { getUsageEnv, regionEnv } from './env';
import { usageStores } from './usage-deps';

export interface GetUsageDeps {
  readonly readConfig: ConfigReader;
  readonly rates: Pick<RateStore, 'state'>;
  readonly reports: UsageReports;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * `GET /v1/usage`: `{ user, org }`, what the caller and their organisation used and may use still in this region. Whose it
 * is comes from the credential alone: there is nothing in a request by which anybody else's could be asked for.
 */
export function createGetUsage({ readConfig, rates, reports, now }: GetUsageDeps) {
  async function balance(
    owner: Owner,
    shards: readonly Account[],
    { requestsPerMinute, tokensPerMinute, ...quotas }: Limits,
  ): Promise<Balance> {
    const ofShard = {
      requestsPerMinute: shareOf(requestsPerMinute, shards.length),
      tokensPerMinute: shareOf(tokensPerMinute, shards.length),
    };
    const at = now();
    const [buckets, day, month] = await Promise.all([
      Promise.all(shards.map((shard) => rates.state(shard, ofShard))),
      reports.day(owner, at),
      reports.month(owner, at),
    ]);
    const requests = joined(
      buckets.map((bucket) => bucket.requests),
      requestsPerMinute,
    );
    const tokens = joined(
      buckets.map((bucket) => bucket.tokens),
      tokensPerMinute,
    );
    return balanceOf({ requests, tokens, day, month }, { requestsPerMinute, tokensPerMinute, ...quotas }, at);
  }

  return async ({ principal: { userId, org, tier } }: HttpEvent): Promise<HttpResponse> => {
    const config = await readConfig();
    const { shards, ...ofOrg } = orgLimits(config, org);
    const [ofUser, ofAll] = await Promise.all([
      balance({ userId }, [{ userId }], userLimits(config, tier)),
      balance(
        { org },
        Array.from({ length: shards }, (_, shard) => ({ org, shard })),
        ofOrg,
      ),
    ]);
    return jsonResponse(200, { user: ofUser, org: ofAll });
  };
}

const env = { ...parseEnv(getUsageEnv), ...parseEnv(regionEnv) };
const logger = createLogger('chat');
const document = documentClient();
const usage = usageStores(document, env);

export const handler = httpRoute(logger).handler(
  createGetUsage({
    readConfig: chatConfigReader(document, env, logger),
    rates: createRateStore(usage),
    reports: createUsageReports(usage),
    now: Date.now,
  }),
);
