import * as fc from 'fast-check';
import type { StreamedEvent } from '../../../../lambdas/streaming/domain/events/envelope';
import type { ParkedRecord, ReturnedRecord } from '../../../../lambdas/streaming/domain/parked/parked-record';
import type { ParkedStore } from '../../../../lambdas/streaming/domain/parked/parked-store';
import { AGAIN_MS, type PutBackOutcome, putBack } from '../../../../lambdas/streaming/domain/parked/putting-back';
import { returnedEvent } from '../../../../lambdas/streaming/domain/parked/returned-event';
import { NOW, streamed } from '../support/events';

const wrong = streamed({ data: { user: 'u1' } });
const record: ParkedRecord = {
  ...{ consumer: 'count', reason: 'invalid_data', detail: 'data.session: is missing', org: 'acme' },
  position: { sequenceNumber: '1', partitionKey: 'k', arrivedAt: new Date(NOW).toISOString() },
  record: Buffer.from(JSON.stringify(wrong)).toString('base64'),
};
const corrections = ['i1', 'i2'].map((item) => ({ data: { user: 'u1', session: 's1', item, surface: 'page' } }));

/** Where each of these calls can be lost, after it did what it does or before. */
type Loss = 'none' | 'before' | 'after';

/** The bucket and the stream, whose calls are lost as it is said; readers count an id once for `AGAIN_MS` after they saw it last. */
function world(losses: readonly Loss[]) {
  const left = [...losses];
  const places = { parked: record as ParkedRecord | undefined, returned: undefined as ReturnedRecord | undefined };
  const clock = { now: NOW };
  const seenAt: number[] = [];
  const events = new Set<string>();
  let counted = 0;

  /** Others go on while a call is under way. */
  async function call<T>(run: () => T): Promise<T> {
    const loss = left.shift() ?? 'none';
    await Promise.resolve();
    if (loss === 'before') throw new Error('lost before');
    const result = run();
    if (loss === 'after') throw new Error('lost after');
    return result;
  }

  const store: ParkedStore = {
    parked: () => call(() => places.parked),
    returned: () => call(() => places.returned),
    note: (_, given) =>
      call(() => {
        const isFirst = places.returned === undefined;
        places.returned ??= given;
        return isFirst;
      }),
    confirm: (_, given) =>
      call(() => {
        places.returned = given;
      }),
    remove: () =>
      call(() => {
        places.parked = undefined;
      }),
  };
  const append = (given: readonly StreamedEvent[]) =>
    call(() => {
      const isKnown = seenAt.some((at) => clock.now - at <= AGAIN_MS);
      if (!isKnown) counted += 1;
      seenAt.push(clock.now);
      for (const event of given) events.add(JSON.stringify(event.data));
      return [true];
    });
  const ask = (correction = corrections[0]): Promise<PutBackOutcome> =>
    putBack(
      { store, append, now: () => clock.now },
      { path: 'p', by: 'alice', make: (parked) => returnedEvent(parked, correction), isExact: true },
    );
  return { ask, clock, places, events, counted: () => counted };
}

it('counts once, as one event, however often it is asked for, by however many at once, wherever they are lost', async () => {
  const anyLoss = fc.constantFrom<Loss>('none', 'none', 'none', 'before', 'after');
  const anyAsk = fc.record({
    corrections: fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 1, maxLength: 3 }),
    hoursLater: fc.constantFrom(0, 1, 23, 30, 100),
    parkedAgain: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyLoss, { maxLength: 25 }),
      fc.array(anyAsk, { minLength: 1, maxLength: 6 }),
      async (losses, asks) => {
        const { ask, clock, places, events, counted } = world(losses);
        for (const { corrections: chosen, hoursLater, parkedAgain } of asks) {
          clock.now += hoursLater * 3_600_000;
          // As by a reader whose batch comes again, or that reads the stream from long ago.
          if (parkedAgain) places.parked = record;
          await Promise.allSettled(chosen.map((correction) => ask(corrections[correction])));
        }
        expect(counted()).toBeLessThanOrEqual(1);
        expect(events.size).toBeLessThanOrEqual(1);
        const { done = false } = places.returned?.putBack ?? {};
        if (done) expect(counted()).toBe(1);
        // What is gone from the list is in the stream.
        if (!places.parked) expect(done).toBe(true);
      },
    ),
    { numRuns: 500 },
  );
});

it('who asks again until it is answered gets it back, where nothing is lost for longer than readers know an id', async () => {
  const anyLoss = fc.constantFrom<Loss>('none', 'before', 'after');
  await fc.assert(
    fc.asyncProperty(fc.array(anyLoss, { maxLength: 25 }), async (losses) => {
      const { ask, places, counted } = world(losses);
      let outcome: PutBackOutcome | undefined;
      for (let attempt = 0; attempt <= losses.length && outcome?.kind !== 'put-back'; attempt += 1)
        outcome = await ask().catch(() => undefined);
      expect(outcome?.kind).toBe('put-back');
      expect([counted(), places.parked]).toEqual([1, undefined]);
    }),
  );
});

it('what was begun long ago, and may be in the stream or not, is put there no more', async () => {
  const { ask, clock, places } = world(['none', 'none', 'none', 'after']);
  await expect(ask()).rejects.toThrow('lost after');
  clock.now += AGAIN_MS + 1;
  expect(await ask()).toMatchObject({ kind: 'uncertain', record: { putBack: { by: 'alice' } } });
  expect(places.parked).toBeDefined();
});
