import { createConfluence } from '../../../../lambdas/rag/connectors/confluence';
import { Wiki } from './support/confluence';
import { mapperOf, sourceOf, World } from './support/memory';
import { type Answer, type Answering, type Served, serve } from './support/server';

const source = sourceOf('confluence', { site: 'https://acme.atlassian.net', secretId: 's', sweepMinutes: 60 });
const MINUTE = 60_000;

let wiki: Wiki;
let world: World;
let served: Served;
let now: number;

beforeEach(async () => {
  wiki = new Wiki();
  world = new World();
  now = 1_000_000 * MINUTE;
  served = await serve((asked) => wiki.answer(asked));
});
afterEach(() => served.close());

const edit = (page: Parameters<Wiki['put']>[0]) => wiki.put({ changedAt: now, ...page });
const connector = (settings = source) =>
  createConfluence(settings, {
    http: served.http(['acme.atlassian.net'], { authorization: 'Basic x' }),
    mapper: mapperOf(settings),
    inventory: world.inventory,
    now: () => now,
  });
const pass = (minutes: number) => {
  now += minutes * MINUTE;
  served.asked.length = 0;
  world.log.length = 0;
};
const aclOf = (id: string) => world.all.get(id)?.acl;
const everybody = ['u-alice', 'u-bob', 'u-carol'];

it('brings every page as HTML, over several pages of the list, with its link and who may see its space', async () => {
  for (const id of ['1', '2', '3', '4', '5']) edit({ id });
  await expect(world.run(connector())).resolves.toMatchObject({ stored: 5, through: true });
  expect(world.all.get('3')).toMatchObject({
    title: 'Page 3',
    contentType: 'text/html',
    link: 'https://acme.atlassian.net/wiki/spaces/DOC/pages/3',
    modifiedAt: now,
    acl: { users: [], groups: ['ext:staff'], everyone: false, classification: 1 },
  });
  expect(world.all.get('3')?.text).toContain('<p>Text 3</p>');
  expect(served.asked.every(({ headers }) => headers.authorization === 'Basic x')).toBe(true);
});

it('brings only what changed in a further run, and asks for no more of the list than that', async () => {
  for (const id of ['1', '2', '3', '4', '5', '6', '7', '8']) edit({ id, changedAt: now - Number(id) * 10 * MINUTE });
  await world.run(connector());
  pass(10);
  edit({ id: '7', storage: '<p>New</p>' });
  await expect(world.run(connector())).resolves.toMatchObject({ stored: 1, removed: 0, permissions: 0 });
  expect(world.log).toEqual(['put 7']);
  expect(world.all.get('7')?.text).toContain('New');
  expect(served.asked.filter(({ url }) => url.pathname === '/wiki/api/v2/pages')).toHaveLength(2);
});

it('finds changed permissions and removed pages when everything is looked at again, without storing a text again', async () => {
  for (const id of ['1', '2', '3']) edit({ id });
  await world.run(connector());
  pass(61);
  const page = wiki.pages.get('1');
  if (page) page.groups = ['g-finance'];
  wiki.pages.delete('2');
  await expect(world.run(connector())).resolves.toMatchObject({ stored: 0, removed: 1, permissions: 1 });
  expect(world.log.sort()).toEqual(['acl 1', 'remove 2']);
  expect(aclOf('1')).toMatchObject({ users: [], groups: ['ext:finance'] });
});

