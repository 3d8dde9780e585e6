import assert from 'node:assert/strict';
import { eventually } from '../documents';
import { assertError } from '../http';
import { decide, listsRequest, newPayment } from '../payments';
import type { StepGroup } from '../step';
import { auditEvents } from './audit';

export const lists: StepGroup = {
  name: 'lists',
  needs: 'FraudApiUrl',
  steps: [
    {
      name: 'a card is blocked and let go again, each at the next payment, and the audit says who did it and why',
      async run(context) {
        const payment = newPayment();
        const path = `card/${payment.card}`;
        const outcome = async () => (await decide(context, payment)).body.decision;
        assert.equal(await outcome(), 'approve');
        const block = { list: 'block', reason: 'Reported as stolen' };
        const put = await listsRequest(context, 'dave', 'PUT', path, block);
        assert.equal(put.status, 200, JSON.stringify(put.body));
        assert.equal(await outcome(), 'decline');
        const { body } = await listsRequest(context, 'erin', 'GET', 'card');
        assert.ok(JSON.stringify(body).includes(String(payment.card)), JSON.stringify(body));
        const found = { reason: 'It was found' };
        assert.equal((await listsRequest(context, 'erin', 'DELETE', path, found)).status, 200);
        assert.equal(await outcome(), 'approve');
        assertError(await listsRequest(context, 'erin', 'DELETE', path, found), 404, 'not_listed');
        const changes = async () => {
          const { events } = await auditEvents(context);
          return events.filter(({ action, details }) => action === 'list.changed' && details.value === payment.card);
        };
        await eventually(async () => (await changes()).length === 2);
        assert.deepEqual(
          new Set((await changes()).map(({ details }) => details.reason)),
          new Set([block.reason, found.reason]),
        );
        return 'blocked by dave, let go by erin';
      },
    },
    {
      name: 'lists are for people of the group, each of their own organisation, and numbers of cards are on none',
      async run(context) {
        const block = { list: 'block', reason: 'Reported as stolen' };
        assertError(
          await listsRequest(context, 'dave', 'PUT', 'card/4111111111111111', block),
          400,
          'card_number_refused',
        );
        assertError(await listsRequest(context, 'dave', 'PUT', 'iban/x1', block), 400, 'invalid_request');
        assertError(await listsRequest(context, 'bob', 'GET', 'card'), 403, 'forbidden');
        const ip = '2001:db8::7';
        const until = { ...block, expiresAt: new Date(Date.now() + 60_000).toISOString() };
        const put = await listsRequest(context, 'dave', 'PUT', `ip/${encodeURIComponent(ip)}`, until);
        assert.equal(put.body.value, ip, JSON.stringify(put.body));
        assert.equal((await decide(context, newPayment({ ip }))).body.decision, 'decline');
        return 'an address is blocked for a minute';
      },
    },
  ],
};
