import './support/environment';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import * as fc from 'fast-check';
import { partPut } from '../../../lambdas/streaming/adapters/feature-items';
import { createArchiveFeatures } from '../../../lambdas/streaming/archive-features.handler';
import { type KnownEvent, readRecord } from '../../../lambdas/streaming/domain/events/read-record';
import { foldInto, type Part } from '../../../lambdas/streaming/domain/features/part';
import { type Snapshot, snapshotSchema, valuesAt } from '../../../lambdas/streaming/domain/features/snapshot';
import { emptyState } from '../../../lambdas/streaming/domain/features/state';
import { capturedLogger } from '../support/captured-logger';
import { anyEvent, NOW } from './support/events';
import { referenceValues } from './support/reference';

const known = (event: object): KnownEvent => {
  const read = readRecord(new TextEncoder().encode(JSON.stringify({ ...event, id: 'x' })));
  if (!('event' in read)) throw new Error(JSON.stringify(read));
  return read.event;
};

/** Every state that events of one item leave behind in its parts, as the stream of the table tells of them. */
function statesOf(events: readonly KnownEvent[]): DynamoDBRecord[] {
  const parts = new Map<number, Part>();
  return events.map((event, index) => {
    const part = index % 4;
    const ref = { org: 'acme', kind: 'item', id: 'i1', part } as const;
    const before = parts.get(part) ?? { ref, version: 0, state: emptyState, items: [], asOf: 0 };
    const after = foldInto(before, event);
    const { Item } = partPut('features', after, '');
    parts.set(part, { ...after, version: before.version + 1 });
    return { dynamodb: { SequenceNumber: String(index), NewImage: marshall(Item) as never } };
  });
}

const { logger } = capturedLogger();

it('from the archive, features as of any time are those of what was taken in by then, and of nothing later', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyEvent.map(known), { maxLength: 40 }), fc.nat(172_800_000), async (all, ago) => {
      const events = [...all].sort((one, another) => one.receivedAt - another.receivedAt);
      const rows: Snapshot[] = [];
      const archive = createArchiveFeatures({
        logger,
        async put(lines) {
          for (const line of lines) rows.push(snapshotSchema.parse(JSON.parse(line)));
          return lines.map(() => true);
        },
      });
      const Records = statesOf(events);
      // Some come twice, and in any order.
      await archive({ Records: [...Records].reverse() });
      await archive({ Records: Records.slice(0, 5) });
      const at = NOW - ago;
      const byThen = events.filter(({ receivedAt }) => receivedAt <= at);
      expect(valuesAt('item', rows, at)).toEqual(referenceValues('item', byThen, at));
    }),
    { numRuns: 150 },
  );
});

it('where another version of features took over, what it told from then on counts, however often it was written', () => {
  const snapshot = (v: number, asOf: number, views: number): Snapshot => ({
    ...{ org: 'acme', kind: 'item', id: 'i1', part: 0, v, asOf, features: {} },
    state: JSON.stringify({ 'item.viewed@5': [Math.floor(NOW / 300_000), views] }),
  });
  const rows = [snapshot(7, NOW - 3, 1), snapshot(9, NOW - 2, 2), snapshot(3, NOW - 1, 5), snapshot(4, NOW - 1, 6)];
  const viewsAt = (at: number) => valuesAt('item', rows, at).item_views_1h;
  expect([NOW - 3, NOW - 2, NOW - 1].map(viewsAt)).toEqual([1, 2, 6]);
});

it('what the archive did not take comes again, and nothing else', async () => {
  const Records = statesOf([known({ ...fc.sample(anyEvent, { seed: 1, numRuns: 1 })[0] })]).concat(
    statesOf([known({ ...fc.sample(anyEvent, { seed: 2, numRuns: 1 })[0] })]).map((record) => ({
      dynamodb: { ...record.dynamodb, SequenceNumber: '7' },
    })),
  );
  const some = createArchiveFeatures({ logger, put: async (lines) => lines.map((_, index) => index === 0) });
  expect(await some({ Records })).toEqual({ batchItemFailures: [{ itemIdentifier: '7' }] });
  const none = createArchiveFeatures({ logger, put: () => Promise.reject(new Error('away')) });
  expect(await none({ Records })).toEqual({ batchItemFailures: [{ itemIdentifier: '0' }] });
});
