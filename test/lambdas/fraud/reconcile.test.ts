import './support/environment';
import { DeleteCommand, PutCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { decisionKey, historyKey } from '../../../lambdas/fraud/adapters/decision-items';
import { createFeedbackStore } from '../../../lambdas/fraud/adapters/feedback-store';
import { asTold } from '../../../lambdas/fraud/adapters/told-items';
import { createToldStore } from '../../../lambdas/fraud/adapters/told-store';
import { createDeciding } from '../../../lambdas/fraud/deciding';
import { stopwatch } from '../../../lambdas/fraud/domain/decision/timings';
import { createLearning } from '../../../lambdas/fraud/learning';
import { createReconcile } from '../../../lambdas/fraud/reconcile.handler';
import { createRecordDecisions } from '../../../lambdas/fraud/record-decisions.handler';
import { type AuditEvent, auditEventSchema } from '../../../lambdas/shared/domain/audit-event';
import { createMetrics } from '../../../lambdas/shared/metrics';
import { randomOf } from '../../../models/random';
import { testSeed } from '../../support/seed/seed';
import { capturedLogger } from '../support/captured-logger';
import { alice } from '../support/principals';
import { insertOf } from './support/audit-of';
import { decidingOf } from './support/deciding';
import { type DecisionTables, startDecisionTables } from './support/decision-tables';

/** 2023-11-14T22:13:20Z. */
const NOW = 1_700_000_000_000;
const HOUR = '2023-11-14T22';
const idOf = (index: number) => `d_${String(index).padStart(22, '0')}`;

let tables: DecisionTables;
beforeEach(async () => {
  tables = await startDecisionTables(() => NOW);
});
afterEach(() => tables.stop());

/** Payments of few customers within an hour, some of which turn out to be frauds, one of these by mistake. */
async function hourOfPayments(): Promise<void> {
  for (let index = 0; index < 20; index += 1) {
    const deciding = createDeciding(decidingOf(undefined, { store: tables.store, now: () => NOW + index * 1_000 }));
    const request = {
      ...{ amount: 1_000 + index, currency: 'EUR', occurredAt: new Date(NOW).toISOString() },
      ...{ account: `a${index % 3}`, card: `c${index % 4}`, merchant: 'm' },
    };
    const question = { principal: alice, decisionId: idOf(index), requestHash: '', request, amount: request.amount };
    expect(
      (
        await deciding(
          question,
          stopwatch(() => 0),
        )
      ).kind,
    ).toBe('decided');
  }
  const names = { document: tables.document, decisionsTable: 'decisions', historiesTable: 'histories' };
  const learning = { storeMs: 60_000, now: () => NOW + 60_000, random: randomOf(testSeed) };
  const learnOf = createLearning({ store: createFeedbackStore(names), ...learning });
  for (const index of [1, 5]) await learnOf(alice, { decisionId: idOf(index), fraud: true, source: 'issuer' });
  await learnOf(alice, { decisionId: idOf(5), fraud: false, source: 'customer', corrects: 1 });
}

/** What the audit bucket then has. */
async function told(): Promise<AuditEvent[]> {
  const { Items = [] } = await tables.document.send(new ScanCommand({ TableName: 'decisions' }));
  const lines: string[] = [];
  const record = createRecordDecisions({
    sink: async ({ data }) => void lines.push(Buffer.from(data).toString('utf8')),
    logger: capturedLogger().logger,
  });
  await record({ Records: Items.map((item, index) => insertOf(item, String(index))) });
  return lines.map((line) => auditEventSchema.parse(JSON.parse(line)));
}

async function reconciled(events: readonly AuditEvent[], asked: object = { hour: HOUR }) {
  const { logger, lines } = capturedLogger();
  const published: Record<string, unknown>[] = [];
  const metrics = createMetrics('fraud', { stage: 'test', print: (line) => void published.push(JSON.parse(line)) });
  const reconcile = createReconcile({
    reconciling: {
      table: createToldStore({ document: tables.document, decisionsTable: 'decisions', historiesTable: 'histories' }),
      audit: {
        async *events(hour) {
          yield* events.filter(({ time }) => time.startsWith(hour));
        },
      },
      now: () => NOW + 3 * 3_600_000,
      ledgerParts: 1,
    },
    metrics,
    logger,
  });
  const result = await reconcile(asked);
  metrics.publish();
  return { ...result, logged: lines.join('\n'), metric: published[0] };
}

const merchant = Array.from({ length: 8 }, (_, shard) => historyKey('acme', { kind: 'merchant', id: 'm' }, shard).pk);

it('an hour in which all agree, however often it is compared, and by itself the hour before the last two', async () => {
  await hourOfPayments();
  const events = await told();
  const all = { hour: HOUR, tabled: 23, audited: 23, findings: [], faults: 0 };
  expect(await reconciled(events)).toMatchObject({ ...all, metric: { Unreconciled: 0, AuditDoubled: 0 } });
  const again = await reconciled(events.toReversed(), {});
  expect(again).toMatchObject(all);
  expect(again.histories).toBeGreaterThan(7);
  expect(await reconciled(events, { hour: '2023-11-14T21' })).toMatchObject({ tabled: 0, audited: 0, faults: 0 });
  await expect(reconciled(events, { hour: 'today' })).rejects.toThrow('"today" is no hour');
});

it('an audit record that was lost is named, and so is a label', async () => {
  await hourOfPayments();
  const lost = new Set([idOf(7), `${idOf(5)}-label-2`]);
  const { findings, faults, metric, logged, histories } = await reconciled(
    (await told()).filter(({ id }) => !lost.has(id)),
  );
  expect(new Set(findings)).toEqual(new Set([...lost].map((id) => ({ kind: 'missing', id }))));
  expect([faults, metric?.Unreconciled, histories]).toEqual([2, 2, undefined]);
  expect(logged).toContain(idOf(7));
});

it('one that came twice is named, and is no fault', async () => {
  await hourOfPayments();
  const events = await told();
  const twice = events.find(({ id }) => id === idOf(3)) as AuditEvent;
  expect(await reconciled([...events, twice])).toMatchObject({
    ...{ findings: [{ kind: 'doubled', id: idOf(3), times: 2 }], faults: 0 },
    metric: { Unreconciled: 0, AuditDoubled: 1 },
  });
});

it('one that says something else than the table is named', async () => {
  await hourOfPayments();
  const events = (await told()).map((event) =>
    event.id === idOf(3) ? { ...event, details: { ...event.details, score: 0.999 } } : event,
  );
  expect((await reconciled(events)).findings).toEqual([{ kind: 'different', id: idOf(3) }]);
});

it('a decision that was deleted by hand is named', async () => {
  await hourOfPayments();
  const events = await told();
  await tables.document.send(new DeleteCommand({ TableName: 'decisions', Key: decisionKey(idOf(9)) }));
  expect(await reconciled(events)).toMatchObject({ findings: [{ kind: 'deleted', id: idOf(9) }], faults: 1 });
});

it('one that was deleted from the audit, too, leaves a gap in the histories that counted it', async () => {
  await hourOfPayments();
  const events = (await told()).filter(({ id }) => id !== idOf(8));
  await tables.document.send(new DeleteCommand({ TableName: 'decisions', Key: decisionKey(idOf(8)) }));
  const { findings } = await reconciled(events);
  // Its card had counted two payments before it, and two came after it.
  const card = historyKey('acme', { kind: 'card', id: 'c0' }, 0).pk;
  expect(findings).toContainEqual({ kind: 'uncounted', history: card, version: 2 });
  expect(findings.every(({ kind }) => kind === 'uncounted')).toBe(true);
});

it('a history that was put back is named, and one that lost a payment to another', async () => {
  await hourOfPayments();
  const events = await told();
  const card = historyKey('acme', { kind: 'card', id: 'c3' }, 0).pk;
  await tables.document.send(
    new UpdateCommand({
      ...{ TableName: 'histories', Key: { pk: card }, UpdateExpression: 'SET v = :v' },
      ExpressionAttributeValues: { ':v': 2 },
    }),
  );
  expect((await reconciled(events)).findings).toEqual([{ kind: 'put-back', history: card, version: 2 }]);

  // A decision that was written past the versions, as by hand: it names what another one has counted.
  const { Items = [] } = await tables.document.send(new ScanCommand({ TableName: 'decisions' }));
  const item = Items.find(({ sk, decisionId }) => sk === 'decision' && decisionId === idOf(4));
  const { toldIn: _in, toldAs: _as, digest: _digest, ...bare } = item ?? {};
  const copy = asTold({ ...bare, ...decisionKey(idOf(44)), decisionId: idOf(44) });
  await tables.document.send(new PutCommand({ TableName: 'decisions', Item: copy }));
  const { findings } = await reconciled(await told());
  expect(findings.filter(({ kind }) => kind === 'overwritten').map((one) => 'history' in one && one.history)).toEqual(
    expect.arrayContaining([historyKey('acme', { kind: 'card', id: 'c0' }, 0).pk]),
  );
  expect(merchant.some((history) => findings.some((one) => 'history' in one && one.history === history))).toBe(true);
});
