import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unlessRefused } from '../../shared/stores/conditional';
import {
  type BucketState,
  incrementOf,
  microseconds,
  retryAfterMs,
  stateOf,
  tatAfter,
  WINDOW_US,
} from '../domain/token-bucket';
import { afterConflicts } from './conflicts';
import { type Account, bucketTtl, rateKey } from './usage-items';

export interface UsageStoreOptions {
  readonly document: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly region: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export interface RateLimits {
  readonly requestsPerMinute: number;
  readonly tokensPerMinute: number;
}

export type RateVerdict =
  | { readonly taken: true; readonly requests: BucketState }
  /** `retryAfterMs` is undefined when the bucket never holds as much. */
  | { readonly taken: false; readonly state: BucketState; readonly retryAfterMs: number | undefined };

/** The times at which both buckets of an account are full again, in microseconds. */
interface Tats {
  readonly requestsTat: number;
  readonly tokensTat: number;
}
const FULL: Tats = { requestsTat: 0, tokensTat: 0 };

/** Reads that may be needed to learn which way to write, each after someone else wrote meanwhile. */
const TRIES = 8;

/**
 * Token buckets for requests and tokens, both of an account in one item. Taking from both is one conditional update, whose
 * condition holds the arithmetic: there is no read that a write relies on. An update cannot say max(tat, now), so each
 * bucket is written in one of two ways, full or not; the guess is that both are full, and a read corrects it.
 */
export function createRateStore({ document, tableName: TableName, region, now }: UsageStoreOptions) {
  async function read(account: Account): Promise<Tats> {
    const { Item } = await document.send(
      new GetCommand({ TableName, Key: rateKey(account, region), ConsistentRead: true }),
    );
    return { ...FULL, ...(Item as Partial<Tats> | undefined) };
  }

  async function write(account: Account, known: Tats, requests: number, tokens: number): Promise<Tats | undefined> {
    const at = now();
    const nowUs = microseconds(at);
    const parts = [part('requestsTat', known.requestsTat > nowUs), part('tokensTat', known.tokensTat > nowUs)];
    const update = new UpdateCommand({
      TableName,
      Key: rateKey(account, region),
      UpdateExpression: `SET ${parts.map(({ set }) => set).join(', ')}, #ttl = :ttl`,
      ConditionExpression: parts.map(({ condition }) => condition).join(' AND '),
      ExpressionAttributeNames: { '#ttl': 'ttl' },
      ExpressionAttributeValues: {
        ':now': nowUs,
        ':ttl': bucketTtl(at),
        ...valuesOf('requestsTat', known.requestsTat, requests, nowUs),
        ...valuesOf('tokensTat', known.tokensTat, tokens, nowUs),
      },
      ReturnValues: 'ALL_NEW',
    });
    const { Attributes } = (await unlessRefused(afterConflicts(() => document.send(update)))) ?? {};
    return Attributes as Tats | undefined;
  }

  return {
    /** Takes one request and as many tokens, or nothing. */
    async take(account: Account, limits: RateLimits, tokens: number): Promise<RateVerdict> {
      const { requestsPerMinute, tokensPerMinute } = limits;
      const one = incrementOf(1, requestsPerMinute);
      const many = incrementOf(tokens, tokensPerMinute);
      let known = FULL;
      for (let tried = 1; ; tried += 1) {
        const written = many <= WINDOW_US ? await write(account, known, one, many) : undefined;
        if (written)
          return { taken: true, requests: stateOf(written.requestsTat, requestsPerMinute, microseconds(now())) };
        known = await read(account);
        const refused = refusalOf(known, one, many, limits, microseconds(now()));
        if (refused) return refused;
        // Others keep changing the buckets between read and write: they are too busy for one more.
        if (tried === TRIES) {
          return {
            taken: false,
            state: stateOf(known.requestsTat, requestsPerMinute, microseconds(now())),
            retryAfterMs: 1000,
          };
        }
      }
    },

    /** Gives back what was taken and not used; nothing when the item has gone, since its buckets are full. */
    async giveBack(account: Account, { requests, tokens }: { requests: number; tokens: number }): Promise<void> {
      const update = new UpdateCommand({
        TableName,
        Key: rateKey(account, region),
        UpdateExpression: 'SET requestsTat = requestsTat - :requests, tokensTat = tokensTat - :tokens',
        ConditionExpression: 'attribute_exists(requestsTat) AND attribute_exists(tokensTat)',
        ExpressionAttributeValues: { ':requests': requests, ':tokens': tokens },
      });
      await unlessRefused(afterConflicts(() => document.send(update)));
    },

    /** Both buckets as they stand now. */
    async state(account: Account, { requestsPerMinute, tokensPerMinute }: RateLimits) {
      const { requestsTat, tokensTat } = await read(account);
      const nowUs = microseconds(now());
      return {
        requests: stateOf(requestsTat, requestsPerMinute, nowUs),
        tokens: stateOf(tokensTat, tokensPerMinute, nowUs),
      };
    },
  };
}
export type RateStore = ReturnType<typeof createRateStore>;

/** How one bucket is written: on from where it stands, or anew from now when it is full. */
export function part(attribute: keyof Tats, busy: boolean) {
  return busy
    ? {
        set: `${attribute} = ${attribute} + :${attribute}`,
        condition: `(${attribute} > :now AND ${attribute} <= :${attribute}Most)`,
      }
    : {
        set: `${attribute} = :${attribute}`,
        condition: `(attribute_not_exists(${attribute}) OR ${attribute} <= :now)`,
      };
}

function valuesOf(attribute: keyof Tats, tat: number, increment: number, nowUs: number) {
  return tat > nowUs
    ? { [`:${attribute}`]: increment, [`:${attribute}Most`]: nowUs + WINDOW_US - increment }
    : { [`:${attribute}`]: nowUs + increment };
}

function refusalOf(tats: Tats, one: number, many: number, limits: RateLimits, nowUs: number): RateVerdict | undefined {
  if (tatAfter(tats.requestsTat, one, nowUs) === undefined) {
    const state = stateOf(tats.requestsTat, limits.requestsPerMinute, nowUs);
    return { taken: false, state, retryAfterMs: retryAfterMs(tats.requestsTat, one, nowUs) };
  }
  if (tatAfter(tats.tokensTat, many, nowUs) === undefined) {
    const state = stateOf(tats.tokensTat, limits.tokensPerMinute, nowUs);
    return { taken: false, state, retryAfterMs: retryAfterMs(tats.tokensTat, many, nowUs) };
  }
  return undefined;
}
