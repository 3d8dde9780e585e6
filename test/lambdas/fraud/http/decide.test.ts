import { decisionIdOf } from '../../../../lambdas/fraud/adapters/decision-items';
import { decisionResponse } from '../../../../lambdas/fraud/domain/api/decisions';
import { problemSchema } from '../../../../lambdas/shared/domain/problem';
import { alice } from '../../support/principals';
import { CountingStore, decideApi, machine, NOW, payment } from '../support/decide-api';

const visa = '4111111111111111';
const at = (ms: number) => new Date(NOW + ms).toISOString();
const { card: _card, ...withoutCard } = payment;

describe('a payment', () => {
  it('is decided by rules and model, and the answer says so', async () => {
    const { send, store } = decideApi();
    const { statusCode, headers, json } = await send(payment);
    expect(statusCode).toBe(200);
    expect(decisionResponse.parse(json)).toEqual({
      decisionId: decisionIdOf('acme', 'key-1'),
      decision: 'approve',
      score: expect.any(Number),
      reasons: [],
      model: { version: 'small', ran: 'in-process' },
      rules: { version: 0, matched: [], shadow: [] },
      degraded: [],
    });
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'idempotent-replayed': 'false',
      'server-timing': expect.stringMatching(/^read;dur=[\d.]+, features;.+, score;.+, rules;.+, commit;.+, total;/),
    });
    expect(store.committed).toMatchObject([{ actor: { userId: 'key:1', org: 'acme' }, payment: { amount: 2_000 } }]);
  });

  it('in another currency is counted in the own one of the stage', async () => {
    const { send, store } = decideApi();
    await send({ ...payment, currency: 'USD' });
    expect(store.committed).toMatchObject([{ payment: { amount: 1_840, currency: 'USD' } }]);
  });

  it('without device, address, country and place is decided too', async () => {
    const { device: _device, ip: _ip, ...least } = payment;
    const { send, store } = decideApi();
    expect(await send(least)).toMatchObject({ statusCode: 200 });
    expect(store.committed[0]?.counted.map(({ kind }) => kind)).toEqual(['card', 'account', 'merchant']);
  });

  it('of what is on a block list is declined, with the reason', async () => {
    const { send, store } = decideApi();
    store.lists.set('acme/card/tok_card', 'block');
    const { json } = await send(payment);
    expect(json).toMatchObject({ decision: 'decline', rules: { matched: ['blocked'] } });
    expect(json.reasons).toContainEqual({ code: 'rule:blocked', message: expect.any(String) });
  });
});

describe('the same key', () => {
  it('gives the same bytes, and counts once', async () => {
    const { send, store, published } = decideApi();
    const first = await send(payment);
    const again = await send(Object.fromEntries(Object.entries(payment).reverse()));
    expect(again).toMatchObject({ statusCode: 200, body: first.body });
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect(store.committed).toHaveLength(1);
    expect(published).toHaveLength(1);
  });

  it('gives the same bytes to all who send it at once', async () => {
    let order = Promise.resolve();
    const store = new CountingStore(() => {
      order = order.then(() => undefined);
      return order;
    });
    const { send } = decideApi({}, store);
    const answers = await Promise.all(Array.from({ length: 8 }, () => send(payment)));
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
    expect(answers.map(({ headers }) => headers['idempotent-replayed']).sort()).toEqual([
      'false',
      ...Array.from({ length: 7 }, () => 'true'),
    ]);
    expect(store.committed).toHaveLength(1);
  });

  it('is refused for another payment, which is not counted', async () => {
    const { send, store } = decideApi();
    await send(payment);
    const { statusCode, json } = await send({ ...payment, amount: 2_001 });
    expect([statusCode, json.code, json.title]).toEqual([422, 'idempotency_key_reused', 'Unprocessable Content']);
    expect(store.committed).toHaveLength(1);
  });

  it('of another organisation is another payment', async () => {
    const { send, store } = decideApi();
    await send(payment);
    const { headers } = await send({ ...payment, amount: 9 }, { who: { ...machine, org: 'globex' } });
    expect(headers['idempotent-replayed']).toBe('false');
    expect(store.committed).toHaveLength(2);
  });
});

