import { createSlack } from '../../../../lambdas/rag/connectors/slack';
import { mapperOf, sourceOf, World } from './support/memory';
import { type Served, serve } from './support/server';
import { Workspace } from './support/slack';

const DAY = 86_400_000;
const NOON = 20_000 * DAY + DAY / 2;
const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);

let workspace: Workspace;
let world: World;
let served: Served;
let now: number;

beforeEach(async () => {
  workspace = new Workspace();
  world = new World();
  now = NOON;
  served = await serve((asked) => workspace.answer(asked));
});
afterEach(() => served.close());

const source = sourceOf('slack', {
  secretId: 's',
  historyDays: 30,
  lookBackDays: 3,
  workspaceUrl: 'https://acme.slack.com',
});
const connector = (settings = source) =>
  createSlack(settings, {
    http: served.http(['slack.com'], { authorization: 'Bearer xoxb' }),
    mapper: mapperOf(settings),
    inventory: world.inventory,
    now: () => now,
  });
const idOf = (channel: string, at = now) => `${channel}/${dayOf(at)}`;

it('makes a document of each day of a channel, with threads below the messages that began them', async () => {
  const first = workspace.say('C1', now - DAY, 'Is <https://x.example/a|the page> up, <@U2>? a &lt; b');
  workspace.say('C1', now, 'Yes, since <#C2|general> said so', { user: 'U2', thread_ts: first });
  workspace.say('C1', now, 'Good morning');
  workspace.say('C1', now, 'joined', { subtype: 'channel_join' });
  await expect(world.run(connector())).resolves.toMatchObject({ stored: 2, through: true });
  const { text, title, link, contentType } = world.all.get(idOf('C1', now - DAY)) ?? {};
  expect(text).toBe(
    `# #c1, ${dayOf(now - DAY)}\n\n## Alice, 12:00\n\nIs [the page](https://x.example/a) up, @Bob? a < b\n\n` +
      `**Bob, ${dayOf(now)} 12:00:** Yes, since #general said so\n`,
  );
  expect({ title, link, contentType }).toEqual({
    title: `#c1, ${dayOf(now - DAY)}`,
    link: `https://acme.slack.com/archives/C1/p${first.replace('.', '')}`,
    contentType: 'text/markdown',
  });
  expect(world.all.get(idOf('C1'))?.text).not.toContain('joined');
});

it('lets those see a private channel who are in it, and everyone a public one', async () => {
  workspace.room('C1', { members: ['U1', 'U2', 'UBOT', 'UGONE'] });
  workspace.room('C2', { isPrivate: false });
  workspace.say('C1', now, 'one');
  workspace.say('C2', now, 'two');
  await world.run(connector());
  const users = ['alice@acme.example', 'bob@acme.example'];
  expect(world.all.get(idOf('C1'))?.acl).toMatchObject({ users, groups: [], everyone: false });
  expect(world.all.get(idOf('C2'))?.acl).toMatchObject({ users: [], everyone: true });
});

it('lets only those see a public channel who are in it, where the settings say so', async () => {
  workspace.room('C2', { isPrivate: false });
  workspace.say('C2', now, 'two');
  await world.run(connector({ ...source, publicChannels: 'members' }));
  expect(world.all.get(idOf('C2'))?.acl).toMatchObject({ users: ['alice@acme.example'], everyone: false });
});

it('brings in a further run what was written, edited, answered and deleted in the last days, and nothing else', async () => {
  for (const days of [20, 10, 2, 1]) workspace.say('C1', now - days * DAY, `said ${days}`);
  await world.run(connector());
  world.log.length = 0;
  now += 600_000;
  const { messages } = workspace.room('C1');
  const last = messages.find(({ text }) => text === 'said 1');
  workspace.say('C1', now, 'an answer', { thread_ts: last?.ts });
  messages.splice(2, 1);
  workspace.say('C1', now, 'new');
  await expect(world.run(connector())).resolves.toMatchObject({ stored: 2, removed: 1 });
  expect(world.log).toEqual([
    `remove ${idOf('C1', now - 2 * DAY)}`,
    `put ${idOf('C1', now - DAY)}`,
    `put ${idOf('C1')}`,
  ]);
});

it('takes a channel from who has left it in the next run, also for days that are long past', async () => {
  workspace.room('C1', { members: ['U1', 'U2'] });
  workspace.say('C1', now - 20 * DAY, 'long ago');
  await world.run(connector());
  workspace.toggleMember('C1', 'U2');
  await expect(world.run(connector())).resolves.toMatchObject({ stored: 0, permissions: 1 });
  expect(world.all.get(idOf('C1', now - 20 * DAY))?.acl.users).toEqual(['alice@acme.example']);
});

it('takes out a channel that the app was removed from', async () => {
  workspace.say('C1', now, 'one');
  workspace.say('C2', now, 'two');
  await world.run(connector());
  workspace.leave('C1');
  await expect(world.run(connector())).resolves.toMatchObject({ removed: 1 });
  expect([...world.all.keys()]).toEqual([idOf('C2')]);
});

it('brings all of a channel that the app joins later, also when the first run over it is cut off', async () => {
  workspace.say('C1', now, 'one');
  await world.run(connector());
  for (const days of [25, 15, 5]) workspace.say('C2', now - days * DAY, `said ${days}`);
  world.log.length = 0;
  world.step = () => {
    if (world.log.length > 0) throw new Error('died');
  };
  await expect(world.run(connector())).rejects.toThrow('died');
  expect(world.log).toHaveLength(1);
  world.step = () => undefined;
  await world.run(connector());
  expect([...world.all.keys()].filter((id) => id.startsWith('C2/'))).toHaveLength(3);
});

it.each(['invalid_auth', 'token_expired', 'token_revoked'])('says what to do when Slack answers %s', async (error) => {
  served.answer(() => ({ body: { ok: false, error } }));
  await expect(world.run(connector())).rejects.toMatchObject({
    code: 'credentials',
    message: expect.stringContaining('secret s'),
  });
});

it('names the scope that is missing, and takes nothing away for it', async () => {
  workspace.say('C1', now, 'one');
  await world.run(connector());
  served.answer(({ url }) =>
    url.pathname.endsWith('.list') ? { body: { ok: false, error: 'missing_scope', needed: 'groups:read' } } : undefined,
  );
  await expect(world.run(connector())).rejects.toMatchObject({
    code: 'forbidden',
    message: expect.stringContaining('groups:read'),
  });
  expect(world.documents.size).toBe(1);
});

it('waits when Slack asks for fewer requests', async () => {
  workspace.say('C1', now, 'one');
  let isFirst = true;
  served.answer((asked) => {
    const refuse = isFirst && asked.url.pathname.endsWith('.history');
    if (refuse) isFirst = false;
    return refuse ? { status: 429, headers: { 'retry-after': '30' } } : workspace.answer(asked);
  });
  await expect(world.run(connector())).resolves.toMatchObject({ stored: 1 });
  expect(served.waits).toEqual([30_000]);
});
