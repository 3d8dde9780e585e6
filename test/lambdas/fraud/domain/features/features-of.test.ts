import { entitiesOf } from '../../../../../lambdas/fraud/domain/features/entity';
import { featureNames, featuresOf } from '../../../../../lambdas/fraud/domain/features/features-of';
import { distanceKm } from '../../../../../lambdas/fraud/domain/features/last-place';
import { advance, emptyState, learn, type State } from '../../../../../lambdas/fraud/domain/features/state';
import type { Payment } from '../../../../../lambdas/fraud/domain/payment';
import { DAY, HOUR, MINUTE, MONDAY, paymentWith } from './support';

const NOON = MONDAY + 12 * HOUR;

/** All that is known of a payment, by name, after others have happened. */
function valuesOf(payment: Payment, before: readonly Payment[], learned: readonly Parameters<typeof learn>[2][] = []) {
  const states = Object.fromEntries(
    entitiesOf(payment).map(({ kind, id }) => {
      const own = before.filter((other) => other[kind] === id);
      const paid = own.reduce<State>((state, other) => advance(kind, state, other), emptyState(kind));
      return [kind, learned.reduce<State>((state, feedback) => learn(kind, state, feedback), paid)];
    }),
  );
  const values = featuresOf(payment, states);
  return Object.fromEntries(featureNames.map((name, index) => [name, values[index] as number]));
}

const at = (occurredAt: number, given: Partial<Payment> = {}) => paymentWith({ ...given, occurredAt });

it('names whom a payment concerns', () => {
  const kinds = (payment: Payment) => entitiesOf(payment).map(({ kind, id }) => `${kind} ${id}`);
  expect(kinds(paymentWith())).toEqual(['card c1', 'account a1', 'merchant m1']);
  expect(kinds(paymentWith({ device: 'd', ip: 'i' }))).toEqual([
    'card c1',
    'account a1',
    'device d',
    'ip i',
    'merchant m1',
  ]);
});

describe('velocity', () => {
  it('counts and adds up what was paid within a window, without the payment itself', () => {
    const before = [
      at(NOON - 30_000),
      at(NOON - 5 * MINUTE),
      at(NOON - 30 * MINUTE),
      at(NOON - 10 * HOUR),
      at(NOON - 5 * DAY),
    ];
    const values = valuesOf(at(NOON), before);
    const counts = ['1m', '10m', '1h', '1d', '7d', '30d'].map((window) => values[`account_count_${window}`]);
    expect(counts).toEqual([1, 2, 3, 4, 5, 5]);
    expect(values.merchant_sum_1h).toBe(3 * 2_500);
    expect(values.account_mean_7d).toBe(2_500);
    expect(values).toMatchObject({ card_since_last: 30, card_age: (5 * DAY) / 1000, device_count_1m: Number.NaN });
  });

  it('reaches back no further than its span, and over all of it less at most one bucket', () => {
    const isCounted = (ago: number) => valuesOf(at(NOON), [at(NOON - ago)]).card_count_1h === 1;
    expect([50 * MINUTE, 50 * MINUTE + 1, HOUR].map(isCounted)).toEqual([true, false, false]);
    const atEnd = (ago: number) =>
      valuesOf(at(NOON + 10 * MINUTE - 1), [at(NOON + 10 * MINUTE - 1 - ago)]).card_count_1h;
    expect([HOUR - 1, HOUR].map(atEnd)).toEqual([1, 0]);
  });

  it('puts what comes late where it belongs, and leaves out what is later than the payment', () => {
    const late = [at(NOON), at(NOON - 30 * MINUTE)];
    expect(valuesOf(at(NOON + MINUTE), late)).toMatchObject({ card_count_10m: 1, card_count_1h: 2 });
    expect(valuesOf(at(NOON - 20 * MINUTE), late)).toMatchObject({
      card_count_10m: 0,
      card_count_1h: 1,
      card_since_last: 0,
    });
  });
});

describe('the amount', () => {
  const usual = Array.from({ length: 40 }, (_, day) => at(NOON - (40 - day) * DAY, { amount: 900 + 5 * day }));

  it('is compared with what the account usually pays, whatever a few payments were', () => {
    const values = valuesOf(at(NOON, { amount: 5_000 }), [...usual, at(NOON - 3 * DAY, { amount: 99_999 })]);
    expect(values.account_usual).toBeGreaterThan(900);
    expect(values.account_usual).toBeLessThan(1_100);
    expect(values.amount_ratio).toBeCloseTo(5_000 / (values.account_usual ?? 0), 4);
    expect(values).toMatchObject({ account_payments: 41, account_max_1d: Number.NaN, account_max_7d: 99_999 });
    expect(values.account_peak_ratio_7d).toBeGreaterThan(90);
    expect(values.account_high_days_14d).toBe(1);
    expect(values.amount_rank).toBeCloseTo(40 / 41, 5);
    expect(values.amount_deviation).toBeGreaterThan(10);
  });

  it('is of unknown height where the account is new', () => {
    expect(valuesOf(at(NOON), [])).toMatchObject({ account_payments: 0, amount_ratio: Number.NaN, amount: 2_500 });
  });
});