describe('what is no payment', () => {
  const day = 86_400_000;

  it.each([
    ['no key', payment, { key: null }, 'idempotency_key_required'],
    ['an empty key', payment, { key: '' }, 'idempotency_key_required'],
    ['a key with a blank', payment, { key: 'one two' }, 'idempotency_key_required'],
    ['a key that is too long', payment, { key: 'k'.repeat(256) }, 'idempotency_key_required'],
    ['a key that is the number of a card', payment, { key: visa }, 'card_number_refused'],
    ['the number of a card', { ...payment, card: visa }, {}, 'card_number_refused'],
    [
      'one in groups, in a field that there is not',
      { ...payment, note: '4111-1111-1111-1111' },
      {},
      'card_number_refused',
    ],
    ['one as a number', { ...payment, amount: Number(visa) }, {}, 'card_number_refused'],
    ['one as the name of a field', { ...payment, [visa]: 1 }, {}, 'card_number_refused'],
    ['one deep inside', { ...payment, place: { lat: 0, lon: 0, more: [{ pan: visa }] } }, {}, 'card_number_refused'],
    ['one alone', JSON.stringify(visa), {}, 'card_number_refused'],
    ['no JSON', '{', {}, 'invalid_request'],
    ['nothing', '', {}, 'invalid_request'],
    ['a list', [payment], {}, 'invalid_request'],
    ['no card', withoutCard, {}, 'invalid_request'],
    ['a negative amount', { ...payment, amount: -1 }, {}, 'invalid_request'],
    ['no amount', { ...payment, amount: 0 }, {}, 'invalid_request'],
    ['half a cent', { ...payment, amount: 0.5 }, {}, 'invalid_request'],
    ['an amount beyond any', { ...payment, amount: 1e15 }, {}, 'invalid_request'],
    ['an amount as text', { ...payment, amount: '2000' }, {}, 'invalid_request'],
    ['a field that there is not', { ...payment, tip: 1 }, {}, 'invalid_request'],
    ['an address that is none', { ...payment, ip: '999.0.0.1' }, {}, 'invalid_request'],
    ['an id with a blank', { ...payment, merchant: 'the shop' }, {}, 'invalid_request'],
    ['a time without its zone', { ...payment, occurredAt: '2023-11-14T22:13:20' }, {}, 'invalid_request'],
    ['a time long ago', { ...payment, occurredAt: at(-day - 1) }, {}, 'clock_off'],
    ['a time to come', { ...payment, occurredAt: at(300_001) }, {}, 'clock_off'],
    ['a currency that the stage does not take', { ...payment, currency: 'XXX' }, {}, 'unknown_currency'],
  ] as const)('%s is refused before anything is read or counted', async (_, body, sent, code) => {
    const { send, store, published } = decideApi();
    const { statusCode, headers, json } = await send(body, sent);
    expect([statusCode, problemSchema.parse(json).code]).toEqual([400, code]);
    expect(headers['content-type']).toBe('application/problem+json');
    expect(JSON.stringify(json)).not.toContain(visa);
    expect([store.reads, store.committed, published]).toEqual([0, [], []]);
  });

  it.each([
    [{ ...payment, note: visa }, 'note: looks like the number of a card'],
    [{ ...payment, place: { lat: 91, lon: 0 } }, 'place.lat: must be at most 90'],
    [{ ...payment, currency: 'JPY' }, 'EUR, USD'],
    [{ ...payment, occurredAt: '2001-01-01T00:00:00Z' }, 'at most 24 hours ago'],
  ])('case %#: the answer says what would be right', async (body, expected) => {
    const { json } = await decideApi().send(body);
    expect(json.detail).toContain(expected);
  });

  it.each([at(-day), at(300_000)])('a time at the bound is taken: %s', async (occurredAt) => {
    expect(await decideApi().send({ ...payment, occurredAt })).toMatchObject({ statusCode: 200 });
  });
});

