import { takes } from '../ways/parts';
import { serviceTimes } from '../ways/service-times';
import type { Way } from '../ways/way';
import type { Profile } from './profile';

const { gateway, handler, streamPut, fanOut, filters, judge, storeWrite, storeBatch, storeLargeTransaction } =
  serviceTimes;

/** Events sent together, and events of a transaction: see the workload. */
const TOGETHER = 100;
const A_TRANSACTION = 18;
/** Events of which one is an item that is moderated. */
const EVENTS_AN_ITEM = 6;
/** Counts of rankings that an event adds to. */
const COUNTS = 0.7 + 20 / 12;

const counted: Way = {
  name: 'event until it is counted',
  requestsAUnit: 1 / A_TRANSACTION,
  bound: { perSecond: 1000 / A_TRANSACTION, what: 'a shard at its 1,000 events a second' },
  parts: [
    takes(gateway),
    takes(handler),
    takes(streamPut),
    takes(fanOut),
    { kind: 'in-order', at: 'Count/Source', parts: [takes(handler), takes(storeBatch), takes(storeLargeTransaction)] },
  ],
  targets: [{ mark: 'done', share: 0.99, ms: 5000, from: 'freshSeconds' }],
};

/** Of all items: those that the filters leave open, and those that the model is asked about, of which these are a part. */
const LEFT_OPEN = 0.35;
const ASKED = 0.075;
/** Images of an item that nobody has uploaded before: an assumption, see the workload. */
const IMAGES = 0.02;
/** Items that an invocation judges at the same time. */
const AT_ONCE = 16;

const judged: Way = {
  name: 'item until it is judged',
  requestsAUnit: 1 / EVENTS_AN_ITEM,
  bound: { perSecond: 1000 / EVENTS_AN_ITEM, what: 'items of a shard at its 1,000 events a second' },
  parts: [
    takes(gateway),
    takes(handler),
    takes(streamPut),
    takes(fanOut),
    {
      kind: 'in-batches',
      at: 'Moderate/Source',
      atOnce: AT_ONCE,
      parts: [
        { kind: 'mark', name: 'taken up' },
        takes(filters),
        takes(storeWrite),
        {
          kind: 'sometimes',
          share: LEFT_OPEN,
          parts: [
            {
              kind: 'sometimes',
              share: ASKED / LEFT_OPEN,
              parts: [takes(storeWrite), { kind: 'at-most', ms: 1600, parts: [takes(judge)] }],
            },
            takes(storeWrite),
          ],
        },
        { kind: 'mark', name: 'judging', since: 'taken up' },
      ],
    },
  ],
  targets: [
    { mark: 'judging', share: 0.95, ms: 100, from: 'most items' },
    { mark: 'judging', share: 0.999, ms: 2000, from: 'the rest' },
  ],
  shown: ['judging', 'done'],
};

export const streaming: Profile = {
  design: 'streaming',
  unit: 'event',
  functions: [
    { at: 'Ingest', callsAUnit: 1 / TOGETHER, ms: 40 },
    { at: 'Count', callsAUnit: 1 / TOGETHER, ms: 20 * (TOGETHER / A_TRANSACTION) },
    // A batch waits for the model, which is asked about one or two of its items at the same time.
    { at: 'Moderate', callsAUnit: 1 / TOGETHER, ms: 1000 },
    { at: 'Images', callsAUnit: IMAGES / EVENTS_AN_ITEM, ms: 40 },
    { at: 'ImageScreening', callsAUnit: IMAGES / EVENTS_AN_ITEM, ms: 1000 },
  ],
  tables: [
    // Event, two states and counts, twice, being in a transaction; counts are moved in their index.
    { at: 'Features', writesAUnit: 2 * (1 + 2 + COUNTS), readsAUnit: 2, indexes: { Rankings: 2 * COUNTS } },
    // Cases: one write, more where filters leave it open, a model is asked or a person decides. Images: announced, found, read.
    {
      at: 'Items',
      writesAUnit: (1 + LEFT_OPEN * 3 + ASKED + 0.01 * 8 + IMAGES * 3) / EVENTS_AN_ITEM,
      readsAUnit: (IMAGES * 3) / EVENTS_AN_ITEM,
    },
  ],
  models: [
    {
      model: 'nova-lite',
      requestsAUnit: ASKED / EVENTS_AN_ITEM,
      tokensAUnit: ((650 + 80) * ASKED) / EVENTS_AN_ITEM,
    },
  ],
  imagesAUnit: IMAGES / EVENTS_AN_ITEM,
  hotKeys: [
    {
      whose: 'item',
      parts: 4,
      // Once for a whole group of events.
      writes: 2 / A_TRANSACTION,
      where: 'Features: parts of an item',
    },
  ],
  stream: { at: 'Events', readerAt: 'Count/Source', recordsAUnit: 1, kbAUnit: 0.5 },
  apis: [{ at: 'Http/Api', requestsAUnit: 1 / TOGETHER + IMAGES / EVENTS_AN_ITEM }],
  edgeRequestsAUnit: 1 / TOGETHER,
  transactionItems: 100,
  ways: [counted, judged],
};

/** Who watch a topic, by the workload. */
const WATCHERS = 20;

/** Views of live topics, as each of those who watch gets them: see the workload. */
export const streamingViews: Profile = {
  design: 'streaming',
  unit: 'view',
  functions: [
    { at: 'Live/Publish', callsAUnit: 1 / WATCHERS, ms: 150 },
    { at: 'Live/Ask', callsAUnit: 1, ms: 15 },
  ],
  tables: [{ at: 'Live', writesAUnit: 3 / WATCHERS + 1, readsAUnit: 8 / WATCHERS + 1 }],
  // All who watch it are items of its partition, and each writes what it has dealt with.
  hotKeys: [{ whose: 'topic', parts: 1, writes: 3 / WATCHERS + 1, where: 'Live: a topic and who watches it' }],
  queues: { queuesAt: ['LiveQueue/Ticks'], sourcesAt: ['Live/Source'], invokes: 'Live/Publish' },
  apis: [{ at: 'Live/Socket', requestsAUnit: 1 }],
  callbacksAUnit: 1,
  edgeRequestsAUnit: 0,
  transactionItems: 1,
  ways: [],
};