describe('who may see a page', () => {
  const brought = async (page: Parameters<Wiki['put']>[0]) => {
    edit(page);
    await world.run(connector());
    return aclOf(page.id);
  };

  it('is who is named by its restriction and may see the space, by name or by group', async () => {
    expect(await brought({ id: '1', users: ['u-alice', 'u-guest'] })).toMatchObject({
      users: ['alice@acme.example'],
      groups: [],
    });
  });

  it('is narrowed to members where only some of a group may see the space', async () => {
    expect(await brought({ id: '1', groups: ['g-mixed'] })).toMatchObject({ users: ['bob@acme.example'], groups: [] });
  });

  it('is narrowed by the restriction of a page above it, two levels up', async () => {
    edit({ id: '1', users: ['u-bob'] });
    edit({ id: '2', parentId: '1' });
    expect(await brought({ id: '3', parentId: '2', users: everybody })).toMatchObject({
      users: ['bob@acme.example'],
      groups: [],
    });
  });

  it('is nobody when the levels have nobody in common', async () => {
    edit({ id: '1', users: ['u-bob'] });
    expect(await brought({ id: '2', parentId: '1', users: ['u-alice'] })).toMatchObject({
      users: [],
      groups: [],
      everyone: false,
    });
  });

  it('is everyone where the space is open to a group of everyone, unless the page is restricted', async () => {
    wiki.spaces.set('1', { users: [], groups: ['g-all', 'g-finance'] });
    edit({ id: '2', users: ['u-carol'] });
    expect(await brought({ id: '1' })).toMatchObject({ users: [], everyone: true });
    expect(aclOf('2')).toMatchObject({ users: ['carol@acme.example'], groups: [], everyone: false });
  });

  it('leaves out who hides the address, and whom no setting names', async () => {
    wiki.emails.delete('u-carol');
    wiki.emails.set('u-bob', 'bob@elsewhere.example');
    expect(await brought({ id: '1', users: everybody })).toMatchObject({ users: ['alice@acme.example'] });
  });

  it('is nobody in a space whose readers are named by roles alone', async () => {
    wiki.spaces.set('1', { users: [], groups: [] });
    expect(await brought({ id: '1' })).toEqual({ users: [], groups: [], everyone: false, classification: 1 });
  });

  it.each<[string, Answer]>([
    ['is not given', { status: 404 }],
    ['is forbidden', { status: 403 }],
    ['comes in another shape', { body: { restrictions: [] } }],
  ])('is the owner alone when the restriction %s', async (_, answer) => {
    served.answer((asked) => (asked.url.pathname.includes('/restriction/') ? answer : wiki.answer(asked)));
    expect(await brought({ id: '1' })).toEqual({ users: ['owner'], groups: [], everyone: false, classification: 1 });
  });
});

it('takes out what has left the spaces of its settings', async () => {
  const settings = sourceOf('confluence', {
    site: 'https://acme.atlassian.net',
    secretId: 's',
    spaceIds: ['1'],
    sweepMinutes: 60,
  });
  edit({ id: '1' });
  edit({ id: '2' });
  await world.run(connector(settings));
  pass(61);
  edit({ id: '2', spaceId: '9' });
  served.answer((asked) => {
    const answer = wiki.answer(asked);
    const isList = asked.url.searchParams.has('space-id') && answer?.body;
    const { results, _links } = (isList ? answer.body : { results: [] }) as {
      results: { spaceId: string }[];
      _links: object;
    };
    return isList ? { body: { results: results.filter(({ spaceId }) => spaceId === '1'), _links } } : answer;
  });
  await world.run(connector(settings));
  expect([...world.all.keys()]).toEqual(['1']);
});

it('goes on where it was when time is up in the middle', async () => {
  for (const id of ['1', '2', '3', '4', '5']) edit({ id });
  const over = new AbortController();
  world.step = () => world.log.length >= 3 && over.abort();
  await expect(world.run(connector(), over.signal)).resolves.toMatchObject({ through: false });
  expect(world.documents.size).toBe(3);
  world.step = () => undefined;
  pass(1);
  await expect(world.run(connector())).resolves.toMatchObject({ stored: 2, through: true });
  expect(world.documents.size).toBe(5);
});

it('begins the list again when the place where it was is forgotten', async () => {
  for (const id of ['1', '2', '3', '4', '5']) edit({ id });
  world.cursor = { pass: 'all', next: '/wiki/api/v2/pages?cursor=stale' };
  const forgetful: Answering = (asked) =>
    asked.url.searchParams.get('cursor') === 'stale' ? { status: 400 } : wiki.answer(asked);
  served.answer(forgetful);
  await expect(world.run(connector())).resolves.toMatchObject({ stored: 5 });
});

it('says what to do when the credentials have expired, and takes nothing away', async () => {
  edit({ id: '1' });
  await world.run(connector());
  pass(61);
  served.answer(() => ({ status: 401, body: { message: 'Unauthorized' } }));
  await expect(world.run(connector())).rejects.toMatchObject({
    code: 'credentials',
    message: expect.stringContaining('secret the-secret'),
  });
  expect(world.documents.size).toBe(1);
});
