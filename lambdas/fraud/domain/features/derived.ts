import type { Payment } from '../payment';
import { type EntityKind, entityKinds } from './entity';
import { HIGH_RATIO, type KnownLabels } from './known-labels';
import { travel } from './last-place';
import { type Ring, readRing } from './ring';
import { hash32 } from './seen';
import { peaksRing, type State } from './state';
import { usualOf } from './usual-amount';

/** Histories of the entities of one payment, as they were before it. One that could not be read is left out: unknown. */
export type States = Readonly<Partial<Record<EntityKind, State>>>;

/** Values in the order of the names; none at all where everything is unknown. */
type Values = readonly number[];

const nothing: Values = [];

/** Features that are no plain aggregate of one window, of one source: what they are called, and how they are computed. */
export interface Derivation {
  readonly names: readonly string[];
  /** The history they need; all are unknown without it. */
  readonly entity?: EntityKind;
  values(payment: Payment, state: State): Values;
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const NIGHT_ENDS = 7;
/** 1970 began on a Thursday; with this the remainder by 7 is 0 on Mondays. */
const DAYS_AFTER_MONDAY = 3;

/** Hours from 0 to 24, night from 0 to 7 and days of the week are those of UTC. */
export function calendar(occurredAt: number): { hour: number; is_night: number; is_weekend: number } {
  const hour = (occurredAt % DAY_MS) / HOUR_MS;
  const weekday = (Math.floor(occurredAt / DAY_MS) + DAYS_AFTER_MONDAY) % 7;
  return { hour, is_night: hour < NIGHT_ENDS ? 1 : 0, is_weekend: weekday >= 5 ? 1 : 0 };
}

const ofPayment: Derivation = {
  names: ['amount', 'hour', 'is_night', 'is_weekend'],
  values({ amount, occurredAt }): Values {
    const { hour, is_night, is_weekend } = calendar(occurredAt);
    return [amount, hour, is_night, is_weekend];
  },
};

/** Seconds since the last payment, and since the first one that is known. */
const timesOf = (entity: EntityKind): Derivation => ({
  names: [`${entity}_since_last`, `${entity}_age`],
  entity,
  values: ({ occurredAt }, { first, last }): Values =>
    last === 0 ? nothing : [Math.max(0, occurredAt - last) / 1000, Math.max(0, occurredAt - first) / 1000],
});

/** How the amount compares with what the account usually pays, and the highest amounts of late with it. */
const usualAmount: Derivation = {
  names: [
    ...['account_payments', 'amount_ratio', 'amount_rank', 'amount_deviation', 'account_usual'],
    ...['account_peak_ratio_1d', 'account_peak_ratio_7d', 'account_peak_ratio_14d', 'account_high_days_14d'],
  ],
  entity: 'account',
  values({ amount, occurredAt }, { usual, peaks }): Values {
    const known = usual && usualOf(usual);
    if (!known || !peaks) return [0];
    const peak = (days: number) => readRing(peaksRing, peaks, 0, occurredAt, days) / known.trimmedMean;
    return [
      known.count,
      amount / known.trimmedMean,
      known.rankOf(amount),
      (amount - known.median) / Math.max(1, known.spread),
      known.trimmedMean,
      ...[peak(1), peak(7), peak(14)],
      daysAbove(peaks, HIGH_RATIO * known.trimmedMean, occurredAt),
    ];
  },
};

/**
 * The feature `amount_ratio` alone, as it goes with a label (`Feedback.amountRatio`): of single precision, as all features are. NaN
 * where nothing was paid before.
 */
export function amountRatioOf({ amount }: Pick<Payment, 'amount'>, { usual }: Pick<State, 'usual'>): number {
  const known = usual && usualOf(usual);
  return known ? Math.fround(amount / known.trimmedMean) : Number.NaN;
}

function daysAbove(peaks: Ring, amount: number, now: number): number {
  const today = Math.floor(now / peaksRing.bucketMs);
  let days = 0;
  for (let day = today - peaksRing.buckets + 1; day <= today; day += 1) {
    if (readRing(peaksRing, peaks, 0, day * peaksRing.bucketMs, 1) >= amount) days += 1;
  }
  return days;
}

/**
 * What the labels of the latest payments tell: seconds since the last one known to be genuine, and fraudulent; and, if the latest
 * known ones were all fraud, how many they are and how long ago the first of them was. Frauds that their amount explains are passed
 * over.
 */
const labelsOf = (entity: EntityKind): Derivation => ({
  names: ['since_known_genuine', 'since_known_fraud', 'fraud_run', 'fraud_run_age'].map((name) => `${entity}_${name}`),
  entity,
  values({ occurredAt }, { labels }): Values {
    const now = Math.floor(occurredAt / 1000);
    const { lastGenuine, lastFraud, length, began } = runOf(labels);
    return [now - lastGenuine, now - lastFraud, length, now - began];
  },
});

/** Times are NaN where there is none. */
function runOf({ latest }: KnownLabels) {
  let lastGenuine = Number.NaN;
  let lastFraud = Number.NaN;
  let began = Number.NaN;
  let length = 0;
  for (const { at, verdict } of latest) {
    if (verdict === 'genuine' && Number.isNaN(lastGenuine)) lastGenuine = at;
    if (verdict !== 'fraud') continue;
    if (Number.isNaN(lastFraud)) lastFraud = at;
    if (!Number.isNaN(lastGenuine)) continue;
    length += 1;
    began = at;
  }
  return { lastGenuine, lastFraud, length, began };
}

/** Whether the payment's own value is among those that were used last; unknown where the payment has none. */
const isNew = (name: string, entity: EntityKind, field: 'card' | 'device' | 'country'): Derivation => ({
  names: [name],
  entity,
  values(payment, { seen }): Values {
    const value = payment[field];
    if (value === undefined) return nothing;
    const key = hash32(value);
    return [seen.some((one) => one.key === key) ? 0 : 1];
  },
});

/** Kilometres from the card's last place, and kilometres an hour to have come from there. */
const travelled: Derivation = {
  names: ['card_distance', 'card_speed'],
  entity: 'card',
  values({ place, occurredAt }, { visit }): Values {
    if (!place || !visit) return nothing;
    const { km, kmh } = travel(visit, place, occurredAt);
    return [km, kmh];
  },
};

export const derivations: readonly Derivation[] = [
  ofPayment,
  ...entityKinds.map(timesOf),
  usualAmount,
  isNew('is_new_device', 'account', 'device'),
  isNew('is_new_country', 'card', 'country'),
  isNew('device_is_new_card', 'device', 'card'),
  isNew('ip_is_new_card', 'ip', 'card'),
  travelled,
  ...entityKinds.map(labelsOf),
];
