import '../../lambdas/fraud/support/environment';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { createCaseStore } from '../../../lambdas/fraud/adapters/case-store';
import { champion } from '../../../lambdas/fraud/champion';
import { createDeciding } from '../../../lambdas/fraud/deciding';
import { stopwatch } from '../../../lambdas/fraud/domain/decision/timings';
import { featureNames } from '../../../lambdas/fraud/domain/features/features-of';
import { encodeEnsemble } from '../../../lambdas/fraud/domain/model/artefact';
import { createScorer, type Model } from '../../../lambdas/fraud/domain/model/scorer';
import { defaultRules } from '../../../lambdas/fraud/domain/rules/default-rules';
import { compileRules } from '../../../lambdas/fraud/domain/rules/evaluate';
import type { RuleSet } from '../../../lambdas/fraud/domain/rules/rule';
import { createRecordDecisions } from '../../../lambdas/fraud/record-decisions.handler';
import { type AuditEvent, auditEventSchema } from '../../../lambdas/shared/domain/audit-event';
import { randomOf } from '../../../models/random';
import { replayApi } from '../../../tools/replay/from-api';
import { replayAudit } from '../../../tools/replay/from-audit';
import { readModels, shippedModel } from '../../../tools/replay/models';
import { Report } from '../../../tools/replay/report';
import { insertOf } from '../../lambdas/fraud/support/audit-of';
import { compile, decidingOf } from '../../lambdas/fraud/support/deciding';
import { type DecisionTables, startDecisionTables } from '../../lambdas/fraud/support/decision-tables';
import { smallModel } from '../../lambdas/fraud/support/model';
import { capturedLogger } from '../../lambdas/support/captured-logger';
import { alice } from '../../lambdas/support/principals';
import { testSeed } from '../../support/seed/seed';

const NOW = 1_700_000_000_000;

const strict: RuleSet = {
  version: 3,
  rules: [
    { id: 'dear', reason: 'Dear', when: 'payment.amount > 4000.0', outcome: 'review', mode: 'live' },
    { id: 'suspected', reason: 'Suspected', when: 'score > 0.02', outcome: 'decline', mode: 'shadow' },
    { id: 'broken', reason: 'No place', when: 'features.card_speed > 900.0', outcome: 'decline', mode: 'live' },
  ],
};

let tables: DecisionTables;
let folder: string;
/** What the audit bucket has after some decisions. */
let events: AuditEvent[];

beforeAll(async () => {
  tables = await startDecisionTables(() => NOW);
  folder = await mkdtemp(join(tmpdir(), 'replay-'));
  await decideAll();
  events = await told();
  const { version, sha256, trees, calibration } = artefactOf(smallModel);
  await writeFile(join(folder, 'small.json'), JSON.stringify({ version, sha256, trees, calibration }));
});
afterAll(async () => {
  await tables.stop();
  await rm(folder, { recursive: true, force: true });
});

function artefactOf({ version, ensemble, calibration }: Model) {
  const bytes = encodeEnsemble(ensemble);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { version, sha256, trees: Buffer.from(bytes).toString('base64'), calibration };
}

/** Payments of few customers, decided by different rules and models, and some by rules alone. */
async function decideAll(): Promise<void> {
  const random = randomOf(7);
  const scorers = [smallModel, champion()].map((model) => ({ model, score: createScorer(model, featureNames) }));
  for (let index = 0; index < 60; index += 1) {
    const one = scorers[index % 3];
    const rules = compileRules(index % 2 === 0 ? defaultRules : strict, compile);
    const deciding = decidingOf(undefined, {
      store: tables.store,
      now: () => NOW + index,
      rules: async () => rules,
      random,
      score:
        () =>
        async ({ features }) => {
          if (!one) return { degraded: ['model'] };
          const { version, sha256 } = one.model;
          return { score: one.score(features), model: { version, sha256, ran: 'in-process' }, degraded: [] };
        },
    });
    const request = {
      ...{
        amount: 100 + Math.floor(random() * 9_000),
        currency: 'EUR',
        occurredAt: new Date(NOW - 1_000).toISOString(),
      },
      ...{ account: `a${index % 4}`, card: `c${index % 5}`, merchant: 'm', ip: '10.0.0.1' },
      ...(index % 2 === 0 && { device: 'd', place: { lat: 52.520008, lon: 13.404954 } }),
    };
    const decisionId = `d_${String(index).padStart(22, '0')}`;
    const question = { principal: alice, decisionId, requestHash: '', request, amount: request.amount };
    expect(
      (
        await createDeciding(deciding)(
          question,
          stopwatch(() => 0),
        )
      ).kind,
    ).toBe('decided');
  }
}

