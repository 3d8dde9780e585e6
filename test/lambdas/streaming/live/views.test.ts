import * as fc from 'fast-check';
import { isNews, nothingReceived, type Received, receive } from '../../../../lambdas/streaming/domain/live/received';
import { alice } from '../../support/principals';
import { type LiveWorld, SLOT_MS, shown, startLiveWorld } from '../support/live-world';

let world: LiveWorld;
beforeAll(async () => {
  world = await startLiveWorld();
});
afterAll(() => world.stop());

const topicOf = (item: string) => `features:item:${item}`;

/** Any updates, from a few in minutes to hundreds in a second. */
const updates = fc.array(
  fc.record({
    item: fc.constantFrom('i1', 'i2'),
    afterMs: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 2_500 })),
  }),
  { minLength: 1, maxLength: 25 },
);

it('sends a topic once a slot at most however fast it changes, and what it sends last is how it ended', async () => {
  await fc.assert(
    fc.asyncProperty(updates, async (changes) => {
      const org = world.newRun();
      const connectionId = `${org}-c`;
      await world.connect(connectionId, { ...alice, org });
      await world.ask(connectionId, { action: 'subscribe', topics: ['i1', 'i2'].map(topicOf) });
      // Readers know what is watched within two seconds.
      await world.pass(2_000);
      const slots = new Map<string, Set<number>>();
      for (const { item, afterMs } of changes) {
        await world.pass(afterMs);
        await world.acknowledge(connectionId);
        await world.look(org, item);
        slots.set(item, new Set(slots.get(item)).add(Math.floor(world.now() / SLOT_MS)));
      }
      await world.pass(3 * SLOT_MS);
      for (const item of ['i1', 'i2']) {
        const views = world.viewsOf(connectionId).filter(({ topic }) => topic === topicOf(item));
        // The first is what was there when it subscribed.
        expect(views.length - 1).toBeLessThanOrEqual(slots.get(item)?.size ?? 0);
        expect(views.map(({ seq }) => seq)).toEqual([...new Set(views.map(({ seq }) => seq))].sort((a, b) => a - b));
        const last = views.at(-1);
        expect(last && shown(last)).toBe(world.valueOf(org, item));
      }
    }),
    { numRuns: 12, endOnFailure: true },
  );
}, 120_000);

it('shows nobody anything of another organisation, whatever they ask for', async () => {
  const asked = fc.record({ who: fc.integer({ min: 0, max: 2 }), item: fc.constantFrom('i1', 'i2', 'i3') });
  const looked = fc.record({ where: fc.integer({ min: 0, max: 2 }), item: fc.constantFrom('i1', 'i2', 'i3') });
  await fc.assert(
    fc.asyncProperty(fc.array(asked, { maxLength: 6 }), fc.array(looked, { maxLength: 12 }), async (asks, looks) => {
      const orgs = [world.newRun(), world.newRun(), world.newRun()];
      for (const org of orgs) await world.connect(`${org}-c`, { ...alice, org });
      for (const { who, item } of asks)
        await world.ask(`${orgs[who]}-c`, { action: 'subscribe', topics: [topicOf(item)] });
      await world.pass(2_000);
      for (const { where, item } of looks) await world.look(orgs[where] ?? '', item);
      await world.pass(5_000);
      for (const [who, org] of orgs.entries()) {
        const wanted = new Set(asks.filter((ask) => ask.who === who).map(({ item }) => topicOf(item)));
        const views = world.viewsOf(`${org}-c`);
        expect(new Set(views.map(({ topic }) => topic))).toEqual(wanted);
        for (const topic of wanted) {
          const last = views.findLast((view) => view.topic === topic);
          expect(last && shown(last)).toBe(world.valueOf(org, topic.replace('features:item:', '')));
        }
      }
    }),
    { numRuns: 10, endOnFailure: true },
  );
}, 120_000);

it('who loses the connection and resumes has in the end what there is, and takes no view twice', async () => {
  const step = fc.oneof(fc.constant('look'), fc.constant('lose'), fc.constant('wait'));
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
      const org = world.newRun();
      let connection = 0;
      let cursors: Record<string, string> = {};
      const taken: string[] = [];
      const id = () => `${org}-${connection}`;
      const takeIn = () => {
        let received: Received = { ...nothingReceived, cursors: new Map(Object.entries(cursors)) };
        for (const view of world.viewsOf(id())) {
          if (isNews(received, view)) taken.push(view.cursor);
          received = receive(received, view);
        }
        cursors = { ...cursors, ...Object.fromEntries(received.cursors) };
      };
      const begin = async () => {
        await world.connect(id(), { ...alice, org });
        await world.ask(id(), { action: 'subscribe', topics: [topicOf('i1')], resume: cursors });
      };
      await begin();
      for (const one of steps) {
        if (one === 'look') await world.look(org, 'i1');
        if (one === 'wait') await world.pass(2_500);
        await world.acknowledge(id());
        if (one === 'lose') {
          takeIn();
          await world.disconnect(id());
          connection += 1;
          await world.pass(700);
          await begin();
        }
      }
      // What was told while nobody knew that it was watched comes with the minute.
      await world.refresh();
      await world.pass(3_000);
      takeIn();
      const last = (await world.topics.published({ org, topic: topicOf('i1') }))?.cursor;
      expect(taken.at(-1)).toBe(last);
      expect(new Set(taken).size).toBe(taken.length);
      expect(new Set(Object.values(cursors))).toEqual(new Set([last]));
    }),
    { numRuns: 12, endOnFailure: true },
  );
}, 120_000);
