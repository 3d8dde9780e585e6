import assert from 'node:assert/strict';
import { newId } from '../answer';
import { eventually } from '../documents';
import { assertError } from '../http';
import { decide, newPayment, rulesRequest } from '../payments';
import type { StepGroup } from '../step';

/** Rules of tours begin so; one that is over leaves none behind the next. */
const CLOSED = 'closed-';

interface Rules {
  readonly version: number;
  readonly rules: readonly Readonly<Record<string, unknown>>[];
}

interface Backtest {
  readonly decisions: number;
  readonly changed: readonly { readonly from: string; readonly to: string; readonly decisions: number }[];
}

export const rules: StepGroup = {
  name: 'rules',
  needs: 'FraudApiUrl',
  steps: [
    {
      name: 'a rule is tested on what happened, approved by somebody else, and holds within seconds',
      async run(context) {
        const merchant = `shop-${newId().slice(0, 12)}`;
        const outcome = async () => (await decide(context, newPayment({ merchant }))).body.decision;
        assert.equal(await outcome(), 'approve');
        const { current } = (await rulesRequest(context, 'dave', 'GET')).body as unknown as { current: Rules };
        const rule = {
          id: `${CLOSED}${newId().slice(0, 8).toLowerCase()}`,
          reason: 'The shop is closed',
          outcome: 'decline',
          mode: 'live',
        };
        const wanted = {
          rules: [
            ...current.rules.filter(({ id }) => !String(id).startsWith(CLOSED)),
            { ...rule, when: `payment.merchant == "${merchant}"` },
          ],
        };

        let tested = (await rulesRequest(context, 'dave', 'POST', '/backtest', wanted)).body as unknown as Backtest;
        await eventually(async () => {
          tested = (await rulesRequest(context, 'dave', 'POST', '/backtest', wanted)).body as unknown as Backtest;
          return tested.changed.some(
            ({ from, to, decisions }) => from === 'approve' && to === 'decline' && decisions === 1,
          );
        });
        const draft = await rulesRequest(context, 'dave', 'PUT', '/draft', wanted);
        assert.equal(draft.status, 200, JSON.stringify(draft.body));
        const version = { version: draft.body.version };
        assertError(await rulesRequest(context, 'dave', 'POST', '/draft/approval', version), 403, 'own_draft');
        assertError(await rulesRequest(context, 'bob', 'POST', '/draft/approval', version), 403, 'forbidden');
        const approved = await rulesRequest(context, 'erin', 'POST', '/draft/approval', version);
        assert.equal(approved.status, 200, JSON.stringify(approved.body));
        assertError(await rulesRequest(context, 'erin', 'POST', '/draft/approval', version), 409, 'other_draft');
        await eventually(async () => (await outcome()) === 'decline');
        return `version ${draft.body.version}; ${tested.decisions} recorded decisions were decided again`;
      },
    },
    {
      name: 'a rule that cannot be read is refused with what is wrong with it',
      async run(context) {
        const rule = { id: 'broken', reason: 'No rule', outcome: 'review', mode: 'live' };
        const refused = [];
        for (const when of ['payment.amont > 1', 'payment.country.matches("(a+)+$")', 'payment.amount']) {
          const answer = await rulesRequest(context, 'dave', 'PUT', '/draft', { rules: [{ ...rule, when }] });
          assertError(answer, 400, 'invalid_rule');
          refused.push(String(answer.body.detail).split('\n')[0]);
        }
        return refused.join('; ');
      },
    },
  ],
};
