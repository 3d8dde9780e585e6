import fc from 'fast-check';
import { type EntityKind, entityKinds } from '../../../../../lambdas/fraud/domain/features/entity';
import type { Feedback } from '../../../../../lambdas/fraud/domain/features/known-labels';
import { advance, learn, type State } from '../../../../../lambdas/fraud/domain/features/state';
import type { Payment } from '../../../../../lambdas/fraud/domain/payment';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** 2018-08-06, a Monday, at midnight UTC. */
export const MONDAY = Date.UTC(2018, 7, 6);

export const paymentWith = (given: Partial<Payment> = {}): Payment => ({
  paymentId: 'p1',
  amount: 2_500,
  currency: 'EUR',
  occurredAt: MONDAY + 12 * HOUR,
  account: 'a1',
  card: 'c1',
  merchant: 'm1',
  ...given,
});

const oneOf = (prefix: string, count: number) => fc.integer({ min: 1, max: count }).map((n) => `${prefix}${n}`);

/** Times of which many are close together, and some are weeks apart. */
const time = fc
  .tuple(fc.constantFrom(MINUTE, HOUR, DAY, 60 * DAY, 200 * DAY), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([span, share]) => MONDAY + Math.floor(share * span));

export const anyPayment: fc.Arbitrary<Payment> = fc.record(
  {
    paymentId: oneOf('p', 1000),
    amount: fc.oneof(fc.integer({ min: 0, max: 50_000 }), fc.integer({ min: 0, max: 2 ** 40 })),
    currency: fc.constant('EUR'),
    occurredAt: time,
    account: oneOf('a', 2),
    card: oneOf('c', 30),
    merchant: oneOf('m', 2),
    device: oneOf('d', 30),
    ip: oneOf('i', 5),
    country: fc.constantFrom('DE', 'FR', 'GB', 'US'),
    place: fc.record({
      lat: fc.double({ min: -90, max: 90, noNaN: true }),
      lon: fc.double({ min: -180, max: 180, noNaN: true }),
    }),
  },
  { requiredKeys: ['paymentId', 'amount', 'currency', 'occurredAt', 'account', 'card', 'merchant'] },
);

export const anyFeedback: fc.Arbitrary<Feedback> = fc
  .record(
    {
      occurredAt: time,
      amount: fc.integer({ min: 0, max: 50_000 }),
      fraud: fc.boolean(),
      delay: fc.integer({ min: 0, max: 30 * DAY }),
      amountRatio: fc.double({ min: 0, max: 10 }),
    },
    { requiredKeys: ['occurredAt', 'amount', 'fraud', 'delay'] },
  )
  .map(({ delay, ...feedback }) => ({ ...feedback, learnedAt: feedback.occurredAt + delay }));

/** What happens to an entity: a payment, or a label of one. */
export type EntityEvent = { readonly payment: Payment } | { readonly feedback: Feedback };

export const anyEvent: fc.Arbitrary<EntityEvent> = fc.oneof(
  { weight: 2, arbitrary: anyPayment.map((payment) => ({ payment })) },
  { weight: 1, arbitrary: anyFeedback.map((feedback) => ({ feedback })) },
);

export const anyKind = fc.constantFrom(...entityKinds);

export const fold = (kind: EntityKind, state: State, events: readonly EntityEvent[]): State =>
  events.reduce(
    (before, event) =>
      'payment' in event ? advance(kind, before, event.payment) : learn(kind, before, event.feedback),
    state,
  );