/** Through the stream of the table and the function that reads it, as the audit bucket gets it. */
async function told(): Promise<AuditEvent[]> {
  const { Items = [] } = await tables.document.send(new ScanCommand({ TableName: 'decisions' }));
  const lines: string[] = [];
  const record = createRecordDecisions({
    sink: async ({ data }) => void lines.push(Buffer.from(data).toString('utf8')),
    logger: capturedLogger().logger,
  });
  await record({ Records: Items.map((item, index) => insertOf(item, String(index))) });
  const approved = auditEventSchema.parse({
    ...{ version: 1, id: 'r', time: new Date(NOW).toISOString(), design: 'fraud', action: 'rules.approved' },
    ...{ outcome: 'succeeded', actor: alice, details: { version: 3, rules: JSON.stringify(strict.rules) } },
  });
  return [...lines.map((line) => auditEventSchema.parse(JSON.parse(line))), approved];
}

/** Writes events as the audit bucket has them, half of them compressed, and replays them. */
async function replayed(
  all: readonly AuditEvent[],
  { ids = [], sample, models = [shippedModel, join(folder, 'small.json')] }: ReplayOptions = {},
) {
  const bucket = await mkdtemp(join(folder, 'events-'));
  const half = Math.ceil(all.length / 2);
  const ndjson = (some: readonly AuditEvent[]) => some.map((event) => `${JSON.stringify(event)}\n`).join('');
  await writeFile(join(bucket, 'plain'), ndjson(all.slice(0, half)));
  // Firehose may put several compressed texts into one object.
  const [one, other] = [all.slice(half, -1), all.slice(-1)].map((some) => gzipSync(ndjson(some)));
  await writeFile(join(bucket, 'compressed'), Buffer.concat([one as Buffer, other as Buffer]));
  const report = new Report();
  const request = { paths: [bucket], ids, sample, models: await readModels(models), random: randomOf(1) };
  for await (const each of replayAudit(request)) report.add(each);
  return report.summary();
}
interface ReplayOptions {
  readonly ids?: readonly string[];
  readonly sample?: number;
  readonly models?: readonly string[];
}

const decisions = () => events.filter(({ action }) => action === 'decision.made');
const decisionOf = (event: AuditEvent) => JSON.parse(String(event.details.body));

test('decisions by different rules and models, and by none, come out the same to the byte', async () => {
  const made = decisions().map(decisionOf);
  // It says something only if they are of all kinds.
  expect(new Set(made.map(({ decision }) => decision)).size).toBeGreaterThan(1);
  expect(new Set(made.map(({ model }) => model?.version)).size).toBe(3);
  expect(new Set(made.map(({ rules }) => rules.version))).toEqual(new Set([0, 3]));
  expect(made.some(({ reasons }) => reasons.length > 0)).toBe(true);
  expect(await replayed(events)).toEqual({ decisions: 60, same: 60, differs: 0, unknown: 0, named: [] });
});

test('so many at random, or those that are named, and what there is no record of', async () => {
  expect(await replayed(events, { sample: 7 })).toMatchObject({ decisions: 7, same: 7 });
  const [first] = decisions();
  const ids = [String(first?.details.decisionId), 'd_none'];
  expect(await replayed(events, { ids })).toMatchObject({
    ...{ decisions: 2, same: 1, unknown: 1, named: [{ decisionId: 'd_none', outcome: 'unknown' }] },
  });
});

test('a model or rules that are not at hand are named, with what to do', async () => {
  const { same, unknown, named } = await replayed(events, { models: [shippedModel] });
  expect([same, unknown]).toEqual([40, 20]);
  expect(named[0]).toMatchObject({
    reason: expect.stringMatching(/^the model small is not at hand: give its artefact/),
  });
  const withoutRules = await replayed(decisions());
  expect([withoutRules.same, withoutRules.unknown]).toEqual([30, 30]);
  expect(withoutRules.named[0]).toMatchObject({
    reason: expect.stringMatching(/^version 3 of the rules of acme is not at hand: give the audit records/),
  });
});

