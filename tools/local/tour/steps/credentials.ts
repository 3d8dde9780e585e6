import assert from 'node:assert/strict';
import { createKey, revokeKey } from '../../../keys/api-keys';
import { sampleUsers } from '../../identity/user';
import { askAndWait } from '../answer';
import { ChatSocket, Refused } from '../chat-socket';
import { assertError, request } from '../http';
import { platformTable } from '../platform-table';
import type { StepGroup, TourContext } from '../step';

async function refusalOf(context: TourContext, protocols: readonly string[], query = ''): Promise<number> {
  try {
    const socket = await ChatSocket.connect(`${context.socketUrl}${query}`, { protocols, signal: context.signal });
    socket.drop();
  } catch (error) {
    if (error instanceof Refused) return error.statusCode;
    throw error;
  }
  throw new Error('the connection was accepted');
}

/** Tokens that must not be let in: signed by a stranger, over since an hour, and for another application than this. */
async function badTokens({ laptop }: TourContext): Promise<string[]> {
  const [user] = sampleUsers;
  if (!user) throw new Error('there are no sample users');
  const issuedAt = Math.floor(Date.now() / 1000) - 7200;
  return Promise.all([
    laptop.issuer.accessToken(user, { forged: true }),
    laptop.issuer.accessToken(user, { issuedAt, lifetime: 3600 }),
    laptop.issuer.accessToken(user, { clientId: 'another-application' }),
  ]);
}

/** A key of this tour's own, so that its first use is seen. */
async function freshKey({ laptop }: TourContext, scopes: readonly string[]) {
  const now = Math.floor(Date.now() / 1000);
  const table = platformTable(laptop);
  const wanted = {
    name: 'tour',
    org: 'acme',
    tier: 'paid',
    clearance: 0,
    scopes: [...scopes],
    expiresAt: now + 600,
  } as const;
  return { table, now, ...(await createKey(table, wanted, now)) };
}

export const credentials: StepGroup = {
  name: 'credentials',
  needs: 'ChatApiUrl',
  steps: [
    {
      name: 'a missing, forged or expired token, or one for another app client, opens no WebSocket',
      async run(context) {
        assert.equal(await refusalOf(context, ['chat.v1']), 401);
        for (const token of await badTokens(context)) {
          assert.equal(await refusalOf(context, ['chat.v1', token]), 401);
        }
        assert.equal(await refusalOf(context, ['chat.v1'], `?ticket=${context.token('alice')}`), 401);
        return '401 each; a token in the address is refused too';
      },
    },
    {
      name: 'nor does it get an answer over HTTP',
      async run(context) {
        for (const token of [undefined, ...(await badTokens(context))]) {
          const answer = await request(context, 'GET', '/v1/models', token);
          assertError(answer, 401, 'unauthorized');
          assert.equal((answer.body.error as { type?: unknown }).type, 'authentication_error');
        }
        return '401 as problem details and as OpenAI words it';
      },
    },
    {
      name: 'a one-time ticket opens one connection',
      async run(context) {
        const answer = await request(context, 'POST', '/v1/connections/ticket', context.token('alice'));
        assert.equal(answer.status, 201, JSON.stringify(answer.body));
        const query = `?ticket=${String(answer.body.ticket)}`;
        const socket = await ChatSocket.connect(`${context.socketUrl}${query}`, {
          protocols: ['chat.v1'],
          signal: context.signal,
        });
        assert.equal(socket.protocol, 'chat.v1');
        assert.equal((await socket.ask({ action: 'ping' }, 'pong')).type, 'pong');
        await socket.close();
        assert.equal(await refusalOf(context, ['chat.v1'], query), 401);
        return 'the second time it is refused';
      },
    },
    {
      name: 'an API key opens a connection until it is revoked',
      async run(context) {
        const { key, keyId, table, now } = await freshKey(context, ['chat']);
        const protocols = ['chat.v1', key];
        const socket = await ChatSocket.connect(context.socketUrl, { protocols, signal: context.signal });
        const { text } = await askAndWait(socket, 'hello from a machine');
        assert.match(text, /hello from a machine/);
        await socket.close();
        await revokeKey(table, keyId, now);
        assert.equal(await refusalOf(context, protocols), 401);
        return `${keyId} answered, then refused`;
      },
    },
    {
      name: 'an API key is let in over HTTP, one without the scope is not',
      async run(context) {
        const { key } = await freshKey(context, ['chat']);
        assert.equal((await request(context, 'GET', '/v1/models', key)).status, 200);
        const other = await freshKey(context, ['fraud']);
        assertError(await request(context, 'GET', '/v1/models', other.key), 403, 'forbidden');
        return '200 and 403';
      },
    },
  ],
};
