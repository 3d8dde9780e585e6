import { createCaseStore } from '../../../../lambdas/fraud/adapters/case-store';
import { decisionIdOf } from '../../../../lambdas/fraud/adapters/decision-items';
import { createFeedbackStore } from '../../../../lambdas/fraud/adapters/feedback-store';
import { createLinkedStore } from '../../../../lambdas/fraud/adapters/linked-store';
import { createRecentStore } from '../../../../lambdas/fraud/adapters/recent-store';
import { createDeciding } from '../../../../lambdas/fraud/deciding';
import { stopwatch } from '../../../../lambdas/fraud/domain/decision/timings';
import { createLearning } from '../../../../lambdas/fraud/learning';
import { randomOf } from '../../../../models/random';
import { testSeed } from '../../../support/seed/seed';
import { alice } from '../../support/principals';
import { decidingOf } from '../support/deciding';
import { type DecisionTables, startDecisionTables } from '../support/decision-tables';

/** Shortly after a midnight, so that pages reach into the day before. */
const NOW = Date.UTC(2026, 10, 28, 0, 10);
const MINUTE = 60_000;

let tables: DecisionTables;
beforeAll(async () => {
  tables = await startDecisionTables();
});
afterAll(() => tables.stop());

function setUp(org: string) {
  const who = { ...alice, org };
  const names = { document: tables.document, decisionsTable: 'decisions', historiesTable: 'histories' };
  let made = 0;

  /** A payment that was decided so many minutes ago. */
  async function pay(
    minutesAgo: number,
    of: { card?: string; device?: string; ip?: string; probability?: number } = {},
  ) {
    const { probability = 0.001, card = `card-${made}`, ...more } = of;
    const at = NOW - minutesAgo * MINUTE;
    const request = {
      ...{ amount: 1_000, currency: 'EUR', occurredAt: new Date(at).toISOString() },
      ...{ account: `account-${made}`, card, merchant: 'shop', ...more },
    };
    const decisionId = decisionIdOf(org, String(made++));
    const contributions = () => ({ amount: -0.5, merchant_frauds_7d: 2 });
    const deciding = createDeciding(
      decidingOf(undefined, {
        store: tables.store,
        now: () => at,
        // One part of an address after the other.
        random: () => (made % 4) / 4,
        score: () => async () => ({ score: { probability, reasons: () => [], contributions }, degraded: [] }),
      }),
    );
    let ticks = 0;
    const question = { principal: who, decisionId, requestHash: '', request, amount: request.amount };
    expect(
      await deciding(
        question,
        stopwatch(() => ticks++),
      ),
    ).toMatchObject({ kind: 'decided' });
    return decisionId;
  }
  const tell = (decisionId: string, fraud: boolean) =>
    createLearning({ store: createFeedbackStore(names), storeMs: 60_000, now: () => NOW, random: randomOf(testSeed) })(
      who,
      {
        ...{ decisionId, fraud, source: 'issuer' },
      },
    );
  return {
    ...{ pay, tell, cases: createCaseStore(tables.document, 'decisions') },
    recent: createRecentStore(tables.document, 'decisions', () => NOW),
    linked: createLinkedStore(tables.document, 'decisions', 'histories'),
  };
}

test('pages go back over midnight, each decision once, the newest first', async () => {
  const { pay, tell, recent } = setUp('acme');
  const ids = [];
  for (const minutesAgo of [1, 2, 3, 11, 12, 13, 2_000]) ids.push(await pay(minutesAgo));
  await tell(ids[1] as string, true);
  const seen = [];
  let before: string | undefined;
  do {
    const page = await recent.page('acme', 3, before);
    seen.push(...page.decisions);
    before = page.before;
  } while (before !== undefined);
  expect(seen.map(({ decisionId }) => decisionId)).toEqual(ids);
  expect(seen.map(({ fraud }) => fraud)).toEqual([undefined, true, ...new Array(5).fill(undefined)]);
  expect(seen[0]).toMatchObject({ decision: 'approve', amount: 1_000, score: 0.001, merchant: 'shop', reasons: [] });
  expect((await recent.page('globex', 3)).decisions).toEqual([]);
});

test('statistics count the same decisions, with what is known of them and how long they took', async () => {
  const { pay, tell, recent } = setUp('initech');
  const [caught, missed] = [await pay(1, { probability: 0.3 }), await pay(2)];
  await pay(20);
  for (const id of [caught, missed]) await tell(id, true);
  const counted = await recent.counted('initech', 100);
  expect(counted.map(({ decision, fraud }) => [decision, fraud])).toEqual([
    ['review', true],
    ['approve', true],
    ['approve', undefined],
  ]);
  for (const { tookMs } of counted) expect(tookMs).toBeGreaterThan(0);
});

test('what was not approved keeps what weighed most, and how a person is to look at it', async () => {
  const { pay, cases } = setUp('hooli');
  const [reviewed, approved] = [await pay(1, { probability: 0.3 }), await pay(2)];
  const view = await cases.find('hooli', reviewed);
  expect(view?.contributions).toMatchObject([
    { feature: 'merchant_frauds_7d', weight: 2, code: 'fraud_at_merchant' },
    { feature: 'amount', weight: -0.5, code: 'unusual_amount' },
  ]);
  expect(view?.review).toMatchObject({ status: 'open', decisionId: reviewed });
  const other = await cases.find('hooli', approved);
  expect([other?.contributions, other?.review]).toEqual([undefined, undefined]);
});

test('payments with one card, device or address are linked, the last six of each, and labels do not lose them', async () => {
  const { pay, tell, linked } = setUp('umbrella');
  const ids: string[] = [];
  for (let payments = 0; payments < 8; payments += 1)
    ids.unshift(await pay(20 - payments, { device: 'phone', ip: '10.0.0.1', ...(payments > 5 && { card: 'shared' }) }));
  const [last = '', sameCard = ''] = ids;
  await tell(sameCard, true);
  const found = await linked.find('umbrella', last);
  const idsOf = (kind: string) =>
    found?.linked.find((one) => one.kind === kind)?.decisions.map(({ decisionId }) => decisionId);
  expect(idsOf('card')).toEqual([sameCard]);
  expect(idsOf('account')).toEqual([]);
  expect(idsOf('device')).toEqual(ids.slice(1, 6));
  // An address has four parts, each with its own last ones.
  expect(idsOf('ip')).toEqual(ids.slice(1, 7));
  expect(found?.linked[0]?.decisions[0]).toMatchObject({ fraud: true });
  expect(await linked.find('globex', last)).toBeUndefined();
});