/** Changes one record by hand. */
async function tampered(change: (details: Record<string, string | number | boolean>) => void) {
  const index = decisions().findIndex((event) => decisionOf(event).model?.version === 'small');
  const all = structuredClone(events);
  const { details } = all[index] as AuditEvent;
  change(details);
  const { differs, same, named } = await replayed(all);
  expect([differs, same, named.length]).toEqual([1, 59, 1]);
  const [found] = named;
  if (found?.outcome !== 'differs') throw new Error('it was not found');
  expect(found.decisionId).toBe(details.decisionId);
  return found.differences.map(({ path }) => path);
}
const changed = (text: unknown, change: (value: Record<string, never>) => void) => {
  const value = JSON.parse(String(text));
  change(value);
  return JSON.stringify(value);
};

test.each([
  ['its outcome', 'decision', (body: Record<string, unknown>) => Object.assign(body, { decision: 'none' })],
  ['its score', 'score', (body: Record<string, unknown>) => Object.assign(body, { score: 0.5 })],
  [
    'a reason',
    'reasons.0',
    (body: Record<string, unknown>) => Object.assign(body, { reasons: [{ code: 'x', message: 'y' }] }),
  ],
  [
    'a rule',
    'rules.shadow.0',
    (body: Record<string, unknown>) => Object.assign(body, { rules: { ...(body.rules as object), shadow: ['x'] } }),
  ],
])('a record of which somebody has changed %s is found, and where', async (_, path, change) => {
  const paths = await tampered((details) => {
    details.body = changed(details.body, change);
  });
  expect(paths[0]).toBe('digest');
  expect(paths.some((one) => one.startsWith(path))).toBe(true);
});

test('so is one whose payment, features or bytes were changed', async () => {
  const amount = await tampered((details) => {
    details.payment = changed(details.payment, (payment) => Object.assign(payment, { amount: 1 }));
  });
  expect(amount.slice(0, 2)).toEqual(['digest', 'features.amount']);
  const features = await tampered((details) => {
    const floats = new Float32Array(new Uint8Array(Buffer.from(String(details.features), 'base64')).buffer);
    floats[featureNames.indexOf('amount_ratio')] = 50;
    details.features = Buffer.from(floats.buffer).toString('base64');
  });
  expect(features).toEqual(expect.arrayContaining(['digest', 'score']));
  expect(await tampered((details) => void Object.assign(details, { body: ` ${details.body}` }))).toEqual([
    'digest',
    'body',
  ]);
  // What no decision comes of is told by the digest alone.
  expect(await tampered((details) => void Object.assign(details, { decidedAt: 1 }))).toEqual(['digest']);
});

test('a line that is no event is named by its place', async () => {
  const file = join(folder, 'broken');
  await writeFile(file, `${JSON.stringify(events[0])}\n{"design":"fraud"\n`);
  const reading = replayAudit({
    paths: [file],
    ids: [],
    models: await readModels([shippedModel]),
    random: randomOf(testSeed),
  });
  await expect(reading.next()).rejects.toThrow(`${file}, line 2 is no audit event`);
});

test('what the API shows is enough, too', async () => {
  const cases = createCaseStore(tables.document, 'decisions');
  const asked: string[] = [];
  const answer = (status: number, body: unknown) => new Response(JSON.stringify(body), { status });
  const fetchFrom: typeof fetch = async (url) => {
    const { pathname } = new URL(String(url));
    asked.push(pathname);
    if (pathname === '/v1/rules/versions/3') return answer(200, { ...strict, author: 'dave', writtenAt: 1 });
    const found = await cases.find('acme', pathname.split('/').at(-1) ?? '');
    return found ? answer(200, found) : answer(404, { code: 'decision_not_found', detail: 'none' });
  };
  const ids = [...decisions().map(({ details }) => String(details.decisionId)), 'd_none'];
  const report = new Report();
  const models = await readModels([shippedModel, join(folder, 'small.json')]);
  const request = { baseUrl: 'http://api', token: 't', ids, models, fetch: fetchFrom };
  for await (const each of replayApi(request)) report.add(each);
  expect(report.summary()).toMatchObject({ same: 60, differs: 0, unknown: 1, named: [{ decisionId: 'd_none' }] });
  expect(asked.filter((path) => path.startsWith('/v1/rules'))).toHaveLength(1);
});
