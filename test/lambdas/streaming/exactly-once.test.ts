import './support/environment';
import type { KinesisStreamRecord } from 'aws-lambda';
import type { FeatureStore } from '../../../lambdas/streaming/committing';
import type { StreamedEvent } from '../../../lambdas/streaming/domain/events/envelope';
import { type KnownEvent, readRecord } from '../../../lambdas/streaming/domain/events/read-record';
import { partsOf } from '../../../lambdas/streaming/domain/features/entity';
import { entityKinds } from '../../../lambdas/streaming/domain/features/feature';
import type { State } from '../../../lambdas/streaming/domain/features/state';
import { featureValues } from '../../../lambdas/streaming/domain/features/values';
import { stepsOf } from '../../../lambdas/streaming/domain/features/window';
import { type Ranking, rankings } from '../../../lambdas/streaming/domain/rankings/ranking';
import { listsOf, topOf } from '../../../lambdas/streaming/domain/rankings/top';
import { testSeed } from '../../support/seed/seed';
import { countPipeline, recordOf } from './support/count-pipeline';
import { NOW, streamed } from './support/events';
import { type FeatureTable, startFeatureTable } from './support/feature-table';
import { MemoryStore } from './support/memory-store';
import { referenceCounts, referenceValues } from './support/reference';
import { readShard, seeded } from './support/stream';

/** How many events the run over the store in memory has. */
const MANY = Number(process.env.STREAMING_EVENTS ?? 5_000);
const SHARDS = 4;

interface Plan {
  readonly shards: readonly (readonly KinesisStreamRecord[])[];
  /** Each event once. */
  readonly events: readonly KnownEvent[];
  /** Where in the stream what is poison is, and why. */
  readonly poison: ReadonlyMap<string, string>;
}

/** Events of which 5 % come twice or more, 5 % late, and 1 % of all records are none. */
function planOf(count: number, seed: number): Plan {
  const random = seeded(seed);
  const below = (most: number) => Math.floor(random() * most);
  const shards: KinesisStreamRecord[][] = Array.from({ length: SHARDS }, () => []);
  const [events, poison]: [StreamedEvent[], Map<string, string>] = [[], new Map()];
  let sequence = 0;
  const append = (body: unknown, shard: number) => {
    sequence += 1;
    const record = recordOf(body, sequence, shard);
    shards[shard]?.push(record);
    return record.eventID;
  };
  for (let index = 0; index < count; index += 1) {
    const receivedAt = NOW - 7_200_000 + Math.floor((index * 7_200_000) / count);
    const at = receivedAt - (random() < 0.05 ? 3_600_000 + below(20 * 3_600_000) : below(60_000));
    const session = below(400);
    const item = `i${Math.floor(random() ** 3 * 50)}`;
    const [type, more] =
      random() < 0.8 ? ['item.viewed', { surface: 'page' }] : ['item.purchased', { quantity: 1 + below(5) }];
    const data = { user: `u${below(200)}`, session: `s${session}`, item, ...more };
    const event = streamed({ id: `e${index}`, at, receivedAt, type, version: type === 'item.viewed' ? 2 : 1, data });
    events.push(event);
    // What is of one session is of one shard, as its partition key has it.
    const shard = session % SHARDS;
    append(event, shard);
    while (random() < 0.05) append({ ...event, receivedAt: receivedAt + below(1_000) }, shard);
    if (random() < 0.01) {
      const [body, reason] = poisons[below(poisons.length)] ?? ['', ''];
      poison.set(append(body, below(SHARDS)), reason);
    }
  }
  return { shards, events: events.map(known), poison };
}

const poisons: readonly (readonly [unknown, string])[] = [
  ['{', 'not_json'],
  [{ id: 'x' }, 'not_an_event'],
  [streamed({ id: 'p1', type: 'item.eaten' }), 'unknown_type'],
  [streamed({ id: 'p2', version: 99 }), 'unknown_version'],
  [streamed({ id: 'p3', data: { user: 'u1' } }), 'invalid_data'],
];

function known(event: StreamedEvent): KnownEvent {
  const read = readRecord(new TextEncoder().encode(JSON.stringify(event)));
  if (!('event' in read)) throw new Error(read.poison.detail);
  return read.event;
}

/** Every feature of every entity, as it is stored and as a list of all events gives it. */
async function compared(
  events: readonly KnownEvent[],
  statesOf: (kind: (typeof entityKinds)[number], id: string) => Promise<readonly State[]>,
) {
  const [stored, reference]: [Record<string, unknown>, Record<string, unknown>] = [{}, {}];
  for (const kind of entityKinds) {
    const byId = Map.groupBy(events, ({ data }) => data[kind] ?? '');
    for (const [id, own] of byId) {
      stored[`${kind}:${id}`] = featureValues(kind, await statesOf(kind, id), NOW);
      reference[`${kind}:${id}`] = referenceValues(kind, own, NOW);
    }
  }
  return { stored, reference };
}

