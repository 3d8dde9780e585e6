import { decode, encode, MOST_STATE_BYTES, STATE_VERSION } from '../../../../../lambdas/fraud/domain/features/codec';
import { type EntityKind, entityKinds } from '../../../../../lambdas/fraud/domain/features/entity';
import { featuresOf } from '../../../../../lambdas/fraud/domain/features/features-of';
import { labelRings, MOST_LABELS } from '../../../../../lambdas/fraud/domain/features/known-labels';
import { type Ring, type RingShape, readRing } from '../../../../../lambdas/fraud/domain/features/ring';
import { MOST_SEEN } from '../../../../../lambdas/fraud/domain/features/seen';
import {
  advance,
  emptyState,
  learn,
  merge,
  peaksRing,
  type State,
  stateShapes,
  velocityRings,
} from '../../../../../lambdas/fraud/domain/features/state';
import { usualRing } from '../../../../../lambdas/fraud/domain/features/usual-amount';
import { DAY, MONDAY, paymentWith } from './support';

const full = ({ buckets, limits }: RingShape): Ring => ({
  head: Number.MAX_SAFE_INTEGER,
  cells: Array.from({ length: buckets }, () => limits).flat(),
});

/** Every number as large as it can be: no history comes near. */
function largest(kind: EntityKind): State {
  const empty = emptyState(kind);
  const shape = stateShapes[kind];
  const far = Number.MAX_SAFE_INTEGER;
  return {
    ...empty,
    first: far,
    last: far,
    velocity: shape.velocity.map((name) => full(velocityRings[name])),
    labels: {
      rings: labelRings.map(full),
      latest: Array.from({ length: MOST_LABELS }, (_, index) => ({
        at: 1e11 * (MOST_LABELS - index),
        verdict: 'explained',
      })),
    },
    seen: Array.from({ length: MOST_SEEN }, (_, index) => ({ key: 2 ** 32 - 1, at: 1e11 * (MOST_SEEN - index) })),
    ...(shape.amounts && { peaks: full(peaksRing), usual: full(usualRing) }),
    ...(shape.place && { visit: { at: far, lat: -900_000, lon: -1_800_000 } }),
  };
}

test.each(entityKinds)('the history of a %s never takes more bytes than is said', (kind) => {
  const bytes = encode(largest(kind));
  expect(bytes.length).toBeLessThanOrEqual(MOST_STATE_BYTES);
  expect(decode(bytes)).toEqual(largest(kind));
});

/** Half a year of three payments a day and their labels: a card in daily use. */
function halfAYear(kind: EntityKind): State {
  let state = emptyState(kind);
  for (let index = 0; index < 540; index += 1) {
    const occurredAt = MONDAY + index * (DAY / 3) + ((index * 7919) % 3600) * 1000;
    const amount = 500 + ((index * 7919) % 9500);
    const place = { lat: 48 + (index % 7) / 10, lon: 11 };
    state = advance(kind, state, paymentWith({ occurredAt, amount, device: `d${index % 3}`, country: 'DE', place }));
    state = learn(kind, state, { occurredAt, amount, fraud: index % 50 === 0, learnedAt: occurredAt + 7 * DAY });
  }
  return state;
}

test.each(entityKinds)('the history of a %s in daily use fits into one write unit of a kilobyte with room', (kind) => {
  expect(encode(halfAYear(kind)).length).toBeLessThan(500);
});

it('nothing else is taken for a history', () => {
  const bytes = encode(halfAYear('account'));
  expect(() => decode(bytes.slice(0, -1))).toThrow(RangeError);
  expect(() => decode(new Uint8Array([...bytes, 0]))).toThrow('1 bytes more than there should be');
  expect(() => decode(new Uint8Array([STATE_VERSION + 1]))).toThrow(
    `A state of version ${STATE_VERSION + 1}, not ${STATE_VERSION}`,
  );
  expect(() => decode(new Uint8Array([STATE_VERSION, 99, 0, 0]))).toThrow('unknown kind 99');
  expect(() => decode(new Uint8Array())).toThrow('The bytes end at 0');
});

/** A busy merchant's payments, one each minute, with every fourth label. */
function busy(state: State, from: number, count: number): State {
  let after = state;
  for (let number = from; number < from + count; number += 1) {
    const occurredAt = MONDAY + number * 60_000;
    const payment = paymentWith({ occurredAt, amount: 100 + ((number * 7919) % 20_000) });
    after = advance('merchant', after, payment);
    if (number % 4 !== 0) continue;
    after = learn('merchant', after, { ...payment, fraud: number % 500 === 0, learnedAt: occurredAt });
    featuresOf(payment, { merchant: decode(encode(after)) });
  }
  return after;
}

it('after millions of payments one takes the work and the room of an early one', () => {
  const month = 40_000;
  const early = busy(emptyState('merchant'), 0, month);
  // A history merged with itself is that of twice the payments.
  let late = early;
  for (let times = 0; times < 7; times += 1) late = merge('merchant', [late, late]);
  expect(readRing(velocityRings['30d'], late.velocity[5] as Ring, 0, MONDAY + month * 60_000)).toBeGreaterThan(
    4_000_000,
  );
  const work = { early: Number.POSITIVE_INFINITY, late: Number.POSITIVE_INFINITY };
  for (let round = 0; round < 9; round += 1) {
    for (const [name, state] of Object.entries({ early, late }) as ['early' | 'late', State][]) {
      const started = performance.now();
      busy(state, month, 500);
      work[name] = Math.min(work[name], performance.now() - started);
    }
  }
  expect(work.late / work.early).toBeLessThan(2);
  expect(encode(late).length / encode(early).length).toBeLessThan(1.5);
  expect(encode(late).length).toBeLessThan(1000);
});
