import { createCaseStore } from '../../../../lambdas/fraud/adapters/case-store';
import { decisionIdOf } from '../../../../lambdas/fraud/adapters/decision-items';
import { createFeedbackStore } from '../../../../lambdas/fraud/adapters/feedback-store';
import { createDeciding } from '../../../../lambdas/fraud/deciding';
import { stopwatch } from '../../../../lambdas/fraud/domain/decision/timings';
import { createLearning } from '../../../../lambdas/fraud/learning';
import { alice } from '../../support/principals';
import { decidingOf } from '../support/deciding';
import { type DecisionTables, startDecisionTables } from '../support/decision-tables';

const NOW = 1_700_000_000_000;

let tables: DecisionTables;
beforeAll(async () => {
  tables = await startDecisionTables();
});
afterAll(() => tables.stop());

function setUp(org: string) {
  const who = { ...alice, org };
  const names = { document: tables.document, decisionsTable: 'decisions', historiesTable: 'histories' };
  const deciding = createDeciding(decidingOf(undefined, { store: tables.store, now: () => NOW }));
  const learnOf = createLearning({
    store: createFeedbackStore(names),
    storeMs: 60_000,
    now: () => NOW + 1_000,
    random: Math.random,
  });
  const cases = createCaseStore(tables.document, 'decisions');

  async function pay(key: string) {
    const request = {
      ...{ amount: 1_000, currency: 'EUR', occurredAt: new Date(NOW).toISOString() },
      ...{ account: 'a', card: 'c', merchant: 'm', ip: '10.0.0.1' },
    };
    const decisionId = decisionIdOf(org, key);
    const question = { principal: who, decisionId, requestHash: key, request, amount: request.amount };
    expect(
      (
        await deciding(
          question,
          stopwatch(() => 0),
        )
      ).kind,
    ).toBe('decided');
    return decisionId;
  }
  return { who, pay, learnOf, cases };
}

test('a label is learnt once, whoever tells it at the same time, and the next payment sees it', async () => {
  const { who, pay, learnOf, cases } = setUp('acme');
  const decisionId = await pay('one');
  const request = { decisionId, fraud: true, source: 'chargeback' as const };
  const told = await Promise.all(Array.from({ length: 6 }, () => learnOf(who, request)));
  expect(told.map(({ kind }) => kind).toSorted()).toEqual(['known', 'known', 'known', 'known', 'known', 'learnt']);
  const label = { ...request, learnedAt: NOW + 1_000 };
  for (const each of told) expect(each).toMatchObject({ label });
  expect((await cases.find('acme', decisionId))?.feedback).toEqual(label);

  const next = await cases.find('acme', await pay('two'));
  const counts = ['card', 'account', 'ip', 'merchant'].map((kind) => next?.features[`${kind}_frauds_7d`]);
  expect(counts).toEqual([1, 1, 1, 1]);
  expect(next?.features.device_frauds_7d).toBeNull();
});

test('the contrary of what is known changes nothing', async () => {
  const { who, pay, learnOf, cases } = setUp('globex');
  const decisionId = await pay('one');
  await learnOf(who, { decisionId, fraud: false, source: 'customer' });
  const contrary = await learnOf(who, { decisionId, fraud: true, source: 'chargeback' });
  expect(contrary).toMatchObject({ kind: 'known', label: { fraud: false } });
  expect((await cases.find('globex', await pay('two')))?.features.card_frauds_7d).toBe(0);
});

test('decisions of others are none', async () => {
  const { pay, learnOf, cases } = setUp('initech');
  const decisionId = await pay('one');
  const stranger = { ...alice, org: 'hooli' };
  expect(await learnOf(stranger, { decisionId, fraud: true, source: 'issuer' })).toEqual({ kind: 'not-found' });
  expect(await cases.find('hooli', decisionId)).toBeUndefined();
});
