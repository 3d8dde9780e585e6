import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import type { Principal } from '../../../../lambdas/shared/domain/principal';
import { PUBLICATION, topicPk } from '../../../../lambdas/streaming/adapters/live-items';
import { isNews, nothingReceived } from '../../../../lambdas/streaming/domain/live/received';
import { alice } from '../../support/principals';
import { type LiveWorld, shown, startLiveWorld } from '../support/live-world';

let world: LiveWorld;
beforeAll(async () => {
  world = await startLiveWorld();
});
afterAll(() => world.stop());

const topic = 'features:item:i1';

/** Somebody who is connected, of an organisation of their own. */
async function connected(more: Partial<Principal> = {}) {
  const org = world.newRun();
  const who: Principal = { ...alice, org, ...more };
  const id = `${org}-c`;
  await world.connect(id, who);
  return { org: who.org, id, who, ask: (body: object | string) => world.ask(id, body) };
}

const errorsOf = (connectionId: string) =>
  (world.frames.get(connectionId) ?? []).flatMap(({ frame }) => (frame.type === 'error' ? [frame] : []));

it('takes the protocol that is offered, never the credential beside it', async () => {
  const headers = { 'Sec-WebSocket-Protocol': 'live.v1, secret-token' };
  const org = world.newRun();
  expect(await world.connect(org, { ...alice, org }, headers)).toEqual({
    statusCode: 200,
    headers: { 'Sec-WebSocket-Protocol': 'live.v1' },
  });
  expect(await world.connect(`${org}-2`, { ...alice, org })).toEqual({ statusCode: 200 });
});

it('refuses one connection too many of a person, until one of theirs is closed', async () => {
  const { org, who } = await connected();
  for (const id of ['2', '3']) expect(await world.connect(`${org}-${id}`, who)).toMatchObject({ statusCode: 200 });
  expect(await world.connect(`${org}-4`, who)).toEqual({ statusCode: 429 });
  expect(await world.connect(`${org}-5`, { ...who, userId: 'bob' })).toMatchObject({ statusCode: 200 });
  await world.disconnect(`${org}-2`);
  expect(await world.connect(`${org}-4`, who)).toMatchObject({ statusCode: 200 });
});

describe('connections whose end nobody was told', () => {
  /** Somebody with as many connections as they may have, of which these are gone; opened before a time. */
  async function full(gone: readonly number[], ms = 31_000) {
    const { org, id, who } = await connected();
    const ids = [id, `${org}-2`, `${org}-3`];
    for (const id of ids.slice(1)) await world.connect(id, who);
    for (const index of gone) world.state.set(ids[index] ?? '', 'gone');
    await world.pass(ms);
    world.asked.length = 0;
    return { org, who, ids, again: (name: string) => world.connect(`${org}-${name}`, who) };
  }

  it('are forgotten at the limit, with what they watched: the person can connect, and no more than before', async () => {
    const { who, ids, again } = await full([0, 2]);
    await world.ask(ids[0] ?? '', { action: 'subscribe', topics: [topic] });
    expect(await again('a')).toMatchObject({ statusCode: 200 });
    expect((await world.connections.openOf(who)).map(({ connectionId }) => connectionId).sort()).toEqual(
      [ids[1], `${who.org}-a`].sort(),
    );
    expect(await world.connections.topicsOf(ids[0] ?? '')).toEqual([]);
    expect(await again('b')).toMatchObject({ statusCode: 200 });
    expect(await again('c')).toEqual({ statusCode: 429 });
  });

  it('are asked for at the limit alone, and by their own person alone', async () => {
    const { org, who, ids, again } = await full([]);
    await world.disconnect(ids[0] ?? '');
    expect(await again('a')).toMatchObject({ statusCode: 200 });
    expect(world.asked).toEqual([]);
    await world.connect(`${org}-bob`, { ...who, userId: 'bob' });
    expect(world.asked).toEqual([]);
    await world.pass(31_000);
    expect(await again('b')).toEqual({ statusCode: 429 });
    expect(world.asked.sort()).toEqual([ids[1], ids[2], `${org}-a`].sort());
  });

  it('are not those that open at the same moment, which are no more there than those that have ended', async () => {
    const { again, ids } = await full([0, 1, 2], 20_000);
    expect(await again('a')).toEqual({ statusCode: 429 });
    expect(world.asked).toEqual([]);
    await world.pass(10_000);
    expect(await again('a')).toMatchObject({ statusCode: 200 });
    expect(world.asked.sort()).toEqual(ids.sort());
  });

  it('count where the API does not tell of them', async () => {
    const { again, ids } = await full([0]);
    world.state.set(ids[1] ?? '', 'broken');
    world.state.set(ids[2] ?? '', 'broken');
    expect(await again('a')).toMatchObject({ statusCode: 200 });
    await world.pass(31_000);
    expect(await again('b')).toEqual({ statusCode: 429 });
    expect(world.lines.join()).toContain('the API is away');
  });
});

