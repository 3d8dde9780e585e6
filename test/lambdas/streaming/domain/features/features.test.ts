import * as fc from 'fast-check';
import { type KnownEvent, readRecord } from '../../../../../lambdas/streaming/domain/events/read-record';
import { decodeState, emptyState, encodeState, fold } from '../../../../../lambdas/streaming/domain/features/state';
import { featureValues } from '../../../../../lambdas/streaming/domain/features/values';
import { anyEvent, NOW, streamed } from '../../support/events';
import { referenceValues } from '../../support/reference';

const known = (event: object): KnownEvent => {
  const read = readRecord(new TextEncoder().encode(JSON.stringify(event)));
  if (!('event' in read)) throw new Error(JSON.stringify(read));
  return read.event;
};
const events = fc.array(
  anyEvent.map((event) => known({ ...event, id: 'x' })),
  { maxLength: 60 },
);
const kinds = ['user', 'session', 'item'] as const;

it('features are those of a list of all events, in whatever order these come and however they are split', () => {
  fc.assert(
    fc.property(events, fc.infiniteStream(fc.nat(3)), fc.nat(90_000_000), (all, split, later) => {
      for (const kind of kinds) {
        const own = all.filter(({ data }) => data[kind] === `${kind.charAt(0)}1`);
        const parts = [emptyState, emptyState, emptyState, emptyState];
        for (const event of own) {
          const part = split.next().value ?? 0;
          parts[part] = fold(parts[part] ?? emptyState, kind, event);
        }
        expect(featureValues(kind, parts, NOW + later)).toEqual(referenceValues(kind, own, NOW + later));
      }
    }),
    { numRuns: 300 },
  );
});

it('a state is the same whatever the order of its events, and as text and back', () => {
  fc.assert(
    fc.property(events, (all) => {
      const stateOf = (list: readonly KnownEvent[]) =>
        list.reduce((state, event) => fold(state, 'user', event), emptyState);
      const sorted = [...all].sort((one, another) => one.occurredAt - another.occurredAt);
      const text = encodeState(stateOf(all));
      expect(JSON.parse(encodeState(stateOf(sorted)))).toEqual(JSON.parse(text));
      expect(encodeState(decodeState(text))).toBe(text);
    }),
    { numRuns: 100 },
  );
});

it('a state does not grow with what happened: a busy month is no larger than a busy day', () => {
  const minute = 60_000;
  const after = (days: number) => {
    let state = emptyState;
    for (let time = NOW; time < NOW + days * 86_400_000; time += 7 * minute) {
      const data = { user: 'u1', session: 's1', item: 'i1' };
      state = fold(state, 'user', known(streamed({ at: time, type: 'item.viewed', version: 1, data })));
      state = fold(
        state,
        'user',
        known(streamed({ at: time, type: 'item.purchased', version: 1, data: { ...data, quantity: 1 } })),
      );
    }
    return encodeState(state).length;
  };
  const [day, month] = [after(2), after(30)];
  expect(month).toBeLessThan(day * 1.05);
  expect(month).toBeLessThan(4_096);
});
