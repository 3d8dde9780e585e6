import { takes } from '../ways/parts';
import { serviceTimes } from '../ways/service-times';
import type { Way } from '../ways/way';
import type { Profile } from './profile';

const { gateway, handler, streamPut, fanOut, storeBatch, storeLargeTransaction } = serviceTimes;

/** Events sent together, and events of a transaction: see the workload. */
const TOGETHER = 100;
const A_TRANSACTION = 18;
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

export const streaming: Profile = {
  design: 'streaming',
  functions: [
    { at: 'Ingest', callsAUnit: 1 / TOGETHER, ms: 40 },
    { at: 'Count', callsAUnit: 1 / TOGETHER, ms: (20 * TOGETHER) / A_TRANSACTION },
  ],
  tables: [
    // Event, two states and counts, twice, being in a transaction; counts are moved in their index.
    { at: 'Features', writesAUnit: 2 * (1 + 2 + COUNTS), readsAUnit: 2, indexes: { Rankings: 2 * COUNTS } },
  ],
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
  apis: [{ at: 'Http/Api', requestsAUnit: 1 / TOGETHER }],
  edgeRequestsAUnit: 1 / TOGETHER,
  transactionItems: 100,
  ways: [counted],
};