it('says of each topic why it is refused, and takes the others', async () => {
  const { ask } = await connected();
  const wanted = [
    'throughput',
    'verdicts',
    'trending:loved',
    'features:i1',
    'together:a b',
    'trending:viewed_1h',
    topic,
  ];
  const answer = await ask({ action: 'subscribe', topics: wanted });
  expect(answer).toMatchObject({ type: 'subscribed', topics: ['trending:viewed_1h', topic] });
  const refused = answer.type === 'subscribed' ? answer.refused : [];
  expect(Object.fromEntries(refused.map(({ topic: name, code }) => [name, code]))).toEqual({
    ...{ throughput: 'forbidden_topic', verdicts: 'forbidden_topic' },
    ...{ 'trending:loved': 'unknown_topic', 'features:i1': 'unknown_topic', 'together:a b': 'unknown_topic' },
  });
});

it.each([
  ['people of the group operations', { groups: ['operations'] }, ['throughput']],
  ['machines', { credential: 'api-key' }, ['throughput']],
  ['reviewers', { groups: ['moderators'] }, ['verdicts']],
  ['reviewers, by a ticket', { credential: 'ticket', groups: ['moderators'] }, ['verdicts']],
  ['others', { groups: ['risk'] }, []],
] as const)('shows how the stage does, and verdicts, to those they are for: %s', async (_, more, topics) => {
  const { ask } = await connected(more as Partial<Principal>);
  expect(await ask({ action: 'subscribe', topics: ['throughput', 'verdicts'] })).toMatchObject({ topics });
});

it('a connection has only so many topics, of which a new one takes the place of another', async () => {
  const { ask } = await connected();
  const topics = [1, 2, 3, 4, 5].map((n) => `features:item:i${n}`);
  expect(await ask({ action: 'subscribe', topics })).toMatchObject({
    topics: topics.slice(0, 4),
    refused: [{ topic: topics[4], code: 'too_many_topics' }],
  });
  expect(await ask({ action: 'subscribe', topics: topics.slice(0, 4) })).toMatchObject({ refused: [] });
  await ask({ action: 'unsubscribe', topics: topics.slice(0, 1) });
  expect(await ask({ action: 'subscribe', topics: topics.slice(4) })).toMatchObject({ refused: [] });
});

it.each([
  ['{oops', 'invalid_frame'],
  ['[]', 'invalid_frame'],
  ['{"action":"fly"}', 'unknown_action'],
  ['{"action":"toString"}', 'unknown_action'],
  ['{"action":"subscribe","topics":[]}', 'invalid_frame'],
  ['{"action":"ack","seen":{"a":{"seq":-1,"cursor":"c"}}}', 'invalid_frame'],
])('%s is no frame, and the answer says why', async (text, code) => {
  expect(await (await connected()).ask(text)).toMatchObject({ type: 'error', code });
});

it('a credential that has ended ends what may be asked, and what is sent', async () => {
  const expiresAt = Math.floor(world.now() / 1000) + 10;
  const { org, id, ask } = await connected({ expiresAt });
  await ask({ action: 'subscribe', topics: [topic] });
  await world.pass(12_000);
  expect(await ask({ action: 'ping' })).toMatchObject({ type: 'error', code: 'token_expired' });
  await world.look(org, 'i1');
  await world.pass(3_000);
  expect(world.viewsOf(id).map(shown)).toEqual([0]);
  expect(errorsOf(id)).toMatchObject([{ code: 'token_expired' }]);
  expect(world.ended.has(id)).toBe(true);
});

