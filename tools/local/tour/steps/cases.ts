import assert from 'node:assert/strict';
import { eventually } from '../documents';
import { assertError, requestTo } from '../http';
import { caseOf, decide, newPayment, tell } from '../payments';
import type { StepGroup, TourContext } from '../step';

interface Summary {
  readonly decisionId: string;
  readonly fraud?: boolean;
}

interface Page {
  readonly decisions: readonly Summary[];
  readonly before?: string;
}

interface Stats {
  readonly decisions: number;
  readonly tookMs?: { readonly p99: number };
  readonly caught: { readonly passed: { readonly frauds: number }; readonly recall?: number };
}

const get = ({ fraudUrl, signal, token }: TourContext, user: string, path: string) =>
  requestTo(fraudUrl, signal, 'GET', path, token(user));

async function got<T>(context: TourContext, path: string): Promise<T> {
  const { status, body } = await get(context, 'dave', path);
  assert.equal(status, 200, JSON.stringify(body));
  return body as T;
}

export const cases: StepGroup = {
  name: 'cases',
  needs: 'FraudApiUrl',
  steps: [
    {
      name: 'people of the group see decisions as they are made, page by page, and how good they were',
      async run(context) {
        const ids: unknown[] = [];
        for (let payments = 0; payments < 3; payments += 1)
          ids.unshift((await decide(context, newPayment())).body.decisionId);
        await tell(context, { decisionId: ids[1], fraud: true, source: 'issuer' });
        const page = (rest = '') => got<Page>(context, `/v1/decisions?limit=2${rest}`);
        await eventually(async () => {
          const { decisions } = await page();
          return decisions[0]?.decisionId === ids[0] && decisions[1]?.fraud === true;
        });
        const { before = '' } = await page();
        const { decisions: next } = await page(`&before=${encodeURIComponent(before)}`);
        assert.equal(next[0]?.decisionId, ids[2]);
        const { decisions, tookMs, caught } = await got<Stats>(context, '/v1/stats');
        assert.ok(decisions >= 3 && tookMs && caught.passed.frauds >= 1, JSON.stringify({ decisions, tookMs, caught }));
        for (const path of ['/v1/decisions', '/v1/stats'])
          assertError(await get(context, 'bob', path), 403, 'forbidden');
        return `${decisions} decisions, p99 ${tookMs.p99} ms before the write, recall ${caught.recall?.toFixed(2)}`;
      },
    },
    {
      name: 'what was paid with the same card or device is linked',
      async run(context) {
        const { card, device } = newPayment();
        const payments = [newPayment({ card }), newPayment({ device }), newPayment({ card, device })];
        const ids: string[] = [];
        for (const payment of payments) ids.push(String((await decide(context, payment)).body.decisionId));
        const { linked } = await got<{
          linked: readonly { readonly kind: string; readonly decisions: readonly Summary[] }[];
        }>(context, `/v1/decisions/${ids[2]}/linked`);
        const of = (kind: string) =>
          linked.find((one) => one.kind === kind)?.decisions.map(({ decisionId }) => decisionId);
        assert.deepEqual([of('card'), of('device'), of('account')], [[ids[0]], [ids[1]], []]);
        assertError(await get(context, 'bob', `/v1/decisions/${ids[2]}/linked`), 403, 'forbidden');
        assert.equal((await caseOf(context, 'dave', ids[2])).body.review, undefined);
        return 'one payment by its card, one by its device';
      },
    },
  ],
};
