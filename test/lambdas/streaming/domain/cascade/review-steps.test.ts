import * as fc from 'fast-check';
import { contentOf } from '../../../../../lambdas/streaming/domain/cascade/content';
import { judgedByFilters } from '../../../../../lambdas/streaming/domain/cascade/judging';
import {
  inForce,
  isPublished,
  LEASE_MS,
  type ModerationCase,
} from '../../../../../lambdas/streaming/domain/cascade/moderation-case';
import {
  appealed,
  claimed,
  decided,
  type Finding,
  type Reviewer,
  type StepResult,
} from '../../../../../lambdas/streaming/domain/cascade/review-steps';
import { NOW } from '../../support/events';
import { ready, submitted, texts } from '../../support/moderation';

const opened = (text: string) => judgedByFilters(contentOf(submitted({ text })), ready, NOW).case;
const reasons = [{ code: 'reviewer', message: 'It was not published because it is a threat.' }];
const reject: Finding = { decision: 'reject', category: 'danger', note: 'a threat', reasons };
const approve: Finding = { decision: 'approve', note: 'a quotation', reasons: [] };
const person = (userId: string, isSenior = false): Reviewer => ({ userId, isSenior });
const [ann, ben, cleo] = [person('ann'), person('ben'), person('cleo', true)];
const appeal = { reason: 'it is a song', by: 'u1', at: NOW };

const taken = (result: StepResult): ModerationCase => {
  if (typeof result === 'string') throw new Error(result);
  return result;
};
const judgedBy = (given: ModerationCase, reviewer: Reviewer, finding: Finding) =>
  taken(decided(taken(claimed(given, reviewer, NOW)), reviewer, finding, NOW));

it('what is held is decided by a person, appealed to another, and in the end to a senior', () => {
  const held = opened(texts.grave);
  expect([held.status, appealed(held, appeal)]).toEqual(['held', 'not_decided']);
  const first = judgedBy(held, ann, reject);
  expect(first).toMatchObject({ status: 'decided', reasons, verdict: { decision: 'reject', tier: 4, by: 'ann' } });
  const again = taken(appealed(first, appeal));
  expect(claimed(again, ann, NOW)).toBe('own_decision');
  const second = judgedBy(again, ben, reject);
  expect(second).toMatchObject({ status: 'reviewed', rulings: [{ by: 'ben' }] });
  const last = taken(appealed(second, appeal));
  expect([claimed(last, ben, NOW), claimed(last, person('dan'), NOW)]).toEqual(['own_decision', 'senior_required']);
  const final = judgedBy(last, cleo, approve);
  expect([final.status, isPublished(final), appealed(final, appeal)]).toEqual(['final', true, 'final_decision']);
  expect([final.verdict, final.reasons]).toEqual([first.verdict, []]);
  expect(final.path.map(({ tier, outcome }) => `${tier} ${outcome}`)).toEqual([
    ...['1 escalate', '4 reject', '4 reject', '4 approve'],
  ]);
});

it('what a machine rejected can be appealed, and what is approved cannot', () => {
  expect(taken(appealed(opened(texts.rejected), appeal)).status).toBe('appealed');
  expect(appealed(opened(texts.clean), appeal)).toBe('nothing_to_appeal');
  expect(claimed(opened(texts.clean), ann, NOW)).toBe('not_open');
});

it('nobody judges their own item, nor without a claim that holds', () => {
  const held = opened(texts.grave);
  expect(claimed(held, person('u1', true), NOW)).toBe('own_item');
  expect(decided(held, ann, reject, NOW)).toBe('not_claimed');
  const claim = taken(claimed(held, ann, NOW));
  expect(claimed(claim, ben, NOW + LEASE_MS - 1)).toBe('claimed');
  expect(decided(claim, ben, reject, NOW)).toBe('not_claimed');
  expect(decided(claim, ann, reject, NOW + LEASE_MS)).toBe('not_claimed');
  expect(taken(claimed(claim, ben, NOW + LEASE_MS)).claim?.by).toBe('ben');
});

it('whatever steps are tried, a verdict stays, nobody decides twice, and nothing is published undecided', () => {
  const step = fc.record({
    kind: fc.constantFrom('claim', 'decide', 'appeal'),
    who: fc.constantFrom(ann, ben, cleo, person('u1', true), person('dan', true)),
    finding: fc.constantFrom(reject, approve),
    later: fc.integer({ min: 0, max: LEASE_MS }),
  });
  fc.assert(
    fc.property(fc.constantFrom(...Object.values(texts)), fc.array(step, { maxLength: 40 }), (text, steps) => {
      let [current, now] = [opened(text), NOW];
      for (const { kind, who, finding, later } of steps) {
        now += later;
        const before = current;
        const acts = { claim: () => claimed(before, who, now), decide: () => decided(before, who, finding, now) };
        const result = kind === 'appeal' ? appealed(before, appeal) : acts[kind as keyof typeof acts]();
        if (typeof result === 'string') continue;
        current = result;
        if (before.verdict) expect(current.verdict).toEqual(before.verdict);
      }
      const people = [current.verdict, ...current.rulings].flatMap((outcome) => outcome?.by ?? []);
      expect(people).toHaveLength(new Set(people).size);
      expect(people).not.toContain('u1');
      expect(current.appeals.length).toBeLessThanOrEqual(2);
      if (isPublished(current)) expect(inForce(current)).toBe('approve');
      if (!current.verdict) expect([isPublished(current), current.status]).toEqual([false, opened(text).status]);
    }),
  );
});
