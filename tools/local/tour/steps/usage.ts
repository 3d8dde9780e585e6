import assert from 'node:assert/strict';
import type { Balance } from '../../../../lambdas/chat/domain/balance';
import { invoiceOf } from '../../../invoice/invoice';
import { usageTable } from '../../../invoice/usage-table';
import { outputOf } from '../../../operator/outputs';
import { documentClientOf } from '../../../operator/platform-table';
import { askAndWait, connectAs, finished, submit } from '../answer';
import { assertError, request } from '../http';
import type { StepGroup, TourContext } from '../step';

interface Balances {
  readonly user: Balance;
  readonly org: Balance;
}

export async function balancesOf(context: TourContext, user: string): Promise<Balances> {
  const { status, body } = await request(context, 'GET', '/v1/usage', context.token(user));
  assert.equal(status, 200, JSON.stringify(body));
  return body as unknown as Balances;
}

const figures = ({ day, month: { requests, tokens, costUsd } }: Balance) => ({
  requests: [requests, day.requests],
  tokens: tokens.used,
  usd: costUsd.used,
});

export const usage: StepGroup = {
  name: 'usage',
  needs: 'ChatApiUrl',
  steps: [
    {
      name: 'what an answer used is in the balance of its user and organisation, and of no other',
      async run(context) {
        const [before, other] = [await balancesOf(context, 'alice'), await balancesOf(context, 'carol')];
        const socket = await connectAs(context, 'alice');
        const { end } = await askAndWait(socket, 'what does this take?');
        await socket.close();
        const after = await balancesOf(context, 'alice');
        const tokens = (end.usage?.inputTokens ?? 0) + (end.usage?.outputTokens ?? 0);
        for (const owner of ['user', 'org'] as const) {
          const [was, is] = [figures(before[owner]), figures(after[owner])];
          assert.deepEqual(
            {
              requests: is.requests.map((count, index) => count - (was.requests[index] ?? 0)),
              tokens: is.tokens - was.tokens,
            },
            { requests: [1, 1], tokens },
            owner,
          );
          assert.ok(is.usd > was.usd, 'it cost nothing');
          const { used, reserved, limit, remaining } = after[owner].month.tokens;
          assert.equal(used + reserved + remaining, limit, `the balance of the ${owner} does not add up`);
          const { requests } = after[owner].rate;
          assert.ok(requests.remaining <= requests.limit && requests.resetSeconds >= 0, JSON.stringify(requests));
        }
        assert.deepEqual(figures((await balancesOf(context, 'carol')).org), figures(other.org));
        assertError(await request(context, 'GET', '/v1/usage'), 401, 'unauthorized');
        const { month } = after.user;
        return `${tokens} tokens; ${month.tokens.remaining} are left until ${month.resetAt.slice(0, 10)}`;
      },
    },
    {
      name: 'a message deleted with its conversation before its turn gives back what was reserved for it',
      async run(context) {
        const socket = await connectAs(context, 'carol');
        const first = await submit(socket, 'count to 600 [[slow]]');
        const { conversationId } = first;
        await socket.next('delta', ({ type, clientMessageId: id }) => type === 'delta' && id === first.clientMessageId);
        await submit(socket, 'waits for the answer before it', { conversationId });
        const reserved = async () => (await balancesOf(context, 'carol')).user.month.tokens.reserved;
        const held = await reserved();
        await request(context, 'DELETE', `/v1/conversations/${conversationId}`, context.token('carol'));
        await finished(socket, first.clientMessageId);
        await socket.close();
        const over = AbortSignal.any([context.signal, AbortSignal.timeout(10_000)]);
        while ((await reserved()) > 0) assert.ok(!over.aborted, 'what was reserved was never given back');
        return `${held} tokens were reserved, none are`;
      },
    },
    {
      name: 'the invoices of the month agree with its counters, to the token',
      async run({ laptop }) {
        const document = documentClientOf(laptop.credentials.operator);
        const table = usageTable({ document, tableName: outputOf(laptop.outputs, 'UsageTableName') });
        const month = new Date().toISOString().slice(0, 7);
        const organisations = await table.organisations(month);
        const invoices = await Promise.all(organisations.map((org) => invoiceOf(table, org, month)));
        assert.deepEqual(
          invoices.flatMap(({ problems }) => problems),
          [],
        );
        const lines = invoices.flatMap((invoice) => invoice.lines);
        assert.ok(
          lines.some(({ requests, costMicroUsd }) => requests > 0 && costMicroUsd > 0),
          'nothing is billed',
        );
        return `${organisations.join(', ')}: ${lines.length} lines`;
      },
    },
  ],
};
