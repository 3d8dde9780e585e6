import './support/environment';
import { ContendedError } from '../../../lambdas/streaming/committing';
import { MOST_ITEMS } from '../../../lambdas/streaming/domain/features/groups';
import { countPipeline, recordOf } from './support/count-pipeline';
import { NOW, streamed } from './support/events';
import { MemoryStore } from './support/memory-store';

const HOUR_MS = 3_600_000;
const own = (index: number) => ({ user: `u${index}`, session: `s${index}`, item: `i${index}`, surface: 'page' });

it('says from which record on a batch is to come again: nothing before it was left undone', async () => {
  const store = new MemoryStore();
  const commit = store.commit.bind(store);
  let calls = 0;
  store.commit = (...args) => {
    calls += 1;
    if (calls === 2) throw new Error('the table is away');
    return commit(...args);
  };
  const { deliver, lines } = countPipeline(store);
  const records = Array.from({ length: 60 }, (_, index) =>
    recordOf(streamed({ id: `e${index}`, data: own(index) }), index),
  );
  const { batchItemFailures } = await deliver(records);
  // Each event has three states and a count of its own, so a transaction takes 20.
  expect(store.events.size).toBe(20);
  expect(batchItemFailures).toEqual([{ itemIdentifier: records[20]?.kinesis.sequenceNumber }]);
  expect(lines.join()).toContain('the table is away');
  expect(await deliver(records.slice(20))).toEqual({ batchItemFailures: [] });
  expect(store.events.size).toBe(60);
});

it('a record that can be neither read nor put aside comes again, and what is behind it counts once', async () => {
  const store = new MemoryStore();
  let away = true;
  const { deliver } = countPipeline(store, {
    park: async () => {
      if (away) throw new Error('the bucket is away');
    },
  });
  const records = [recordOf(streamed(), 1), recordOf('{', 2), recordOf(streamed({ id: 'e2' }), 3)];
  expect(await deliver(records)).toEqual({
    batchItemFailures: [{ itemIdentifier: records[1]?.kinesis.sequenceNumber }],
  });
  away = false;
  expect(await deliver(records.slice(1))).toEqual({ batchItemFailures: [] });
  expect([...store.parts.values()].map(({ version }) => version)).toEqual([1, 1, 1]);
});

it('late events are counted, or noted and left out, as the stage says; by when they were taken in', async () => {
  for (const [latePolicy, counted] of [
    ['counted', 2],
    ['aside', 1],
  ] as const) {
    const store = new MemoryStore();
    const { deliver, published } = countPipeline(store, { latePolicy });
    const late = streamed({ id: 'late', at: NOW - HOUR_MS - 1 });
    await deliver([recordOf(late, 1), recordOf(streamed({ id: 'just', at: NOW - HOUR_MS }), 2)]);
    expect(published).toContainEqual(expect.objectContaining({ Late: 1, Counted: counted, Duplicates: 0 }));
    expect(store.events.size).toBe(2);
    await deliver([recordOf(late, 1)]);
    expect(published.at(-1)).toMatchObject({ Late: 0, Counted: 0, Duplicates: 1 });
  }
});

it('gives up for now where others always come first, and counts nothing of the group', async () => {
  const store = new MemoryStore();
  store.commit = async () => ({ duplicates: new Set() });
  const { deliver, lines } = countPipeline(store);
  expect((await deliver([recordOf(streamed(), 1)])).batchItemFailures).toHaveLength(1);
  expect(lines.join()).toContain(ContendedError.name);
});

it('a group fits into a transaction, whatever its events share, and nothing is left out', async () => {
  const sizes: number[] = [];
  const store = new MemoryStore();
  const commit = store.commit.bind(store);
  store.commit = (change) => {
    sizes.push(change.events.length + change.parts.length + change.counters.length);
    return commit(change);
  };
  const shapes = [own, () => own(1), (index: number) => ({ ...own(1), item: `i${index % 7}` })];
  for (const [org, shape] of shapes.entries()) {
    const { deliver } = countPipeline(store);
    const events = Array.from({ length: 250 }, (_, index) =>
      streamed({ org: `o${org}`, id: `e${index}`, data: { ...shape(index) } }),
    );
    expect(await deliver(events.map((event, index) => recordOf(event, index)))).toEqual({ batchItemFailures: [] });
  }
  expect(store.events.size).toBe(750);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(MOST_ITEMS);
  // An event with nothing shared is five items; with all shared, one.
  expect(sizes.length).toBeLessThanOrEqual(13 + 3 + 4);
});
