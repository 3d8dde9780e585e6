import './support/environment';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { labelKey } from '../../../lambdas/fraud/adapters/decision-items';
import { createWatchStore } from '../../../lambdas/fraud/adapters/watch-store';
import { championReference } from '../../../lambdas/fraud/champion';
import type { DecisionRecord } from '../../../lambdas/fraud/domain/decision/stored-decision';
import { featureNames } from '../../../lambdas/fraud/domain/features/features-of';
import { createWatchDrift } from '../../../lambdas/fraud/watch-drift.handler';
import { type DecisionTables, startDecisionTables } from './support/decision-tables';
import { policy } from './support/policy';

const DAY_MS = 86_400_000;
const now = Date.UTC(2026, 10, 28, 14, 30);
const settings = { windowDays: 2, labelDays: 3, least: { decisions: 10, frauds: 1 } };

let tables: DecisionTables;
beforeAll(async () => {
  tables = await startDecisionTables();
}, 60_000);
afterAll(() => tables.stop());

async function decided(org: string, decisionId: string, decidedAt: number, amount: number): Promise<void> {
  const response = {
    ...{ decisionId, decision: 'approve' as const, score: 0.25, reasons: [], degraded: [] },
    model: { version: 'champion-1', ran: 'in-process' as const },
    rules: { version: 0, matched: [], shadow: [] },
  };
  const features = new Float32Array(featureNames.length).fill(Number.NaN);
  features[featureNames.indexOf('amount')] = amount;
  const record: DecisionRecord = {
    ...{ decisionId, org, requestHash: 'hash', response, body: JSON.stringify(response), features, policy, decidedAt },
    actor: { userId: 'u', org, tier: 'free', credential: 'api-key' },
    payment: {
      ...{ paymentId: decisionId, amount, currency: 'EUR', occurredAt: decidedAt },
      ...{ account: 'a', card: 'c', merchant: 'm' },
    },
    lists: { card: '', account: '', device: '', ip: '', merchant: '' },
    ...{ expectedLoss: 0, seen: [], counted: [], tookMs: 1 },
  };
  expect(await tables.store.commit(record, [], AbortSignal.timeout(5_000))).toBe('committed');
}

function watching() {
  const told: Record<string, number> = {};
  const said: object[] = [];
  const run = createWatchDrift({
    store: createWatchStore(tables.document, 'decisions'),
    model: { version: 'champion-1', reference: championReference() },
    settings,
    metrics: {
      add: (name, _, value) => {
        told[name] = value;
      },
      addMetadata: (fields) => said.push(fields),
    },
    logger: { info: () => {} },
  });
  return { run: () => run({ time: new Date(now).toISOString() }), told, said };
}

it('tells nothing of a stage without decisions', async () => {
  const { run, told, said } = watching();
  const report = await run();
  expect([report.recent, report.settled, report.notTold.length]).toEqual([0, 0, 5]);
  expect([told, said]).toEqual([{}, []]);
});

it('looks at the decisions of every organisation in its windows, with the labels that came since', async () => {
  for (let at = 0; at < 12; at += 1) {
    const org = at % 2 === 0 ? 'acme' : 'globex';
    await decided(org, `d_recent${at}`, now - 1 - at * 3_600_000, 1_000_000);
    await decided(org, `d_settled${at}`, now - 3 * DAY_MS - 1 - at * 3_600_000, 2_000);
  }
  await decided('acme', 'd_between', now - 2.5 * DAY_MS, 2_000);
  await decided('acme', 'd_old', now - 6 * DAY_MS, 2_000);
  for (const [id, fraud] of [
    ['d_settled0', true],
    ['d_settled1', true],
    ['d_settled2', true],
    ['d_settled3', false],
  ] as const) {
    await tables.document.send(
      new PutCommand({ TableName: 'decisions', Item: { ...labelKey(id), decisionId: id, fraud } }),
    );
  }
  const { run, told, said } = watching();
  const report = await run();
  expect([report.recent, report.settled]).toEqual([12, 12]);
  // Twelve scores of a quarter promise three frauds.
  expect(report.calibration).toEqual({ expected: 3, observed: 3, factor: 1 });
  expect(told).toMatchObject({ CalibrationFactor: 1, FeedbackShare: 4 / 12, ScorePsi: expect.any(Number) });
  expect(told.DriftPsi).toBe(report.features?.[0]?.psi);
  expect(said).toEqual([{ driftedMost: report.features?.[0]?.name }]);
});

it('takes no more of each quarter of a day than its share', async () => {
  const store = createWatchStore(tables.document, 'decisions');
  const window = { from: now - 2 * DAY_MS, to: now };
  const few = await store.decisions({ ...window, most: 1 });
  expect(few.length).toBeGreaterThan(0);
  expect(few.length).toBeLessThan((await store.decisions({ ...window, most: 5_000 })).length);
});