describe('distinct values', () => {
  const cards = Array.from({ length: 20 }, (_, index) =>
    at(NOON - (20 - index) * HOUR, { card: `c${index}`, device: 'd' }),
  );

  it('are counted by when they were last used, exactly up to twelve', () => {
    expect(valuesOf(at(NOON, { card: 'c19', device: 'd' }), cards)).toMatchObject({
      device_distinct_1h: 0,
      device_distinct_1d: 12,
      device_is_new_card: 0,
      is_new_device: 0,
    });
    expect(valuesOf(at(NOON, { card: 'new', device: 'd' }), cards.slice(-3))).toMatchObject({
      device_distinct_1d: 3,
      device_is_new_card: 1,
    });
  });

  it('tell a device or a country that was not used before', () => {
    const home = at(NOON - DAY, { device: 'd1', country: 'DE' });
    expect(valuesOf(at(NOON, { device: 'd1', country: 'DE' }), [home])).toMatchObject({
      is_new_device: 0,
      is_new_country: 0,
    });
    expect(valuesOf(at(NOON, { device: 'd2', country: 'US' }), [home])).toMatchObject({
      is_new_device: 1,
      is_new_country: 1,
    });
    expect(valuesOf(at(NOON), [home])).toMatchObject({ is_new_device: Number.NaN, card_distinct_7d: 1 });
  });
});

it('tells how far the card travelled, and how fast', () => {
  const paris = { lat: 48.8566, lon: 2.3522 };
  const newYork = { lat: 40.7128, lon: -74.006 };
  // The great circle from Paris to New York is 5,837 km.
  expect(distanceKm(paris, newYork)).toBeCloseTo(5_837, -1);
  const values = valuesOf(at(NOON, { place: newYork }), [at(NOON - 2 * HOUR, { place: paris })]);
  expect(values.card_distance).toBeCloseTo(5_837, -1);
  expect(values.card_speed).toBeCloseTo((values.card_distance ?? 0) / 2, 1);
  expect(distanceKm({ lat: 0, lon: 179.5 }, { lat: 0, lon: -179.5 })).toBeCloseTo(111.2, 1);
});

describe('labels', () => {
  const label = (daysAgo: number, fraud: boolean, amountRatio?: number) => {
    const occurredAt = NOON - daysAgo * DAY;
    return {
      occurredAt,
      amount: 2_500,
      fraud,
      learnedAt: occurredAt + 7 * DAY,
      ...(amountRatio !== undefined && { amountRatio }),
    };
  };

  it('count by when they became known, and frauds that an amount explains apart', () => {
    const values = valuesOf(at(NOON), [], [label(30, false), label(12, true), label(10, true, 5), label(7.5, true, 1)]);
    expect(values).toMatchObject({
      merchant_labels_1d: 1,
      merchant_labels_7d: 3,
      merchant_frauds_7d: 3,
      merchant_unexplained_7d: 2,
      merchant_labels_28d: 4,
    });
  });

  it('tell of the run of frauds at the end, in whatever order they come', () => {
    const known = [label(9, true), label(20, true), label(15, false), label(12, true), label(10, true, 5)];
    const days = (count: number) => (count * DAY) / 1000;
    for (const order of [known, known.toReversed()]) {
      expect(valuesOf(at(NOON), [], order)).toMatchObject({
        merchant_since_known_genuine: days(15),
        merchant_since_known_fraud: days(9),
        merchant_fraud_run: 2,
        merchant_fraud_run_age: days(12),
      });
    }
    expect(valuesOf(at(NOON), [], [label(8, false)])).toMatchObject({
      merchant_fraud_run: 0,
      merchant_fraud_run_age: Number.NaN,
      merchant_since_known_fraud: Number.NaN,
    });
  });
});

it('hours, nights and weekends are those of UTC', () => {
  expect(valuesOf(at(MONDAY + 6.5 * HOUR), [])).toMatchObject({ hour: 6.5, is_night: 1, is_weekend: 0 });
  expect(valuesOf(at(MONDAY - DAY + 7 * HOUR), [])).toMatchObject({ hour: 7, is_night: 0, is_weekend: 1 });
});
