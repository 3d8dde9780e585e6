import * as fc from 'fast-check';
import { sha256 } from '../../../../../lambdas/shared/hash';
import { contentOf } from '../../../../../lambdas/streaming/domain/cascade/content';
import { defaultPolicy } from '../../../../../lambdas/streaming/domain/cascade/default-policy';
import { judgedByFilters, readyPolicy } from '../../../../../lambdas/streaming/domain/cascade/judging';
import { labelOf } from '../../../../../lambdas/streaming/domain/cascade/label';
import {
  awaitsAudit,
  inForce,
  isPublished,
  isWaiting,
  type ModerationCase,
} from '../../../../../lambdas/streaming/domain/cascade/moderation-case';
import {
  appealed,
  claimed,
  decided,
  type StepResult,
} from '../../../../../lambdas/streaming/domain/cascade/review-steps';
import { standingOf } from '../../../../../lambdas/streaming/domain/cascade/told-reasons';
import { NOW } from '../../support/events';
import { submitted, texts } from '../../support/moderation';

const audited = readyPolicy({ ...defaultPolicy, audit: { share: 1 } }, sha256);

interface Step {
  readonly kind: 'judge' | 'appeal';
  readonly decision: 'approve' | 'reject';
}

const steps = fc.array(
  fc.record({
    kind: fc.constantFrom<Step['kind']>('judge', 'appeal'),
    decision: fc.constantFrom<Step['decision']>('approve', 'reject'),
  }),
  { maxLength: 7 },
);

/** A case after steps of people, each of whom is another one; what is refused changes nothing. */
function after(text: string, taken: readonly Step[]) {
  const history = [judgedByFilters(contentOf(submitted({ text })), audited, NOW).case];
  const take = (result: StepResult) => typeof result !== 'string' && history.push(result);
  const last = () => history.at(-1) as ModerationCase;
  for (const [index, { kind, decision }] of taken.entries()) {
    const at = NOW + index;
    if (kind === 'appeal') take(appealed(last(), { reason: 'please', by: 'u1', at }));
    else {
      const reviewer = { userId: `p${index}`, isSenior: true };
      const finding = { decision, note: 'looked at', reasons: [], ...(decision === 'reject' && { category: 'goods' }) };
      const claim = claimed(last(), reviewer, at);
      if (typeof claim !== 'string') take(decided(claim, reviewer, finding, at));
    }
  }
  return history;
}

it('an audit changes no verdict, and what people found last is the label', () => {
  fc.assert(
    fc.property(fc.constantFrom(...Object.values(texts)), steps, (text, taken) => {
      const history = after(text, taken);
      for (const [index, given] of history.entries()) {
        const before = history[index - 1];
        if (before && awaitsAudit(before) && given.audit?.finding)
          expect([inForce(given), given.status, given.reasons]).toEqual([inForce(before), 'decided', before.reasons]);
        expect(awaitsAudit(given) && isWaiting(given)).toBe(false);
        const people = [given.verdict, given.audit?.finding, ...given.rulings].flatMap((one) => (one?.by ? [one] : []));
        const label = labelOf(given);
        expect(label?.found).toEqual(
          people.length === 0
            ? undefined
            : expect.objectContaining({
                decision: people.at(-1)?.decision,
                by: people.at(-1)?.by,
                at: people.at(-1)?.at,
              }),
        );
        if (label?.source === 'audit') expect(label.before).toMatchObject({ decision: inForce(given) });
        expect(label?.path.every(({ tier }) => tier < 4) ?? true).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});

it('an author is told where each case stands, in whole sentences, and of an audit nothing', () => {
  fc.assert(
    fc.property(fc.constantFrom(...Object.values(texts)), steps, (text, taken) => {
      for (const given of after(text, taken)) {
        const told = standingOf(given, isPublished(given));
        expect(told).toMatch(/^[A-Z].*\.$/);
        expect(told).not.toMatch(/audit/i);
      }
    }),
  );
});
