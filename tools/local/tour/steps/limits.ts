import assert from 'node:assert/strict';
import OpenAI, { APIError } from 'openai';
import type { ChatConfig } from '../../../../lambdas/chat/domain/chat-config';
import { createKey } from '../../../keys/api-keys';
import { newId } from '../answer';
import { platformTableOf, withConfig } from '../chat-config';
import { ChatSocket } from '../chat-socket';
import type { StepGroup, TourContext } from '../step';

/** More requests than any of the limits below lets through. */
const MANY = 40;

type FreeLimits = Partial<ChatConfig['tiers']['free']>;

/** Runs with other limits for the free tier. */
const withFreeLimits = <T>(context: TourContext, limits: FreeLimits, run: () => Promise<T>): Promise<T> =>
  withConfig(
    context,
    ({ tiers, ...rest }) => ({ ...rest, tiers: { ...tiers, free: { ...tiers.free, ...limits } } }),
    run,
  );

/** A user that nobody else is: what is used up here is missing nowhere. */
async function newUser({ laptop }: TourContext): Promise<string> {
  const wanted = { name: 'limits', org: 'acme', tier: 'free', clearance: 0, scopes: ['chat'] } as const;
  const { key } = await createKey(
    platformTableOf(laptop),
    { ...wanted, scopes: [...wanted.scopes] },
    Math.floor(Date.now() / 1000),
  );
  return key;
}

/** A request of a client, and what came back. */
interface Try {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly status: number;
  readonly retryAfterMs: number;
}

function clientOf({ apiUrl }: TourContext, apiKey: string, maxRetries: number, tries: Try[] = []): OpenAI {
  return new OpenAI({
    baseURL: `${apiUrl}/v1`,
    apiKey,
    maxRetries,
    timeout: 60_000,
    fetch: async (url, init) => {
      const startedAt = performance.now();
      const response = await fetch(url, init);
      const retryAfterMs = Number(response.headers.get('retry-after')) * 1000;
      tries.push({ startedAt, endedAt: performance.now(), status: response.status, retryAfterMs });
      return response;
    },
  });
}

const ask = (client: OpenAI) =>
  client.chat.completions.create({
    model: 'nova-lite',
    max_tokens: 50,
    messages: [{ role: 'user', content: 'hi' }],
  });

/** Asks until an answer is refused. */
async function untilRefused(client: OpenAI): Promise<{ readonly admitted: number; readonly error: APIError }> {
  for (let admitted = 0; admitted < MANY; admitted += 1) {
    try {
      await ask(client);
    } catch (error) {
      assert.ok(error instanceof APIError, String(error));
      return { admitted, error };
    }
  }
  throw new Error(`${MANY} requests were admitted`);
}

/** Asks with a client that tries again by itself: it has to be refused, wait as long as it is told, and be answered. */
async function untilAnswered(context: TourContext, key: string): Promise<number> {
  const tries: Try[] = [];
  await ask(clientOf(context, key, 2, tries));
  const [refused, next] = tries;
  assert.deepEqual(
    tries.map(({ status }) => status),
    [429, 200],
  );
  const waited = Math.round((next?.startedAt ?? 0) - (refused?.endedAt ?? 0));
  assert.ok(
    waited >= (refused?.retryAfterMs ?? 0) - 50,
    `told to wait ${refused?.retryAfterMs} ms, it waited ${waited}`,
  );
  return waited;
}

export const limits: StepGroup = {
  name: 'limits',
  needs: 'ChatApiUrl',
  steps: [
    {
      name: 'too many requests in a minute are refused, and the next is admitted when it was said to be',
      run: (context) =>
        withFreeLimits(context, { requestsPerMinute: 10 }, async () => {
          const key = await newUser(context);
          const { socketUrl, signal } = context;
          const socket = await ChatSocket.connect(socketUrl, { protocols: ['chat.v1', key], signal });
          const { admitted, error } = await untilRefused(clientOf(context, key, 0));
          assert.deepEqual([error.status, error.code], [429, 'rate_limited'], error.message);
          const header = (name: string) => Number(error.headers?.get(name));
          assert.deepEqual([header('x-ratelimit-limit'), header('x-ratelimit-remaining')], [10, 0]);
          assert.ok(header('retry-after') > 0 && header('retry-after') <= 6, 'no time to come again');
          assert.ok(header('x-ratelimit-reset') > 0);
          const waited = await untilAnswered(context, key);
          const send = { action: 'send', clientMessageId: newId(), text: 'one more' };
          const frame = await socket.ask(send, 'refusal');
          assert.deepEqual([frame.type, frame.code], ['error', 'rate_limited'], JSON.stringify(frame));
          assert.ok(frame.retryAfterMs && frame.retryAfterMs <= 6_000, JSON.stringify(frame));
          await socket.close();
          return `${admitted} admitted, then 429; the client waited ${waited} ms, as it was told, and was answered`;
        }),
    },
    {
      name: 'a quota of the month runs out, for its user alone',
      run: (context) =>
        withFreeLimits(context, { monthlyTokens: 1_000 }, async () => {
          const { admitted, error } = await untilRefused(clientOf(context, await newUser(context), 0));
          assert.deepEqual([error.status, error.code], [429, 'quota_exhausted'], error.message);
          assert.equal(error.headers?.get('x-should-retry'), 'false');
          return `${admitted} admitted, then quota_exhausted`;
        }),
    },
  ],
};