describe('people', () => {
  it('of the group may ask', async () => {
    expect(await decideApi().send(payment, { who: { ...alice, groups: ['risk'] } })).toMatchObject({ statusCode: 200 });
  });

  it('outside of it may not, and are not told whether their request would be right', async () => {
    const { send, store, published } = decideApi();
    for (const body of [payment, {}, { ...payment, card: visa }]) {
      expect(await send(body, { who: alice })).toMatchObject({ statusCode: 403, json: { code: 'forbidden' } });
    }
    expect([store.reads, store.committed, published]).toEqual([0, [], []]);
  });

  it('whose token has ended may not', async () => {
    const { send, store } = decideApi();
    const ended = { ...alice, groups: ['risk'], expiresAt: 1 };
    expect(await send(payment, { who: ended })).toMatchObject({ statusCode: 401, json: { code: 'token_expired' } });
    expect(store.reads).toBe(0);
  });
});

describe('a store', () => {
  it('that others write all the time is given up after some attempts: 503, and when to come back', async () => {
    class Contended extends CountingStore {
      override async commit() {
        return 'conflict' as const;
      }
    }
    const { send, store, published } = decideApi({}, new Contended());
    const { statusCode, headers, json } = await send(payment);
    expect([statusCode, json.code, headers['retry-after']]).toEqual([503, 'contended', '1']);
    expect(store.reads).toBeGreaterThan(1);
    expect([store.committed, published]).toEqual([[], []]);
  });

  it('that fails is a failure, which tells nothing, and the payment is decided when it is sent again', async () => {
    let fails = true;
    class Failing extends CountingStore {
      override async commit(...args: Parameters<CountingStore['commit']>) {
        if (fails) throw new Error('dynamodb.internal.example is down');
        return super.commit(...args);
      }
    }
    const { send, store, lines } = decideApi({}, new Failing());
    const { statusCode, body, json } = await send(payment);
    expect([statusCode, json.code]).toEqual([503, 'unavailable']);
    expect(body).not.toContain('internal.example');
    expect(lines.join()).toContain('internal.example');
    fails = false;
    expect((await send(payment)).headers['idempotent-replayed']).toBe('false');
    expect(store.committed).toHaveLength(1);
  });
});

describe('metrics', () => {
  it('count each decision once, by its outcome', async () => {
    const { send, store, published } = decideApi();
    store.lists.set('acme/device/phone-2', 'block');
    await send(payment);
    await send({ ...payment, device: 'phone-2' }, { key: 'key-2' });
    await send(payment);
    expect(published).toMatchObject([
      { Approve: 1, Review: 0, Decline: 0, Degraded: 0, Late: 0, service: 'fraud', stage: 'test' },
      { Approve: 0, Review: 0, Decline: 1, Degraded: 0, Late: 0 },
    ]);
    for (const { DecisionTime } of published) expect(DecisionTime).toBeGreaterThan(0);
  });

  it('count what was left out, and what took too long', async () => {
    const { send, published } = decideApi({ score: () => async () => ({ degraded: ['model'] }) }, new CountingStore(), {
      totalMs: 0.5,
    });
    const { json } = await send({ ...payment, amount: 50_000 });
    expect(json).toMatchObject({ decision: 'review', reasons: [{ code: 'not_scored' }], degraded: ['model'] });
    expect(json).not.toHaveProperty('score');
    expect(published).toMatchObject([{ Degraded: 1, Late: 1, Review: 1 }]);
  });
});

it('logs nothing that was sent, whatever comes of it', async () => {
  class Failing extends CountingStore {
    override async commit(): Promise<never> {
      throw new Error('the store is down');
    }
  }
  const fine = decideApi();
  const down = decideApi({}, new Failing());
  const sent = [
    payment,
    { ...payment, card: visa },
    { ...payment, tip: 'much-too-much' },
    { ...payment, currency: 'XXX' },
  ];
  for (const [index, body] of sent.entries()) {
    for (const { send } of [fine, down]) await send(body, { key: `secret-key-${index}` });
  }
  const told = [...fine.lines, ...down.lines, JSON.stringify([...fine.published, ...down.published])].join();
  // The failure was logged, so there was something to look through.
  expect(told).toContain('the store is down');
  const values = [payment.account, payment.card, payment.merchant, payment.device, payment.ip];
  for (const value of [...values, visa, 'much-too-much', 'secret-key']) expect(told).not.toContain(value);
});
