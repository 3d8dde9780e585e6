import * as fc from 'fast-check';
import { createConfluence } from '../../../../lambdas/rag/connectors/confluence';
import type { Connector } from '../../../../lambdas/rag/connectors/connector';
import { createFolder } from '../../../../lambdas/rag/connectors/folder';
import { createHttp, type Fetch } from '../../../../lambdas/rag/connectors/http';
import { createHttpApi } from '../../../../lambdas/rag/connectors/http-api';
import { createMail } from '../../../../lambdas/rag/connectors/mail';
import { createSlack } from '../../../../lambdas/rag/connectors/slack';
import { Bucket } from './support/bucket';
import { Wiki } from './support/confluence';
import { ListApi } from './support/list-api';
import { mapperOf, sourceOf, World } from './support/memory';
import type { Answering } from './support/server';
import { Workspace } from './support/slack';

/** A source that people change, and a connector to it for each world. */
interface Changing {
  connect(world: World, now: () => number): Connector;
  /** One change, of document `id`, of one of several kinds. */
  change(id: number, kind: number, now: number): void;
}

const DAY = 86_400_000;
const START = 20_000 * DAY;

/** Answers in this process: thousands of runs need no sockets. */
const fetchFrom =
  (answering: Answering): Fetch =>
  async (url, { method, body, headers }) => {
    const {
      status = 200,
      body: answer,
      headers: more,
    } = (await answering({ method, url, headers, json: body && JSON.parse(body) })) ?? { status: 404 };
    return new Response(JSON.stringify(answer ?? ''), { status, headers: more });
  };

const httpOf = (answering: Answering, host: string) =>
  createHttp({ fetch: fetchFrom(answering), wait: async () => undefined, now: () => START, hosts: [host] });

const everyTime = { sweepMinutes: 5 };

const changing: Readonly<Record<string, () => Changing>> = {
  // Edits have to be found by the list of what is new alone: nothing else is looked at.
  'confluence, between two looks at everything': () => {
    const wiki = new Wiki();
    const source = sourceOf('confluence', { site: 'https://a.example', secretId: 's', sweepMinutes: 43_200 });
    return {
      connect: (world, now) => {
        // Everything was looked at when there was nothing.
        world.cursor ??= { pass: 'new', since: START, sweptAt: START };
        return createConfluence(source, {
          http: httpOf(wiki.answer, 'a.example'),
          mapper: mapperOf(source),
          inventory: world.inventory,
          now,
        });
      },
      change: (number, _kind, now) => wiki.put({ id: `${number}`, storage: `<p>${now}</p>`, changedAt: now }),
    };
  },
  confluence: () => {
    const wiki = new Wiki();
    const source = sourceOf('confluence', { site: 'https://a.example', secretId: 's', ...everyTime });
    return {
      connect: (world, now) =>
        createConfluence(source, {
          http: httpOf(wiki.answer, 'a.example'),
          mapper: mapperOf(source),
          inventory: world.inventory,
          now,
        }),
      change(number, kind, now) {
        const id = `${number}`;
        const page = wiki.pages.get(id);
        if (kind === 0) wiki.pages.delete(id);
        else if (kind === 1 && page) page.users = page.users ? undefined : ['u-alice'];
        else wiki.put({ id, storage: `<p>${now}</p>`, changedAt: now });
      },
    };
  },
  slack: () => {
    const workspace = new Workspace();
    const source = sourceOf('slack', { secretId: 's', historyDays: 30, lookBackDays: 29 });
    return {
      connect: (world, now) =>
        createSlack(source, {
          http: httpOf(workspace.answer, 'slack.com'),
          mapper: mapperOf(source),
          inventory: world.inventory,
          now,
        }),
      change(number, kind, now) {
        const channel = `C${number % 3}`;
        if (kind === 0) workspace.leave(channel);
        else if (kind === 1) workspace.toggleMember(channel, 'U2');
        else workspace.say(channel, now - (number % 20) * DAY, `text ${now}`);
      },
    };
  },
  mail: () => {
    const bucket = new Bucket();
    const source = sourceOf('mail', { bucket: 'mails' });
    const letter = (n: number) =>
      `From: alice@acme.example\r\nTo: bob@acme.example\r\nSubject: S${n}\r\n\r\nText ${n}\r\n`;
    return {
      connect: (world) =>
        createMail(source, { objects: bucket.objects, mapper: mapperOf(source), inventory: world.inventory }),
      change(number, kind, now) {
        const box = Array.from({ length: 60 + (now % 50) }, (_, n) => `From x\r\n${letter(n + number)}\r\n`).join('');
        if (kind === 0) bucket.remove(number % 2 ? `box${number}.mbox` : `${number}.eml`);
        else if (number % 2) bucket.put(`box${number}.mbox`, box);
        else bucket.put(`${number}.eml`, letter(now));
      },
    };
  },
  folder: () => {
    const bucket = new Bucket();
    const source = sourceOf('folder', { bucket: 'files' });
    return {
      connect: (world) =>
        createFolder(source, { objects: bucket.objects, mapper: mapperOf(source), inventory: world.inventory }),
      change(number, kind, now) {
        const folder = number % 2 ? 'a/' : '';
        if (kind === 0) bucket.remove(`${folder}${number}.md`);
        else if (kind === 1) bucket.put(`${folder}acl.json`, JSON.stringify({ groups: [`g${now}`] }));
        else bucket.put(`${folder}${number}.md`, `# ${now}`);
      },
    };
  },
  'http-api': () => {
    const api = new ListApi();
    const source = sourceOf('http-api', { ...ListApi.settings, ...everyTime });
    return {
      connect: (world, now) =>
        createHttpApi(source, {
          http: httpOf(api.answer, 'api.example.com'),
          mapper: mapperOf(source),
          inventory: world.inventory,
          now,
        }),
      change(number, kind, now) {
        const id = `${number}`;
        if (kind === 0) api.items.delete(id);
        else api.put(id, { text: `text ${now}`, users: kind === 1 ? [`${now}@acme.example`] : [] }, now);
      },
    };
  },
};

