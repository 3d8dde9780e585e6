import './support/environment';
import { createRecordDecisions } from '../../../lambdas/fraud/record-decisions.handler';
import { auditEventSchema } from '../../../lambdas/shared/domain/audit-event';
import { capturedLogger } from '../support/captured-logger';
import { insertOf } from './support/audit-of';
import { policy } from './support/policy';

const features = new Float32Array([1.5, Number.NaN, -2]);
const bytes = Buffer.from(features.buffer);
const body = {
  ...{ decisionId: 'd_1', decision: 'review', score: 0.25, reasons: [{ code: 'velocity', message: 'Too many' }] },
  model: { version: 'small', ran: 'in-process' },
  rules: { version: 3, matched: ['device-cards', 'new-shop'], shadow: ['impossible-travel'] },
  degraded: ['endpoint'],
};

function decisionItem(decisionId = 'd_1', changes: Record<string, unknown> = {}) {
  return {
    ...{
      pk: `decision#${decisionId}`,
      sk: 'decision',
      decisionId,
      org: 'acme',
      requestHash: 'hash',
      features: new Uint8Array(bytes),
    },
    actor: { userId: 'key:1', org: 'acme', tier: 'paid', credential: 'api-key' },
    body: JSON.stringify({ ...body, decisionId }),
    payment: { paymentId: decisionId, amount: 2_000, currency: 'EUR', card: 'tok_card' },
    lists: { card: '', account: 'allow', device: '', ip: '', merchant: '' },
    policy,
    seen: [{ kind: 'card', shard: 0, version: 4 }],
    counted: [{ kind: 'card', shard: 0, version: 4 }],
    decidedAt: 1_700_000_000_123,
    ttl: 1_702_592_000,
    ...changes,
  };
}

/** @param refuses ids that the audit stream does not take */
function recorder(refuses: readonly string[] = []) {
  const lines: { readonly key: string; readonly data: Uint8Array }[] = [];
  const { logger, lines: logged } = capturedLogger();
  const record = createRecordDecisions({
    sink: async (line) => {
      if (refuses.includes(line.key)) throw new Error('the audit stream is down');
      lines.push(line);
    },
    logger,
  });
  const told = () => lines.map(({ data }) => auditEventSchema.parse(JSON.parse(Buffer.from(data).toString('utf8'))));
  return { record, lines, logged, told };
}

it('names the models that scored by their hashes, the one in shadow with what it said', async () => {
  const { record, told } = recorder();
  const model = { version: 'small', sha256: '5'.repeat(64), ran: 'endpoint' };
  const shadow = { version: 'other', sha256: '6'.repeat(64), score: 0.125 };
  await record({ Records: [insertOf(decisionItem('d_1', { model, shadow }), '1')] });
  expect(told()[0]?.details).toMatchObject({
    ...{ model: 'small', modelSha256: model.sha256 },
    ...{ shadowModel: 'other', shadowSha256: shadow.sha256, shadowScore: 0.125 },
  });
});

it('tells the audit stream of a decision, with all that it was made from', async () => {
  const { record, lines, told } = recorder();
  expect(await record({ Records: [insertOf(decisionItem(), '1')] })).toEqual({ batchItemFailures: [] });
  expect(Buffer.from(lines[0]?.data ?? []).toString('utf8')).toMatch(/^\{.*\}\n$/);
  const [event] = told();
  expect(event).toMatchObject({
    ...{ id: 'd_1', time: '2023-11-14T22:13:20.123Z', design: 'fraud', action: 'decision.made', outcome: 'succeeded' },
    actor: { userId: 'key:1', org: 'acme', tier: 'paid', credential: 'api-key' },
    details: {
      ...{ decisionId: 'd_1', decision: 'review', score: 0.25, model: 'small', modelRan: 'in-process' },
      ...{ rulesVersion: 3, rulesMatched: 'device-cards new-shop', rulesShadow: 'impossible-travel' },
      ...{ degraded: 'endpoint', decidedAt: 1_700_000_000_123 },
    },
  });
  const json = (name: string) => JSON.parse(String(event?.details[name]));
  expect(json('payment')).toEqual(decisionItem().payment);
  expect(json('policy')).toEqual(policy);
  expect(json('lists')).toMatchObject({ account: 'allow' });
  expect([json('seen'), json('counted')]).toEqual([decisionItem().seen, decisionItem().counted]);
  // To the bit, and no hash of what was asked: it would tell two requests alike.
  expect(Buffer.from(String(event?.details.features), 'base64').equals(bytes)).toBe(true);
  expect(JSON.stringify(event)).not.toContain('hash');
});

it('leaves out what there was not: no model, no score', async () => {
  const { record, told } = recorder();
  const { score: _score, model: _model, ...unscored } = body;
  await record({ Records: [insertOf(decisionItem('d_2', { body: JSON.stringify(unscored) }), '1')] });
  expect(Object.keys(told()[0]?.details ?? {})).not.toEqual(expect.arrayContaining(['score']));
  expect(Object.keys(told()[0]?.details ?? {})).not.toEqual(expect.arrayContaining(['model']));
});

it('says the same when a record comes again', async () => {
  const { record, lines } = recorder();
  const event = { Records: [insertOf(decisionItem(), '1')] };
  await record(event);
  await record(event);
  expect(lines).toHaveLength(2);
  expect(lines[1]).toEqual(lines[0]);
});

it('tells of decisions alone: lists and rules are in the same table', async () => {
  const { record, lines } = recorder();
  const entry = { pk: 'list#card#abc', sk: 'entry', list: 'block' };
  expect(await record({ Records: [insertOf(entry, '1')] })).toEqual({ batchItemFailures: [] });
  expect(lines).toEqual([]);
});

it('gives back what could not be told, and that alone', async () => {
  const { record, told, logged } = recorder(['d_2']);
  const Records = ['d_1', 'd_2', 'd_3'].map((id, index) => insertOf(decisionItem(id), `10${index}`));
  expect(await record({ Records })).toEqual({ batchItemFailures: [{ itemIdentifier: '101' }] });
  expect(told().map(({ id }) => id)).toEqual(['d_1', 'd_3']);
  expect(logged.join()).toContain('the audit stream is down');
});

it('gives back a decision that it does not understand, and logs nothing of it', async () => {
  const { record, lines, logged } = recorder();
  const { actor: _actor, ...nobody } = decisionItem();
  const Records = [insertOf(nobody, '1'), insertOf(decisionItem('d_2'), '2')];
  expect(await record({ Records })).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] });
  expect(lines.map(({ key }) => key)).toEqual(['d_2']);
  expect(logged).toHaveLength(1);
  expect(logged.join()).not.toContain('tok_card');
});
