import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { createCaseStore } from '../../../../lambdas/fraud/adapters/case-store';
import { decisionIdOf, decisionKey } from '../../../../lambdas/fraud/adapters/decision-items';
import { createFeedbackStore } from '../../../../lambdas/fraud/adapters/feedback-store';
import { createDeciding } from '../../../../lambdas/fraud/deciding';
import { stopwatch } from '../../../../lambdas/fraud/domain/decision/timings';
import { toldOf } from '../../../../lambdas/fraud/domain/decision/told';
import { createLearning } from '../../../../lambdas/fraud/learning';
import { randomOf } from '../../../../models/random';
import { testSeed } from '../../../support/seed/seed';
import { alice } from '../../support/principals';
import { decidingOf } from '../support/deciding';
import { type DecisionTables, startDecisionTables } from '../support/decision-tables';

const NOW = 1_700_000_000_000;

let tables: DecisionTables;
beforeAll(async () => {
  tables = await startDecisionTables();
});
afterAll(() => tables.stop());

const byKind = (one: { kind: string }, other: { kind: string }) => (one.kind < other.kind ? -1 : 1);

function setUp(org: string) {
  const who = { ...alice, org };
  const names = { document: tables.document, decisionsTable: 'decisions', historiesTable: 'histories' };
  const deciding = createDeciding(decidingOf(undefined, { store: tables.store, now: () => NOW }));
  const learnOf = createLearning({
    store: createFeedbackStore(names),
    storeMs: 60_000,
    now: () => NOW + 1_000,
    random: randomOf(testSeed),
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
  const label = { ...request, learnedAt: NOW + 1_000, revision: 1 };
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

test('a label that was wrong is corrected once, however often that is said, and late news of before change nothing', async () => {
  const { who, pay, learnOf, cases } = setUp('umbrella');
  const decisionId = await pay('one');
  const wrong = { decisionId, fraud: true, source: 'chargeback' } as const;
  const right = { decisionId, fraud: false, source: 'customer', corrects: 1 } as const;
  expect(await learnOf(who, right)).toEqual({ kind: 'outdated' });
  await learnOf(who, wrong);
  const told = await Promise.all(Array.from({ length: 4 }, () => learnOf(who, right)));
  expect(told.map(({ kind }) => kind).toSorted()).toEqual(['known', 'known', 'known', 'learnt']);
  const label = { ...right, learnedAt: NOW + 1_000, revision: 2 };
  for (const each of told) expect(each).toMatchObject({ label });
  expect(await learnOf(who, wrong)).toMatchObject({ kind: 'known', label });
  expect(await learnOf(who, { ...right, source: 'issuer' })).toMatchObject({ kind: 'outdated', label });
  expect((await cases.find('umbrella', decisionId))?.feedback).toEqual(label);

  const { features = {} } = (await cases.find('umbrella', await pay('two'))) ?? {};
  for (const kind of ['card', 'account', 'ip', 'merchant']) {
    expect([features[`${kind}_frauds_7d`], features[`${kind}_labels_7d`]]).toEqual([0, 1]);
    expect(features[`${kind}_since_known_fraud`]).toBeNull();
  }
  // And back again, by who names the correction.
  expect(await learnOf(who, { ...wrong, corrects: 2 })).toMatchObject({ kind: 'learnt', label: { revision: 3 } });
  const next = await cases.find('umbrella', await pay('three'));
  expect([next?.features.merchant_frauds_7d, next?.features.merchant_labels_7d]).toEqual([1, 1]);
});

test('every label is told to the audit as it was told here', async () => {
  const { who, pay, learnOf } = setUp('cyberdyne');
  const decisionId = await pay('one');
  await learnOf(who, { decisionId, fraud: true, source: 'issuer' });
  await learnOf({ ...who, userId: 'erin' }, { decisionId, fraud: false, source: 'review', corrects: 1 });
  const { Items = [] } = await tables.document.send(
    new QueryCommand({
      TableName: 'decisions',
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :label)',
      ExpressionAttributeValues: { ':pk': decisionKey(decisionId).pk, ':label': 'label' },
    }),
  );
  const told = Items.flatMap((item) => toldOf(item) ?? []);
  expect(told.map(({ id }) => id)).toEqual([`${decisionId}-label-1`, `${decisionId}-label-2`]);
  expect(told.map(({ entry }) => entry)).toMatchObject([
    { actor: { userId: 'alice' }, details: { fraud: true, source: 'issuer', revision: 1 } },
    { actor: { userId: 'erin' }, details: { fraud: false, source: 'review', revision: 2, corrects: 1 } },
  ]);
  const taught = told.map(({ entry }) => JSON.parse(String(entry.details.taught)));
  expect(taught[0]).toHaveLength(4);
  // Where it was learnt it is corrected, and nobody came between.
  const behind = ({ version, ...part }: { version: number }) => ({ ...part, version: version + 1 });
  expect(taught[1].toSorted(byKind)).toEqual(taught[0].map(behind).toSorted(byKind));
});

test('decisions of others are none', async () => {
  const { pay, learnOf, cases } = setUp('initech');
  const decisionId = await pay('one');
  const stranger = { ...alice, org: 'hooli' };
  expect(await learnOf(stranger, { decisionId, fraud: true, source: 'issuer' })).toEqual({ kind: 'not-found' });
  expect(await cases.find('hooli', decisionId)).toBeUndefined();
});
