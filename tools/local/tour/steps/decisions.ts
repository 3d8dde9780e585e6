import assert from 'node:assert/strict';
import { newId } from '../answer';
import { eventually } from '../documents';
import { assertError, type HttpAnswer } from '../http';
import { caseOf, decide, newPayment, tell } from '../payments';
import type { StepGroup } from '../step';
import { auditEvents } from './audit';

/** A number that schemes publish for tests. */
const visa = '4111111111111111';

/** Payments with one card in ten minutes after which a rule declines. */
const PATIENCE = 10;

export const decisions: StepGroup = {
  name: 'decisions',
  needs: 'FraudApiUrl',
  steps: [
    {
      name: 'a payment is decided once: the same key gives the same answer, whoever asks at the same time',
      async run(context) {
        const [payment, key] = [newPayment(), newId()];
        const first = await Promise.all(Array.from({ length: 5 }, () => decide(context, payment, key)));
        const again = await decide(context, payment, key);
        assert.deepEqual(new Set([...first, again].map(({ status }) => status)), new Set([200]));
        assert.equal(new Set([...first, again].map(({ body }) => JSON.stringify(body))).size, 1);
        assert.equal(again.headers.get('idempotent-replayed'), 'true');
        assert.equal(first.filter(({ headers }) => headers.get('idempotent-replayed') === 'false').length, 1);
        assertError(await decide(context, { ...payment, amount: 2_001 }, key), 422, 'idempotency_key_reused');
        return `${again.body.decision}, ${first[0]?.headers.get('server-timing')}`;
      },
    },
    {
      name: 'what happened before is counted: many payments in a row with one card are declined, and the answer says why',
      async run(context) {
        const card = newPayment();
        const answers = [];
        for (let payments = 0; payments <= PATIENCE; payments += 1) {
          const key = newId();
          answers.push(await decide(context, card, key));
          // Sent again: it must not count twice.
          await decide(context, card, key);
        }
        const outcomes = answers.map(({ body }) => body.decision);
        assert.equal(outcomes.at(-1), 'decline', JSON.stringify(answers.at(-1)?.body));
        assert.ok(!outcomes.slice(0, -1).includes('decline'), `declined too early: ${outcomes.join(', ')}`);
        const reasons = answers.at(-1)?.body.reasons as readonly { readonly code: string }[];
        assert.ok(
          reasons.some(({ code }) => code === 'rule:card-velocity'),
          JSON.stringify(reasons),
        );
        return `declined after ${PATIENCE} payments by ${reasons[0]?.code}`;
      },
    },
    {
      name: 'what a payment turned out to be is told once, corrected once, and the next payment at the same merchant sees it',
      async run(context) {
        const payment = newPayment();
        const { body: first } = await decide(context, payment);
        const chargeback = { decisionId: first.decisionId, fraud: true, source: 'chargeback' };
        const told = await Promise.all(Array.from({ length: 3 }, () => tell(context, chargeback)));
        assert.deepEqual(new Set(told.map(({ status, body }) => `${status} ${JSON.stringify(body)}`)).size, 1);
        assert.equal(told[0]?.status, 200, JSON.stringify(told[0]?.body));
        assertError(await tell(context, { ...chargeback, fraud: false }), 409, 'already_labelled');
        assertError(
          await tell(context, { ...chargeback, decisionId: 'd_0000000000000000000000' }),
          404,
          'decision_not_found',
        );
        const merchant = { merchant: payment.merchant };
        const { body: second } = await decide(context, newPayment(merchant));
        const [before, after] = [
          await caseOf(context, 'dave', first.decisionId),
          await caseOf(context, 'dave', second.decisionId),
        ];
        const fraudsOf = ({ body }: HttpAnswer) => (body.features as Record<string, number>).merchant_frauds_7d;
        assert.deepEqual([fraudsOf(before), fraudsOf(after)], [0, 1]);
        assert.deepEqual(before.body.feedback, told[0]?.body);
        assertError(await caseOf(context, 'bob', first.decisionId), 403, 'forbidden');

        const correction = { ...chargeback, fraud: false, source: 'customer', corrects: 1 };
        const corrected = await Promise.all(Array.from({ length: 3 }, () => tell(context, correction)));
        assert.equal(new Set(corrected.map(({ status, body }) => `${status} ${JSON.stringify(body)}`)).size, 1);
        assert.equal(corrected[0]?.body.revision, 2, JSON.stringify(corrected[0]?.body));
        assertError(await tell(context, { ...correction, source: 'issuer' }), 409, 'other_revision');
        const { body: third } = await decide(context, newPayment(merchant));
        assert.equal(fraudsOf(await caseOf(context, 'dave', third.decisionId)), 0);
        return 'one chargeback, one fraud known at its merchant, and none after it was corrected';
      },
    },
    {
      name: 'every decision is in the audit bucket, with what it was made from, and without what was refused',
      async run(context) {
        const key = newId();
        const { body } = await decide(context, newPayment(), key);
        assertError(await decide(context, newPayment({ card: visa })), 400, 'card_number_refused');
        await eventually(async () => (await auditEvents(context)).text.includes(String(body.decisionId)));
        const { events, text } = await auditEvents(context);
        const { details } = events.find(({ details: { decisionId } }) => decisionId === body.decisionId) ?? {};
        assert.equal(details?.decision, body.decision);
        assert.ok(Buffer.from(String(details?.features), 'base64').length > 4, 'without its features');
        assert.ok(!text.includes(visa) && !text.includes(key), 'what is not to be kept is in the audit bucket');
        return `${events.filter(({ action }) => action === 'decision.made').length} decisions, each told once`;
      },
    },
    {
      name: 'what is no payment is refused with its reason, and numbers of cards wherever they stand',
      async run(context) {
        const refusals = [
          [newPayment({ amount: -1 }), 'invalid_request'],
          [newPayment({ amount: 1e15 }), 'invalid_request'],
          [newPayment({ currency: 'XXX' }), 'unknown_currency'],
          [newPayment({ occurredAt: '2001-01-01T00:00:00Z' }), 'clock_off'],
          [newPayment({ card: visa }), 'card_number_refused'],
          [newPayment({ note: 'paid with 4111-1111-1111-1111' }), 'card_number_refused'],
          [newPayment({ note: 'a tip' }), 'invalid_request'],
        ] as const;
        for (const [payment, code] of refusals) assertError(await decide(context, payment), 400, code);
        assertError(await decide(context, newPayment(), '4111111111111111'), 400, 'card_number_refused');
        assertError(await decide(context, newPayment(), 'one two'), 400, 'idempotency_key_required');
        assertError(await decide(context, newPayment(), newId(), 'bob'), 403, 'forbidden');
        const byPerson = await decide(context, newPayment(), newId(), 'dave');
        assert.equal(byPerson.status, 200, JSON.stringify(byPerson.body));
        return `${refusals.length + 3} requests refused`;
      },
    },
  ],
};
