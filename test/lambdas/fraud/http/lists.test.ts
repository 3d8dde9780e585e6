import '../support/environment';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { listKey } from '../../../../lambdas/fraud/adapters/decision-items';
import { createListStore } from '../../../../lambdas/fraud/adapters/list-store';
import { toldOf } from '../../../../lambdas/fraud/domain/decision/told';
import type { EntityRef } from '../../../../lambdas/fraud/domain/features/entity';
import { createLists } from '../../../../lambdas/fraud/lists.handler';
import type { Principal } from '../../../../lambdas/shared/domain/principal';
import { httpRoute } from '../../../../lambdas/shared/http-route';
import { httpEvent } from '../../chat/http/support/event';
import { capturedLogger } from '../../support/captured-logger';
import { invoke } from '../../support/context';
import { alice } from '../../support/principals';
import { type DecisionTables, startDecisionTables } from '../support/decision-tables';

const NOW = 1_700_000_000_000;
const dave: Principal = { ...alice, userId: 'dave', groups: ['risk'] };
const stranger: Principal = { ...dave, userId: 'mallory', org: 'globex' };
const machine: Principal = { ...alice, userId: 'key:1', groups: [], scopes: ['fraud'], credential: 'api-key' };

let tables: DecisionTables;
let now = NOW;
let org = '';
let made = 0;
beforeAll(async () => {
  tables = await startDecisionTables(() => now);
});
afterAll(() => tables.stop());
beforeEach(() => {
  now = NOW;
  org = `lists-${made++}`;
  tables.between.intercept = undefined;
});

/** `/v1/lists...` in its own pipeline, over the tables that deciding reads. */
function api() {
  let changes = 0;
  const store = createListStore({ document: tables.document, table: 'decisions', changeDays: 30 });
  const newId = () => `change-${String(changes++).padStart(4, '0')}`;
  const route = httpRoute(capturedLogger().logger).handler(createLists({ store, now: () => now, newId }));
  return async (who: Principal, httpMethod: string, path: string, body?: unknown, cursor?: string) => {
    const [kind = '', value] = path.split('/');
    const event = httpEvent(
      {
        httpMethod,
        resource: value === undefined ? '/v1/lists/{kind}' : '/v1/lists/{kind}/{value}',
        pathParameters: { kind, ...(value !== undefined && { value }) },
        ...(cursor !== undefined && { queryStringParameters: { cursor } }),
        ...(body !== undefined && { body: JSON.stringify(body) }),
      },
      who.org === 'acme' ? { ...who, org } : who,
    );
    const response = (await invoke(route, event)) as { statusCode: number; body: string };
    return { status: response.statusCode, json: JSON.parse(response.body) };
  };
}

/** What the next decision on these would be told. */
async function listed(of: string, ref: EntityRef) {
  const { lists } = await tables.store.read(of, 'd_none', [ref], AbortSignal.timeout(60_000));
  return lists[ref.kind];
}

/** What the audit stream is told of an entity's changes. */
async function told(of: string, ref: EntityRef) {
  const { Items = [] } = await tables.document.send(
    new QueryCommand({
      TableName: 'decisions',
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :change)',
      ExpressionAttributeValues: { ':pk': listKey(of, ref).pk, ':change': 'change#' },
    }),
  );
  return Items.map((item) => toldOf(item)?.entry);
}

const card = { kind: 'card', id: 'tok_1' } as const;
const block = { list: 'block', reason: 'Stolen on the tram' };

it('holds from the next decision on, until it is taken off, and tells who and why', async () => {
  const send = api();
  const entry = { kind: 'card', value: 'tok_1', ...block, by: 'dave', at: NOW };
  expect(await send(dave, 'PUT', 'card/tok_1', block)).toEqual({ status: 200, json: entry });
  expect(await listed(org, card)).toBe('block');
  expect((await send(dave, 'GET', 'card')).json).toEqual({ entries: [entry] });

  now += 1_000;
  const found = { list: 'allow', reason: 'It was found' };
  expect((await send({ ...dave, userId: 'erin' }, 'PUT', 'card/tok_1', found)).status).toBe(200);
  expect(await listed(org, card)).toBe('allow');
  expect((await send(dave, 'GET', 'card')).json.entries).toMatchObject([{ list: 'allow', by: 'erin' }]);

  const why = { reason: 'No more customer' };
  expect(await send(dave, 'DELETE', 'card/tok_1', why)).toEqual({
    ...{ status: 200, json: { kind: 'card', value: 'tok_1' } },
  });
  expect(await listed(org, card)).toBe('');
  expect((await send(dave, 'GET', 'card')).json).toEqual({ entries: [] });
  expect(await send(dave, 'DELETE', 'card/tok_1', why)).toMatchObject({ status: 404, json: { code: 'not_listed' } });

  expect(await told(org, card)).toMatchObject([
    { action: 'list.changed', actor: { userId: 'dave', org }, details: { value: 'tok_1', listKind: 'card', ...block } },
    { actor: { userId: 'erin' }, details: found },
    { actor: { userId: 'dave' }, details: { list: '', ...why } },
  ]);
});