/** Effects of a run before it ends: early ones often, and late ones so that places in long lists are kept. */
const moment = fc.oneof(fc.nat(20), fc.nat(900));

const event = fc.oneof(
  { weight: 3, arbitrary: fc.record({ type: fc.constant('change' as const), id: fc.nat(5), kind: fc.nat(4) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('crash' as const), after: moment }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('late' as const), after: moment }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('whole' as const) }) },
);

type Event = typeof event extends fc.Arbitrary<infer E> ? E : never;

/** What is half read goes, half of it is removed, and it comes back as it was. */
const comesBackAsItWas: Event[] = [
  { type: 'change', id: 1, kind: 1 },
  { type: 'late', after: 300 },
  { type: 'change', id: 1, kind: 0 },
  { type: 'crash', after: 3 },
  { type: 'change', id: 1, kind: 1 },
  { type: 'crash', after: 0 },
];

class Died extends Error {}

/** A run that dies, or is told that time is up, at some effect of its own. */
async function interrupted(world: World, connector: Connector, after: number, how: 'crash' | 'late'): Promise<void> {
  const over = new AbortController();
  let left = after;
  world.step = () => {
    left -= 1;
    if (left >= 0) return;
    if (how === 'crash') throw new Died();
    over.abort();
  };
  try {
    await world.run(connector, over.signal);
  } catch (error) {
    if (!(error instanceof Died)) throw error;
  } finally {
    world.step = () => undefined;
  }
}

it.each(Object.keys(changing))(
  '%s: however runs are cut off while the source changes, the end is what one run over the last state brings',
  async (kind) => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 25 }), async (events) => {
        const source = changing[kind]?.();
        if (!source) throw new Error('no such source');
        let now = START;
        const world = new World();
        for (const one of events) {
          now += 10 * 60_000;
          if (one.type === 'change') source.change(one.id, one.kind, now);
          else if (one.type === 'whole') await world.run(source.connect(world, () => now));
          else
            await interrupted(
              world,
              source.connect(world, () => now),
              one.after,
              one.type,
            );
        }
        // What a run began before the last change it may end; the one after it sees everything.
        for (let runs = 0; runs < 2; runs += 1) {
          now += 10 * 60_000;
          await world.run(source.connect(world, () => now));
        }
        const fresh = new World();
        await fresh.run(source.connect(fresh, () => now));
        expect(world.seen).toEqual(fresh.seen);
        const again = await world.run(source.connect(world, () => now));
        expect(again).toMatchObject({ stored: 0, permissions: 0, removed: 0 });
      }),
      { numRuns: kind === 'mail' ? 40 : 150, examples: [[comesBackAsItWas]] },
    );
  },
  60_000,
);
