import { createReviewStore } from '../../../../lambdas/fraud/adapters/review-store';
import { createDeciding } from '../../../../lambdas/fraud/deciding';
import { stopwatch } from '../../../../lambdas/fraud/domain/decision/timings';
import { claimed, decided, type Review } from '../../../../lambdas/fraud/domain/review/review';
import { alice } from '../../support/principals';
import { decidingOf } from '../support/deciding';
import { type DecisionTables, startDecisionTables } from '../support/decision-tables';

let tables: DecisionTables;
beforeAll(async () => {
  tables = await startDecisionTables();
});
afterAll(() => tables.stop());

let asked = 0;
/** A payment that the model finds so suspicious that a person looks at it, as it is decided in earnest. */
async function reviewed(org: string, amount: number, probability: number): Promise<string> {
  const decisionId = `d_${String(asked++).padStart(22, '0')}`;
  const deciding = decidingOf(undefined, {
    store: tables.store,
    score: () => async () => ({ score: { probability, reasons: () => [] }, degraded: [] }),
    now: () => Date.now(),
  });
  const request = {
    ...{ amount, currency: 'EUR', occurredAt: new Date().toISOString(), account: 'a', card: 'c', merchant: 'm' },
  };
  const question = { principal: { ...alice, org }, decisionId, requestHash: '', request, amount };
  const answer = await createDeciding(deciding)(
    question,
    stopwatch(() => 0),
  );
  expect(answer).toMatchObject({ kind: 'decided', record: { response: { decision: 'review' } } });
  return decisionId;
}

const stored = async (store: ReturnType<typeof createReviewStore>, org: string, id: string) => {
  const found = await store.find(org, id);
  if (!found) throw new Error('not found');
  return found;
};

test('what is to be reviewed waits with its decision, the highest expected loss first, until it is decided', async () => {
  const store = createReviewStore(tables.document, 'decisions');
  const small = await reviewed('acme', 5_000, 0.5);
  const large = await reviewed('acme', 90_000, 0.5);
  await reviewed('globex', 90_000, 0.5);
  const ids = async () => (await store.waiting('acme', 10)).map(({ decisionId }) => decisionId);
  expect(await ids()).toEqual([large, small]);
  expect(await store.find('globex', large)).toBeUndefined();

  const found = await stored(store, 'acme', large);
  const mine = claimed(found.review, 'dave', Date.now()) as Review;
  expect(await store.put('acme', { ...found, review: mine })).toBe(true);
  // Somebody who read it before comes too late.
  expect(await store.put('acme', { ...found, review: claimed(found.review, 'erin', Date.now()) as Review })).toBe(
    false,
  );
  expect(await ids()).toEqual([large, small]);

  const held = await stored(store, 'acme', large);
  const outcome = { verdict: 'decline' as const, reason: 'stolen', by: 'dave', at: Date.now() };
  expect(await store.put('acme', { ...held, review: decided(held.review, outcome) as Review })).toBe(true);
  expect(await ids()).toEqual([small]);
});