it('who acknowledges goes on; who does not is told, dropped and may resume from what was acknowledged', async () => {
  const { org, who, id: slow } = await connected();
  const quick = `${org}-quick`;
  await world.connect(quick, who);
  for (const id of [slow, quick]) await world.ask(id, { action: 'subscribe', topics: [topic] });
  const acknowledge = (id: string) => {
    const last = world.viewsOf(id).at(-1);
    return world.ask(id, { action: 'ack', seen: { [topic]: { seq: last?.seq ?? 0, cursor: last?.cursor ?? '' } } });
  };
  await world.pass(2_000);
  await world.look(org, 'i1');
  await world.pass(3_000);
  await acknowledge(slow);
  const acknowledged = world.viewsOf(slow).at(-1)?.cursor;
  for (let view = 0; view < 8; view += 1) {
    await world.look(org, 'i1');
    await world.pass(3_000);
    await acknowledge(quick);
  }
  expect(errorsOf(slow)).toMatchObject([{ code: 'slow_consumer', resume: { [topic]: acknowledged } }]);
  expect([world.ended.has(slow), world.ended.has(quick)]).toEqual([true, false]);
  expect(world.viewsOf(quick).map(shown)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  // Five views may be open.
  expect(world.viewsOf(slow).map(shown)).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

it('a view that nobody has heard of for long makes nobody slow', async () => {
  const { org, id, ask } = await connected();
  await ask({ action: 'subscribe', topics: [topic] });
  const [first] = world.viewsOf(id);
  await ask({ action: 'ack', seen: { [topic]: { seq: first?.seq ?? 0, cursor: first?.cursor ?? '' } } });
  await world.pass(600_000);
  await world.look(org, 'i1');
  await world.pass(3_000);
  expect(world.viewsOf(id).map(shown)).toEqual([0, 1]);
  expect(errorsOf(id)).toEqual([]);
});

it('one connection that is gone, full or broken keeps the others from nothing', async () => {
  const { org, who, id } = await connected();
  for (const how of ['gone', 'broken'] as const) {
    await world.connect(`${org}-${how}`, { ...who, userId: how });
    await world.ask(`${org}-${how}`, { action: 'subscribe', topics: [topic] });
    world.state.set(`${org}-${how}`, how);
  }
  await world.ask(id, { action: 'subscribe', topics: [topic] });
  await world.pass(2_000);
  await world.look(org, 'i1');
  await world.pass(3_000);
  expect(world.viewsOf(id).map(shown)).toEqual([0, 1]);
  const { watchers } = await world.topics.audience({ org, topic });
  expect(watchers.map(({ connectionId }) => connectionId).sort()).toEqual([`${org}-broken`, id]);
  // What did not reach everybody is sent again: with the same seq, so that nobody who has it takes it twice.
  world.state.delete(`${org}-broken`);
  await world.refresh();
  await world.pass(3_000);
  expect(world.viewsOf(`${org}-broken`).map(shown)).toEqual([0, 1]);
  const [, second, again] = world.viewsOf(id);
  expect(again?.seq).toBe(second?.seq);
  const received = { ...nothingReceived, seqs: new Map([[topic, second?.seq ?? 0]]) };
  expect(again && isNews(received, again)).toBe(false);
});

it('who had no room for the last view gets it within a minute, though nothing changes any more', async () => {
  const { org, id, ask } = await connected();
  await ask({ action: 'subscribe', topics: [topic] });
  await world.pass(2_000);
  world.state.set(id, 'full');
  await world.look(org, 'i1');
  await world.pass(3_000);
  world.state.delete(id);
  expect(world.viewsOf(id).map(shown)).toEqual([0]);
  await world.refresh();
  await world.pass(3_000);
  expect(world.viewsOf(id).map(shown)).toEqual([0, 1]);
});

it('where seqs begin anew, as of what was not published for days, who waits for the next ones connects again', async () => {
  const { org, who, id, ask } = await connected();
  await ask({ action: 'subscribe', topics: [topic] });
  for (const _ of [1, 2, 3]) {
    await world.look(org, 'i1');
    await world.pass(3_000);
    await world.acknowledge(id);
  }
  const { document, name } = world.table;
  const of = { org, topic };
  await document.send(new DeleteCommand({ TableName: name, Key: { pk: topicPk(of), sk: PUBLICATION } }));
  await world.look(org, 'i1');
  await world.pass(3_000);
  expect(errorsOf(id)).toMatchObject([{ code: 'slow_consumer', resume: { [topic]: expect.any(String) } }]);
  expect(world.ended.has(id)).toBe(true);
  await world.connect(`${id}-again`, who);
  await world.ask(`${id}-again`, { action: 'subscribe', topics: [topic], resume: errorsOf(id)[0]?.resume });
  expect(world.viewsOf(`${id}-again`).map(shown)).toEqual([4]);
});

it('who acknowledges what there never was is not waited for either', async () => {
  const { org, id, ask } = await connected();
  await ask({ action: 'subscribe', topics: [topic] });
  await ask({ action: 'ack', seen: { [topic]: { seq: Number.MAX_SAFE_INTEGER, cursor: 'x' } } });
  await world.look(org, 'i1');
  await world.pass(3_000);
  expect(world.ended.has(id)).toBe(true);
});

it('a frame acknowledges no more topics than one may subscribe to, and is told of no more problems than anybody reads', async () => {
  const { ask } = await connected();
  const seen = (count: number, seq: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`t${index}`, { seq, cursor: 'x' }]));
  expect(await ask({ action: 'ack', seen: seen(50, 1) })).toEqual({ type: 'acked' });
  expect(await ask({ action: 'ack', seen: seen(51, 1) })).toMatchObject({ type: 'error', code: 'invalid_frame' });
  const wrong = await ask({ action: 'ack', seen: seen(800, -1) });
  expect(JSON.stringify(wrong).length).toBeLessThan(1_000);
});

it('a view that cannot be read is tried again, and comes', async () => {
  const { org, id, ask } = await connected();
  await ask({ action: 'subscribe', topics: [topic] });
  await world.pass(2_000);
  await world.look(org, 'i1');
  world.failing.views = true;
  await world.pass(3_500);
  expect(world.viewsOf(id).map(shown)).toEqual([0]);
  world.failing.views = false;
  await world.pass(2_000);
  expect(world.viewsOf(id).map(shown)).toEqual([0, 1]);
});

it('for what nobody watches nothing is sent, also once those who did are gone', async () => {
  const { org, id, ask } = await connected();
  const sent = () => world.queue.taken.length;
  const before = sent();
  await world.look(org, 'i1');
  expect(sent()).toBe(before);
  await ask({ action: 'subscribe', topics: [topic] });
  await world.pass(12_000);
  await world.disconnect(id);
  // The next tick finds nobody, and says so to whoever sends them.
  await world.refresh();
  await world.pass(5_000);
  const after = sent();
  await world.look(org, 'i1');
  expect(sent()).toBe(after);
});

it('where it cannot be known what is watched, or ticks are not taken, counting goes on', async () => {
  const { org, ask } = await connected();
  await ask({ action: 'subscribe', topics: [topic] });
  await world.pass(2_000);
  world.failing.queue = true;
  await world.look(org, 'i1');
  expect(world.lines.join()).toContain('Those who watch could not be told');
  world.failing.queue = false;
});

it('shows an organisation how fast its events come, and what of them was parked', async () => {
  const { org, id, ask } = await connected({ groups: ['operations'] });
  await ask({ action: 'subscribe', topics: ['throughput'] });
  await world.pass(2_000);
  for (let look = 0; look < 5; look += 1) await world.look(org, 'i1');
  await world.pass(3_000);
  const last = world.viewsOf(id).at(-1)?.data;
  expect(last && 'seconds' in last ? last.seconds : []).toMatchObject([{ counted: 5, late: 0, parked: 0, ageMs: 5 }]);
});