const partsOfStore = (store: FeatureStore) => async (kind: (typeof entityKinds)[number], id: string) =>
  (await store.read(Array.from({ length: partsOf[kind] }, (_, part) => ({ org: 'acme', kind, id, part })))).map(
    ({ state }) => state,
  );

/** The items of a ranking as of now from a list of all events, these with the most first. */
function leading(events: readonly KnownEvent[], { of, window }: Ranking) {
  const [first, last] = stepsOf(window, NOW);
  const isIn = ({ type, occurredAt }: KnownEvent) => {
    const step = Math.floor(occurredAt / (window.stepMinutes * 60_000));
    return of.includes(type) && step >= first && step <= last;
  };
  const byItem = Map.groupBy(events.filter(isIn), ({ data }) => data.item ?? '');
  return [...byItem]
    .map(([item, own]) => ({ item, count: own.length }))
    .sort((one, another) => another.count - one.count || (one.item < another.item ? -1 : 1));
}

/** Counts of all parts together, by ranking, step of time, and items. */
function countsOf({ counts }: MemoryStore): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { counter, count } of counts.values()) {
    const { ranking, step, of = '', item } = counter;
    const name = `${ranking} ${step} ${of} ${item}`;
    sums[name] = (sums[name] ?? 0) + count;
  }
  return sums;
}

it(`counts ${MANY} events once each over ${SHARDS} readers that are lost at random, and parks exactly what is poison`, async () => {
  const plan = planOf(MANY, testSeed);
  const random = seeded(testSeed + 1);
  const store = new MemoryStore();
  const parked = new Map<string, string>();
  const { deliver } = countPipeline(store, {
    park: async ({ shardId, sequenceNumber }, { reason }) => {
      if (random() < 0.05) throw new Error('the bucket is away');
      parked.set(`${shardId}:${sequenceNumber}`, reason);
    },
  });
  const reading = { deliver, batchSize: 200, killed: () => random() < 0.1 };
  const deliveries = await Promise.all(plan.shards.map((records) => readShard(records, reading)));
  const records = plan.shards.reduce((sum, shard) => sum + shard.length, 0);
  expect(deliveries.reduce((sum, some) => sum + some, 0)).toBeGreaterThan(records / 200);
  expect(store.events.size).toBe(plan.events.length);
  expect(new Map([...parked].sort())).toEqual(new Map([...plan.poison].sort()));
  const { stored, reference } = await compared(plan.events, partsOfStore(store));
  expect(stored).toEqual(reference);
  expect(countsOf(store)).toEqual(referenceCounts(plan.events));
}, 300_000);

describe('over the table', () => {
  let table: FeatureTable;
  beforeAll(async () => {
    table = await startFeatureTable();
  }, 60_000);
  afterAll(() => table.stop());

  it('counts once each while calls fail before and after they have their effect', async () => {
    const plan = planOf(600, 7);
    const random = seeded(8);
    const fail = (share: number) => () => {
      if (random() < share) throw new Error('the table is away');
    };
    Object.assign(table.chaos, { before: fail(0.05), after: fail(0.05) });
    const { deliver, parked } = countPipeline(table.store);
    const reading = { deliver, batchSize: 100, killed: () => random() < 0.1 };
    await Promise.all(plan.shards.map((records) => readShard(records, reading)));
    Object.assign(table.chaos, { before: undefined, after: undefined });
    expect([...parked.keys()].sort()).toEqual([...plan.poison.keys()].sort());
    const { stored, reference } = await compared(plan.events, (kind, id) => table.read('acme', { kind, id }));
    expect(stored).toEqual(reference);
    for (const ranking of rankings.filter(({ by }) => by === 'events')) {
      const { items } = await topOf(listsOf('acme', ranking, NOW), 10, table.lists);
      expect(items).toEqual(leading(plan.events, ranking).slice(0, 10));
    }
  }, 120_000);

  it('counts once what was parked for long, and is put back twice within a day', async () => {
    const { deliver, published } = countPipeline(table.store);
    const tenDays = 10 * 24 * 3_600_000;
    const event = streamed({ id: 'parked', org: 'late', at: NOW - tenDays, receivedAt: NOW - tenDays });
    await deliver([recordOf(event, 1)]);
    await table.expire();
    await deliver([recordOf(event, 2)]);
    expect(published).toMatchObject([{ Counted: 1 }, { Duplicates: 1 }]);
  });

  it('keeps organisations apart, whose ids may be the same', async () => {
    const { deliver } = countPipeline(table.store);
    const data = { user: 'shared', session: 's', item: 'i', surface: 'page' };
    const events = ['one', 'two'].map((org) => streamed({ id: 'same', org, data }));
    await deliver(events.map((event, index) => recordOf(event, index)));
    for (const org of ['one', 'two']) {
      const states = await table.read(org, { kind: 'user', id: 'shared' });
      expect(featureValues('user', states, NOW)).toMatchObject({ user_views_1h: 1 });
    }
  });
});
