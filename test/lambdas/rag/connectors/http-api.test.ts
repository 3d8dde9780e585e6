import { createHttpApi } from '../../../../lambdas/rag/connectors/http-api';
import { timeOf, valueAt } from '../../../../lambdas/rag/connectors/http-api-item';
import { ListApi } from './support/list-api';
import { mapperOf, sourceOf, World } from './support/memory';
import { type Served, serve } from './support/server';

const START = 1_000_000_000_000;
const MINUTE = 60_000;
const settings = { ...ListApi.settings, sweepMinutes: 60 };
const source = sourceOf('http-api', settings);

let api: ListApi;
let world: World;
let served: Served;
let now: number;
beforeEach(async () => {
  api = new ListApi();
  world = new World();
  now = START;
  served = await serve((asked) => api.answer(asked));
});
afterEach(() => served.close());

const run = (of = source) => {
  served.asked.length = 0;
  const http = served.http(['api.example.com'], { authorization: 'Bearer t' });
  return world.run(createHttpApi(of, { http, mapper: mapperOf(of), inventory: world.inventory, now: () => now }));
};

it('brings every page of the list, by the mapping of its settings', async () => {
  for (let n = 0; n < 7; n += 1)
    api.put(`${n}`, { users: ['Alice@acme.example', 'x@elsewhere.example'], groups: ['staff'] }, now - MINUTE);
  await expect(run()).resolves.toMatchObject({ stored: 7 });
  expect(world.all.get('3')).toMatchObject({
    title: 'Article 3',
    text: 'Text 3',
    link: 'https://shop.example.com/3',
    modifiedAt: now - MINUTE,
    acl: { users: ['alice@acme.example'], groups: ['ext:staff'], everyone: false, classification: 1 },
  });
  expect(served.asked.map(({ url }) => url.searchParams.get('cursor'))).toEqual([null, '3', '6']);
});

it('asks for what changed since the last run, and removes what is gone when everything is looked at', async () => {
  for (let n = 0; n < 7; n += 1) api.put(`${n}`, {}, now - 30 * MINUTE);
  await run();
  now += 10 * MINUTE;
  api.put('2', { text: 'Other' }, now);
  api.items.delete('5');
  await expect(run()).resolves.toMatchObject({ stored: 1, removed: 0 });
  expect(served.asked[0]?.url.searchParams.get('updated_since')).toBe(new Date(START - 30 * MINUTE).toISOString());
  now += 60 * MINUTE;
  await expect(run()).resolves.toMatchObject({ stored: 0, removed: 1 });
});

it('misses nothing that changes while the list is read, whatever the list shows of later changes', async () => {
  api.put('1', {}, now - 60 * MINUTE);
  api.put('2', {}, now + MINUTE);
  await run();
  // Written during the first run, behind the place where it read.
  api.put('1', { text: 'Meanwhile' }, START + 1);
  now += 5 * MINUTE;
  await run();
  expect(world.all.get('1')?.text).toBe('Meanwhile');
});

it('takes out what the list says is deleted', async () => {
  const of = sourceOf('http-api', { ...settings, fields: { ...settings.fields, deleted: 'gone' } });
  api.put('1', {}, now);
  await run(of);
  now += MINUTE;
  api.items.set('1', { id: '1', gone: true, updated_at: new Date(now).toISOString() });
  await expect(run(of)).resolves.toMatchObject({ removed: 1 });
});

it.each<[string, unknown]>([
  ['missing', undefined],
  ['of another type', { users: 'alice', groups: [] }],
  ['half there', { users: [] }],
])('shows an item whose permissions are %s to nobody but the owner', async (_, readers) => {
  api.put('1', {}, now);
  api.items.set('1', { ...api.items.get('1'), readers });
  await run();
  expect(world.all.get('1')?.acl).toEqual({ users: ['owner'], groups: [], everyone: false, classification: 1 });
});

it.each([undefined, 7, 'high', -1])(
  'shows an item whose classification is %p to nobody but the owner',
  async (level) => {
    const of = sourceOf('http-api', {
      ...settings,
      fields: { ...settings.fields, everyone: 'all', classification: 'level' },
    });
    api.put('1', {}, now);
    api.items.set('1', { ...api.items.get('1'), all: true, level });
    await run(of);
    expect(world.all.get('1')?.acl).toMatchObject({ users: ['owner'], everyone: false });
  },
);

it('skips what has no text or time, and refuses a list of which it cannot tell the items apart', async () => {
  api.put('1', {}, now);
  api.items.set('2', { id: '2', attributes: {}, updated_at: 'yesterday' });
  api.items.set('3', { id: '3', attributes: { text: 'x' }, updated_at: 'yesterday' });
  await expect(run()).resolves.toMatchObject({ stored: 1, skipped: 2 });
  api.items.set('4', { attributes: { text: 'x' } });
  now += 61 * MINUTE;
  await expect(run()).rejects.toMatchObject({ code: 'malformed' });
});

it.each([{ data: {} }, [], 'text', null])(
  'calls %p instead of the list malformed, and removes nothing',
  async (body) => {
    api.put('1', {}, now);
    await run();
    now += 61 * MINUTE;
    served.answer(() => ({ body: body === null ? 'null' : body }));
    await expect(run()).rejects.toMatchObject({ code: 'malformed' });
    expect(world.documents.size).toBe(1);
  },
);

it('ends when a page names itself as the next one', async () => {
  served.answer(() => ({ body: { data: { articles: [], next: '3' } } }));
  await expect(run()).rejects.toMatchObject({ code: 'malformed' });
});

it('reads values by dotted paths, and never what an object only inherits', () => {
  expect(valueAt({ a: { b: [1] } }, 'a.b.0')).toBe(1);
  expect(valueAt({ a: 1 }, '')).toEqual({ a: 1 });
  expect(valueAt({}, 'constructor.name')).toBeUndefined();
});

it('understands times as texts, seconds and milliseconds', () => {
  expect([timeOf('2026-02-11T10:00:00Z'), timeOf(1_770_804_000), timeOf(1_770_804_000_000)]).toEqual(
    Array(3).fill(Date.UTC(2026, 1, 11, 10)),
  );
  expect([timeOf('soon'), timeOf(-1), timeOf(null)]).toEqual([undefined, undefined, undefined]);
});
