import fc from 'fast-check';
import { appealed, claimed, decided, type Review, type Step } from '../../../../../lambdas/fraud/domain/review/review';
import { LEASE_MS } from '../../../../../lambdas/shared/domain/claim';

const fresh: Review = { decisionId: 'd', expectedLoss: 1, openedAt: 0, status: 'open', version: 1 };
const outcome = (by: string, at: number) => ({ verdict: 'decline' as const, reason: 'because', by, at });
const review = (step: Step): Review => {
  if (typeof step === 'string') throw new Error(step);
  return step;
};

test('a claim keeps others away until it ends, and can be made longer', () => {
  const held = review(claimed(fresh, 'dave', 0));
  expect(claimed(held, 'erin', LEASE_MS - 1)).toBe('claimed');
  expect(decided(held, outcome('erin', 1))).toBe('not_claimed');
  expect(decided(held, outcome('dave', LEASE_MS))).toBe('not_claimed');
  const longer = review(claimed(held, 'dave', LEASE_MS - 1));
  expect(claimed(longer, 'erin', LEASE_MS)).toBe('claimed');
  expect(review(claimed(held, 'erin', LEASE_MS)).claim?.by).toBe('erin');
});

test('an appeal is for somebody else, once, and the end', () => {
  expect(appealed(fresh, { reason: 'why', by: 'shop', at: 1 })).toBe('not_decided');
  const first = review(decided(review(claimed(fresh, 'dave', 0)), outcome('dave', 1)));
  expect([first.status, first.claim, claimed(first, 'erin', 2)]).toEqual(['decided', undefined, 'not_open']);
  const again = review(appealed(first, { reason: 'why', by: 'shop', at: 2 }));
  expect(claimed(again, 'dave', 3)).toBe('own_decision');
  const final = review(decided(review(claimed(again, 'erin', 3)), outcome('erin', 4)));
  expect([final.status, final.first?.by, final.second?.by]).toEqual(['final', 'dave', 'erin']);
  expect(appealed(final, { reason: 'why', by: 'shop', at: 5 })).toBe('already_appealed');
});

test('what the first decision found is confirmed or corrected by the second', () => {
  const found = { ...outcome('dave', 1), fraud: true };
  const first = review(decided(review(claimed(fresh, 'dave', 0)), found));
  const again = review(claimed(review(appealed(first, { reason: 'why', by: 'shop', at: 2 })), 'erin', 3));
  expect(first.first?.fraud).toBe(true);
  expect(decided(again, outcome('erin', 4))).toBe('finding_required');
  const genuine = { ...outcome('erin', 4), verdict: 'approve' as const, fraud: false };
  expect(review(decided(again, genuine)).second?.fraud).toBe(false);
});

const anyStep = fc.record({
  kind: fc.constantFrom('claim', 'decide', 'decide', 'appeal'),
  by: fc.constantFrom('dave', 'erin', 'fred'),
  wait: fc.integer({ min: 0, max: LEASE_MS }),
});

interface Doing {
  readonly kind: string;
  readonly by: string;
}

function done(held: Review, { kind, by }: Doing, now: number): Step {
  if (kind === 'claim') return claimed(held, by, now);
  return kind === 'decide' ? decided(held, outcome(by, now)) : appealed(held, { reason: 'why', by, at: now });
}

/** Nobody but who holds it does anything with it while it is held, and nobody decides who does not hold it. */
function checkHolder({ claim }: Review, { kind, by }: Doing, now: number): void {
  if (kind !== 'appeal' && claim && claim.until > now) expect(claim.by).toBe(by);
  if (kind === 'decide') expect(claim?.by).toBe(by);
}

test('whoever does what when: one person at a time holds it, two different ones decide', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 40 }), (steps) => {
      let now = 0;
      let held = fresh;
      for (const step of steps) {
        now += step.wait;
        const next = done(held, step, now);
        if (typeof next === 'string') continue;
        checkHolder(held, step, now);
        held = next;
      }
      const { first, second, status } = held;
      if (second) expect(second.by).not.toBe(first?.by);
      expect(status === 'final').toBe(second !== undefined);
    }),
  );
});