it('ends by itself, whether or not its item is still there', async () => {
  const send = api();
  const until = { ...block, expiresAt: new Date(NOW + 60_000).toISOString() };
  expect((await send(dave, 'PUT', 'card/tok_1', until)).json.expiresAt).toBe(NOW + 60_000);
  now = NOW + 59_999;
  expect(await listed(org, card)).toBe('block');
  now = NOW + 60_000;
  expect(await listed(org, card)).toBe('');
  expect((await send(dave, 'GET', 'card')).json).toEqual({ entries: [] });
  expect(await send(dave, 'PUT', 'card/tok_1', until)).toMatchObject({
    status: 400,
    json: { code: 'invalid_request' },
  });
});

it('is each organisation’s own', async () => {
  const send = api();
  await send(dave, 'PUT', 'card/tok_1', block);
  expect((await send(stranger, 'GET', 'card')).json).toEqual({ entries: [] });
  expect((await send(stranger, 'DELETE', 'card/tok_1', { reason: 'Mischief' })).status).toBe(404);
  expect(await listed('globex', card)).toBe('');
  expect(await listed(org, card)).toBe('block');
  expect(await told('globex', card)).toEqual([]);
});

it('is listed page by page, each value once, and by kind', async () => {
  const send = api();
  const values = Array.from({ length: 130 }, (_, index) => `tok_${String(index).padStart(3, '0')}`);
  for (const value of values) await send(dave, 'PUT', `card/${value}`, block);
  await send(dave, 'PUT', 'account/tok_000', block);
  const first = (await send(dave, 'GET', 'card')).json;
  const second = (await send(dave, 'GET', 'card', undefined, first.cursor)).json;
  expect(second.cursor).toBeUndefined();
  const listedValues = [...first.entries, ...second.entries].map(({ value }: { value: string }) => value);
  expect(listedValues).toEqual(values);
  expect(await send(dave, 'GET', 'card', undefined, '?')).toMatchObject({ status: 400 });
});

it('takes values as payments have them, percent-encoded', async () => {
  const send = api();
  const ip = { kind: 'ip', id: '2001:db8::7' } as const;
  expect((await send(dave, 'PUT', `ip/${encodeURIComponent(ip.id)}`, block)).json.value).toBe(ip.id);
  expect(await listed(org, ip)).toBe('block');
});

it.each([
  ['a kind that there is not', 'iban/x1', block, 'invalid_request'],
  ['no value', `card/${encodeURIComponent('two words')}`, block, 'invalid_request'],
  ['broken encoding', 'card/%zz', block, 'invalid_request'],
  ['the number of a card', 'card/4111111111111111', block, 'card_number_refused'],
  ['one in its reason', 'card/tok_1', { ...block, reason: 'it is 4111 1111 1111 1111' }, 'card_number_refused'],
  ['no reason', 'card/tok_1', { list: 'block' }, 'invalid_request'],
  ['another list', 'card/tok_1', { ...block, list: 'grey' }, 'invalid_request'],
  ['no JSON', 'card/tok_1', undefined, 'invalid_request'],
])('refuses %s, and changes nothing', async (_, path, body, code) => {
  const send = api();
  expect(await send(dave, 'PUT', path, body)).toMatchObject({ status: 400, json: { code } });
  expect(await told(org, card)).toEqual([]);
});

it('is for people of the group alone', async () => {
  const send = api();
  for (const who of [machine, alice])
    for (const method of ['GET', 'PUT', 'DELETE'])
      expect(await send(who, method, 'card/tok_1', block)).toMatchObject({ status: 403, json: { code: 'forbidden' } });
});

it('says so when somebody changed it at the same moment', async () => {
  const send = api();
  tables.between.intercept = (command) =>
    command === 'TransactWriteItemsCommand'
      ? new TransactionCanceledException({
          ...{ message: 'Transaction cancelled', $metadata: {} },
          CancellationReasons: [{ Code: 'TransactionConflict' }, { Code: 'None' }, { Code: 'None' }],
        })
      : undefined;
  expect(await send(dave, 'PUT', 'card/tok_1', block)).toMatchObject({ status: 409, json: { code: 'changed' } });
});
