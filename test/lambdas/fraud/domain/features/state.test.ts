import fc from 'fast-check';
import { decode, encode } from '../../../../../lambdas/fraud/domain/features/codec';
import { featureNames, featuresOf } from '../../../../../lambdas/fraud/domain/features/features-of';
import { advance, emptyState, learn, merge } from '../../../../../lambdas/fraud/domain/features/state';
import { anyEvent, anyKind, anyPayment, fold, MONDAY, paymentWith } from './support';

const events = fc.array(anyEvent, { maxLength: 80 });

describe('shards of one entity', () => {
  it('tell the same as one, however events are spread over them, in whatever order they came', () => {
    const spread = fc.array(fc.tuple(anyEvent, fc.nat(3), fc.nat()), { maxLength: 80 });
    fc.assert(
      fc.property(anyKind, spread, anyPayment, (kind, spreadEvents, payment) => {
        const one = fold(
          kind,
          emptyState(kind),
          spreadEvents.map(([event]) => event),
        );
        const shuffled = spreadEvents.toSorted((left, right) => left[2] - right[2]);
        const shards = [0, 1, 2, 3].map((shard) =>
          fold(
            kind,
            emptyState(kind),
            shuffled.filter((entry) => entry[1] === shard).map(([event]) => event),
          ),
        );
        const merged = merge(kind, shards);
        expect(merged).toEqual(one);
        expect(featuresOf(payment, { [kind]: merged })).toEqual(featuresOf(payment, { [kind]: one }));
      }),
    );
  });

  it('merge in any order and grouping', () => {
    fc.assert(
      fc.property(anyKind, events, events, events, (kind, ...histories) => {
        const [a, b, c] = histories.map((history) => fold(kind, emptyState(kind), history)) as [never, never, never];
        const all = merge(kind, [a, b, c]);
        expect(merge(kind, [c, a, b])).toEqual(all);
        expect(merge(kind, [merge(kind, [a, b]), c])).toEqual(all);
        expect(merge(kind, [a, merge(kind, [b, c])])).toEqual(all);
        expect(merge(kind, [a])).toEqual(a);
      }),
    );
    expect(merge('ip', [])).toEqual(emptyState('ip'));
  });

  it('of different kinds are refused', () => {
    expect(() => merge('ip', [emptyState('card')])).toThrow('Histories of a ip and a card do not merge');
    expect(() => learn('ip', emptyState('card'), { occurredAt: 1, amount: 1, fraud: true, learnedAt: 1 })).toThrow(
      'The history of a card learns nothing of a ip',
    );
  });
});

it('a stored history is the history', () => {
  fc.assert(
    fc.property(anyKind, events, (kind, history) => {
      const state = fold(kind, emptyState(kind), history);
      expect(decode(encode(state))).toEqual(state);
    }),
  );
});

it('what was given is left as it was', () => {
  fc.assert(
    fc.property(anyKind, events, anyEvent, (kind, history, event) => {
      const state = fold(kind, emptyState(kind), history);
      const before = encode(state);
      fold(kind, state, [event]);
      merge(kind, [state, fold(kind, emptyState(kind), [event])]);
      expect(encode(state)).toEqual(before);
    }),
  );
});

it('names are unique, and there is one value each, known or not', () => {
  expect(new Set(featureNames).size).toBe(featureNames.length);
  const nothing = featuresOf(paymentWith(), {});
  expect(nothing).toHaveLength(featureNames.length);
  const known = featureNames.filter((_, index) => !Number.isNaN(nothing[index]));
  expect(known).toEqual(['amount', 'hour', 'is_night', 'is_weekend']);
});

it('a payment that comes late changes nothing that is told about the time after its window', () => {
  const recent = advance('card', emptyState('card'), paymentWith({ occurredAt: MONDAY }));
  const late = advance('card', recent, paymentWith({ occurredAt: MONDAY - 8 * 86_400_000 }));
  expect(late.velocity).toEqual(recent.velocity);
  expect(late.last).toBe(MONDAY);
  expect(late.first).toBe(MONDAY - 8 * 86_400_000);
});
