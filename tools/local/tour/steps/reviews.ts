import assert from 'node:assert/strict';
import { eventually } from '../documents';
import { assertError } from '../http';
import { caseOf, decide, newPayment, reviewsRequest } from '../payments';
import type { StepGroup } from '../step';

/** Cards that pay with one device before a rule wants a person to look. */
const CARDS = 7;

function pick(label: unknown) {
  const { fraud, source, revision } = label as Readonly<Record<string, unknown>>;
  return { fraud, source, revision };
}

export const reviews: StepGroup = {
  name: 'reviews',
  needs: 'FraudApiUrl',
  steps: [
    {
      name: 'a suspicious payment waits for a person: claimed by one, decided, and after an appeal by another one',
      async run(context) {
        const { device } = newPayment();
        let last = await decide(context, newPayment({ device }));
        for (let cards = 1; cards < CARDS; cards += 1) last = await decide(context, newPayment({ device }));
        assert.equal(last.body.decision, 'review', JSON.stringify(last.body));
        const path = `/${String(last.body.decisionId)}`;
        const waits = async () => {
          const { body } = await reviewsRequest(context, 'dave', 'GET');
          return JSON.stringify(body).includes(String(last.body.decisionId));
        };
        await eventually(waits);
        const verdict = { verdict: 'decline', reason: 'One device with seven cards', fraud: true };
        assertError(await reviewsRequest(context, 'dave', 'POST', `${path}/decision`, verdict), 409, 'not_claimed');
        const claims = await Promise.all(
          ['dave', 'erin'].map((user) => reviewsRequest(context, user, 'POST', `${path}/claim`, {})),
        );
        assert.deepEqual(claims.map(({ status }) => status).toSorted(), [200, 409]);
        const [first, second] = claims[0]?.status === 200 ? ['dave', 'erin'] : ['erin', 'dave'];
        const decided = await reviewsRequest(context, first, 'POST', `${path}/decision`, verdict);
        assert.equal(decided.status, 200, JSON.stringify(decided.body));
        const label = async () => (await caseOf(context, 'dave', last.body.decisionId)).body.feedback;
        assert.deepEqual(pick(await label()), { fraud: true, source: 'review', revision: 1 });
        await eventually(async () => !(await waits()));
        assert.equal(
          (await reviewsRequest(context, second, 'POST', `${path}/appeal`, { reason: 'A family' })).status,
          200,
        );
        assertError(await reviewsRequest(context, first, 'POST', `${path}/claim`, {}), 409, 'own_decision');
        assert.equal((await reviewsRequest(context, second, 'POST', `${path}/claim`, {})).status, 200);
        const approval = { verdict: 'approve', reason: 'A family with one telephone' };
        assertError(
          await reviewsRequest(context, second, 'POST', `${path}/decision`, approval),
          409,
          'finding_required',
        );
        const final = await reviewsRequest(context, second, 'POST', `${path}/decision`, { ...approval, fraud: false });
        assert.equal(final.body.status, 'final', JSON.stringify(final.body));
        assert.deepEqual(pick(await label()), { fraud: false, source: 'review', revision: 2 });
        assertError(await reviewsRequest(context, 'bob', 'GET'), 403, 'forbidden');
        return `declined as a fraud by ${first}, approved as genuine on appeal by ${second}`;
      },
    },
  ],
};
