import '../support/environment';
import { createCaseStore } from '../../../../lambdas/fraud/adapters/case-store';
import { createFeedbackStore } from '../../../../lambdas/fraud/adapters/feedback-store';
import { createReviewStore } from '../../../../lambdas/fraud/adapters/review-store';
import { createDeciding } from '../../../../lambdas/fraud/deciding';
import { stopwatch } from '../../../../lambdas/fraud/domain/decision/timings';
import { createLearning, type FeedbackStore } from '../../../../lambdas/fraud/learning';
import { createReviews } from '../../../../lambdas/fraud/reviews.handler';
import type { AuditEntry } from '../../../../lambdas/shared/domain/audit-event';
import type { Principal } from '../../../../lambdas/shared/domain/principal';
import { httpRoute } from '../../../../lambdas/shared/http-route';
import { randomOf } from '../../../../models/random';
import { testSeed } from '../../../support/seed/seed';
import { httpEvent } from '../../chat/http/support/event';
import { capturedLogger } from '../../support/captured-logger';
import { invoke } from '../../support/context';
import { alice } from '../../support/principals';
import { decidingOf } from '../support/deciding';
import { type DecisionTables, startDecisionTables } from '../support/decision-tables';

const NOW = 1_700_000_000_000;

let tables: DecisionTables;
let made = 0;
beforeAll(async () => {
  tables = await startDecisionTables(() => NOW);
});
afterAll(() => tables.stop());

/** Reviews in their own pipeline, of payments that are decided in earnest. */
function setUp(more: Partial<FeedbackStore> = {}) {
  const org = `reviews-${made++}`;
  const dave: Principal = { ...alice, org, userId: 'dave', groups: ['risk'] };
  const erin: Principal = { ...dave, userId: 'erin' };
  const names = { document: tables.document, decisionsTable: 'decisions', historiesTable: 'histories' };
  const learning = {
    store: { ...createFeedbackStore(names), ...more },
    ...{ storeMs: 60_000, now: () => NOW + 1_000, random: randomOf(testSeed) },
  };
  const audited: AuditEntry[] = [];
  const reviews = createReviews({
    store: createReviewStore(tables.document, 'decisions'),
    audit: { record: async (entry) => void audited.push(entry) },
    learning,
    now: () => NOW,
  });
  const route = httpRoute(capturedLogger().logger).handler(reviews);
  async function step(who: Principal, name: string, decisionId: string, body: unknown = {}) {
    const resource = `/v1/reviews/{decisionId}/${name}`;
    const request = { httpMethod: 'POST', resource, pathParameters: { decisionId }, body: JSON.stringify(body) };
    const response = (await invoke(route, httpEvent(request, who))) as { statusCode: number; body: string };
    return { status: response.statusCode, json: JSON.parse(response.body) };
  }

  /** A payment that a person looks at. */
  async function pay(decisionId: string) {
    const score = () => async () => ({ score: { probability: 0.5, reasons: () => [] }, degraded: [] });
    const request = {
      ...{ amount: 9_000, currency: 'EUR', occurredAt: new Date(NOW).toISOString() },
      ...{ account: 'a', card: 'c', merchant: 'm' },
    };
    const question = { principal: dave, decisionId, requestHash: '', request, amount: request.amount };
    const deciding = createDeciding(decidingOf(undefined, { store: tables.store, score, now: () => NOW }));
    const watch = stopwatch(() => 0);
    expect(await deciding(question, watch)).toMatchObject({ record: { response: { decision: 'review' } } });
    return decisionId;
  }

  const cases = createCaseStore(tables.document, 'decisions');
  /** What the next payment of the card is told. */
  async function nextOf() {
    const found = await cases.find(org, await pay(`d_${org}_${made++}`));
    return [found?.features.card_labels_7d, found?.features.card_frauds_7d];
  }
  const labelOf = async (id: string) => (await cases.find(org, id))?.feedback;
  return { dave, erin, step, pay, nextOf, labelOf, audited, learnOf: createLearning(learning), org };
}

const fraud = { verdict: 'decline', reason: 'stolen', fraud: true };
const genuine = { verdict: 'approve', reason: 'a family', fraud: false };

it('what a review finds is the payment’s label, and an appeal corrects it', async () => {
  const { dave, erin, step, pay, nextOf, labelOf, audited, org } = setUp();
  const id = await pay(`d_${org}`);
  await step(dave, 'claim', id);
  expect(await step(dave, 'decision', id, fraud)).toMatchObject({ status: 200, json: { first: { fraud: true } } });
  expect(await labelOf(id)).toMatchObject({ fraud: true, source: 'review', revision: 1 });
  expect(await nextOf()).toEqual([1, 1]);

  await step(erin, 'appeal', id, { reason: 'no theft' });
  await step(erin, 'claim', id);
  const unsure = { verdict: 'approve', reason: 'who knows' };
  expect(await step(erin, 'decision', id, unsure)).toMatchObject({ status: 409, json: { code: 'finding_required' } });
  expect(await step(erin, 'decision', id, genuine)).toMatchObject({ status: 200, json: { status: 'final' } });
  expect(await labelOf(id)).toMatchObject({ fraud: false, source: 'review', revision: 2, corrects: 1 });
  expect(await nextOf()).toEqual([1, 0]);
  expect(audited.filter(({ action }) => action === 'review.decided').map(({ details }) => details.fraud)).toEqual([
    true,
    false,
  ]);
});

it('who is not sure tells nothing, and who says two things is refused', async () => {
  const { dave, step, pay, labelOf, nextOf, org } = setUp();
  const id = await pay(`d_${org}`);
  await step(dave, 'claim', id);
  expect(await step(dave, 'decision', id, { ...fraud, fraud: false })).toMatchObject({
    ...{ status: 400, json: { code: 'invalid_request' } },
  });
  expect((await step(dave, 'decision', id, { verdict: 'decline', reason: 'odd' })).status).toBe(200);
  expect(await labelOf(id)).toBeUndefined();
  expect(await nextOf()).toEqual([0, 0]);
});

it('what a bank has told stays', async () => {
  const { dave, step, pay, labelOf, nextOf, learnOf, org } = setUp();
  const id = await pay(`d_${org}`);
  await learnOf(dave, { decisionId: id, fraud: true, source: 'chargeback' });
  await step(dave, 'claim', id);
  expect(await step(dave, 'decision', id, genuine)).toMatchObject({ status: 200, json: { status: 'decided' } });
  expect(await labelOf(id)).toMatchObject({ fraud: true, source: 'chargeback', revision: 1 });
  expect(await nextOf()).toEqual([1, 1]);
});

it('a review and its label are written together or not at all', async () => {
  const { dave, step, pay, labelOf, nextOf, org } = setUp();
  const id = await pay(`d_${org}`);
  await step(dave, 'claim', id);
  // Somebody takes a step between its being read and its being written.
  const racing = setUp({
    async read(...args) {
      await step(dave, 'claim', id);
      return createFeedbackStore({
        ...{ document: tables.document, decisionsTable: 'decisions', historiesTable: 'histories' },
      }).read(...args);
    },
  });
  expect(await racing.step(dave, 'decision', id, fraud)).toMatchObject({ status: 409, json: { code: 'changed' } });
  expect(await labelOf(id)).toBeUndefined();
  const busy = setUp({ commit: async () => 'conflict' });
  expect(await busy.step(dave, 'decision', id, fraud)).toMatchObject({ status: 503, json: { code: 'contended' } });
  expect((await step(dave, 'decision', id, fraud)).status).toBe(200);
  expect(await nextOf()).toEqual([1, 1]);
});
