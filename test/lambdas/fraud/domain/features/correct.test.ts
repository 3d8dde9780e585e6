import fc from 'fast-check';
import { decode, encode } from '../../../../../lambdas/fraud/domain/features/codec';
import { featuresOf } from '../../../../../lambdas/fraud/domain/features/features-of';
import type { Feedback } from '../../../../../lambdas/fraud/domain/features/known-labels';
import { correct, emptyState, learn, merge } from '../../../../../lambdas/fraud/domain/features/state';
import {
  anyEvent,
  anyFeedback,
  anyKind,
  anyPayment,
  DAY,
  type EntityEvent,
  fold,
  MONDAY,
  paymentWith,
} from './support';

const second = ({ occurredAt }: Feedback) => Math.floor(occurredAt / 1000);

/** What happens to an entity, no two labels being of payments of one second: more than a history keeps one by one. */
const events = fc
  .array(fc.oneof({ weight: 1, arbitrary: anyEvent }, { weight: 2, arbitrary: labelEvent() }), { maxLength: 120 })
  .map((all) => {
    const seconds = new Set<number>();
    return all.filter((event) => {
      if ('payment' in event) return true;
      const isNew = !seconds.has(second(event.feedback));
      seconds.add(second(event.feedback));
      return isNew;
    });
  });

function labelEvent(): fc.Arbitrary<EntityEvent> {
  return anyFeedback.map((feedback) => ({ feedback }));
}

const isLabel = (event: EntityEvent): event is { readonly feedback: Feedback } => 'feedback' in event;
const lastLearnt = (all: readonly EntityEvent[]) =>
  Math.max(0, ...all.filter(isLabel).map(({ feedback }) => feedback.learnedAt));

/** The same payment's other label, learnt so much later than anything else. */
const contrary = (feedback: Feedback, learnedAt: number): Feedback => ({
  ...feedback,
  fraud: !feedback.fraud,
  learnedAt,
});

it('a corrected history is the one in which only what is right was ever told', () => {
  fc.assert(
    fc.property(anyKind, events, fc.nat(), fc.integer({ min: 0, max: 40 * DAY }), (kind, all, pick, delay) => {
      const labels = all.filter(isLabel);
      fc.pre(labels.length > 0);
      const wrong = labels[pick % labels.length] as { readonly feedback: Feedback };
      const right = contrary(wrong.feedback, lastLearnt(all) + delay);
      const corrected = correct(kind, fold(kind, emptyState(kind), all), wrong.feedback, right);
      const others = all.filter((event) => event !== wrong);
      expect(corrected).toEqual(learn(kind, fold(kind, emptyState(kind), others), right));
    }),
  );
});

it('whatever comes between, and however often it is corrected', () => {
  fc.assert(
    fc.property(anyKind, events, events, anyPayment, (kind, before, between, payment) => {
      const { feedback } = before.find(isLabel) ?? {};
      fc.pre(feedback !== undefined);
      const seconds = new Set(before.filter(isLabel).map((event) => second(event.feedback)));
      const later = between.filter((event) => !isLabel(event) || !seconds.has(second(event.feedback)));
      const first = contrary(feedback, lastLearnt([...before, ...later]));
      const again = contrary(first, first.learnedAt + DAY);
      const told = fold(kind, emptyState(kind), [...before, ...later]);
      const corrected = correct(kind, correct(kind, told, feedback, first), first, again);
      const others = [...before, ...later].filter((event) => !isLabel(event) || event.feedback !== feedback);
      const asItWas = learn(kind, fold(kind, emptyState(kind), others), again);
      expect(corrected).toEqual(asItWas);
      expect(featuresOf(payment, { [kind]: decode(encode(corrected)) })).toEqual(
        featuresOf(payment, { [kind]: asItWas }),
      );
    }),
  );
});

it('in one of several parts, the whole is corrected', () => {
  fc.assert(
    fc.property(anyKind, events, events, (kind, one, other) => {
      const { feedback } = one.find(isLabel) ?? {};
      fc.pre(feedback !== undefined);
      const seconds = new Set(one.filter(isLabel).map((event) => second(event.feedback)));
      const elsewhere = other.filter((event) => !isLabel(event) || !seconds.has(second(event.feedback)));
      const right = contrary(feedback, lastLearnt([...one, ...elsewhere]));
      const [part, another] = [one, elsewhere].map((each) => fold(kind, emptyState(kind), each)) as [never, never];
      const others = [...one, ...elsewhere].filter((event) => !isLabel(event) || event.feedback !== feedback);
      expect(merge(kind, [correct(kind, part, feedback, right), another])).toEqual(
        learn(kind, fold(kind, emptyState(kind), others), right),
      );
    }),
  );
});

it('what has left every window is not taken back twice', () => {
  const wrong = { occurredAt: MONDAY, amount: 1, fraud: true, learnedAt: MONDAY };
  const later = { occurredAt: MONDAY + 200 * DAY, amount: 1, fraud: true, learnedAt: MONDAY + 200 * DAY };
  const state = learn('card', learn('card', emptyState('card'), wrong), later);
  const right = { ...wrong, fraud: false, learnedAt: later.learnedAt };
  const payment = paymentWith({ occurredAt: later.learnedAt + 1_000 });
  const features = featuresOf(payment, { card: correct('card', state, wrong, right) });
  expect(features).toEqual(
    featuresOf(payment, { card: learn('card', learn('card', emptyState('card'), later), right) }),
  );
});
