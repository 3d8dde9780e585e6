import './support/environment';
import { ContendedError } from '../../../lambdas/streaming/committing';
import { type KnownEvent, readRecord } from '../../../lambdas/streaming/domain/events/read-record';
import { groupsOf, MOST_ITEMS } from '../../../lambdas/streaming/domain/features/groups';
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
  // Each event has three states of its own, so a transaction takes 25.
  expect(store.events.size).toBe(25);
  expect(batchItemFailures).toEqual([{ itemIdentifier: records[25]?.kinesis.sequenceNumber }]);
  expect(lines.join()).toContain('the table is away');
  expect(await deliver(records.slice(25))).toEqual({ batchItemFailures: [] });
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

it('a group fits into a transaction, whatever its events share', () => {
  const known = (index: number, data: object): KnownEvent => {
    const read = readRecord(new TextEncoder().encode(JSON.stringify(streamed({ id: `e${index}`, data: { ...data } }))));
    if (!('event' in read)) throw new Error(read.poison.detail);
    return read.event;
  };
  const all = (data: (index: number) => object) =>
    groupsOf(
      Array.from({ length: 250 }, (_, index) => ({ event: known(index, data(index)), late: false, counts: true })),
    );
  const shapes = [own, () => own(1), (index: number) => own(index % 7)];
  for (const shape of shapes) {
    const groups = all(shape);
    for (const { events, parts } of groups) expect(events.length + parts.length).toBeLessThanOrEqual(MOST_ITEMS);
    expect(groups.flatMap(({ events }) => events.map(({ event }) => event.id))).toEqual(
      Array.from({ length: 250 }, (_, index) => `e${index}`),
    );
  }
  expect([all(own).length, all(() => own(1)).length]).toEqual([10, 3]);
});
