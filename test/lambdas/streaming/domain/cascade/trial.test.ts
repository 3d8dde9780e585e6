import * as fc from 'fast-check';
import { textRules } from '../../../../../lambdas/streaming/domain/cascade/cascade';
import { contentOf } from '../../../../../lambdas/streaming/domain/cascade/content';
import {
  judgedByClassifier,
  judgedByFilters,
  judgedByModel,
} from '../../../../../lambdas/streaming/domain/cascade/judging';
import type { ModerationCase } from '../../../../../lambdas/streaming/domain/cascade/moderation-case';
import { findingsIn } from '../../../../../lambdas/streaming/domain/cascade/step-findings';
import { trialOf, verdictOf } from '../../../../../lambdas/streaming/domain/cascade/trial';
import { NOW } from '../../support/events';
import { ready, submitted, texts } from '../../support/moderation';

const { policy } = ready;

/** A case as machines make it of a text, where the classifier is so sure of harm. */
function caseOf(text: string, likelihood: number | undefined): ModerationCase {
  const filtered = judgedByFilters(contentOf(submitted({ text })), ready, NOW);
  if (filtered.next.kind !== 'ask') return { ...filtered.case, content: contentOf(submitted({ text })) };
  const scores = Object.fromEntries(
    textRules(policy).map(({ category }) => [category, category === 'fraud' ? (likelihood ?? 0) : 0]),
  );
  const answer = likelihood === undefined ? { unavailable: 'away' } : { value: scores };
  const classified = judgedByClassifier(filtered, answer, policy, NOW);
  if (classified.next.kind !== 'ask') return { ...classified.case, content: contentOf(submitted({ text })) };
  return judgedByModel(classified, { unavailable: 'away' }, policy, NOW).case;
}

const always = { hasTime: () => true, looksOf: () => undefined, now: NOW };

it('by the policy that judged them, nothing changes', () => {
  const likelihood = fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined });
  const made = fc
    .tuple(fc.constantFrom(...Object.values(texts)), likelihood)
    .map(([text, share]) => caseOf(text, share));
  fc.assert(
    fc.property(fc.array(made, { maxLength: 5 }), (recorded) => {
      expect(trialOf(ready, recorded, always)).toMatchObject({ cases: recorded.length, isComplete: true, changed: [] });
    }),
    { numRuns: 60 },
  );
});

it('asks the classifier of then by the thresholds of now, and the model where it said nothing', () => {
  const recorded = [0.7, 0.4, undefined].map((likelihood) => caseOf(texts.ambiguous, likelihood));
  expect(recorded.map(verdictOf)).toEqual(['model', 'model', 'model']);
  const wider = { ...ready, policy: { ...policy, classifier: { approveTo: 0.5, rejectFrom: 0.6 } } };
  expect(trialOf(wider, recorded, always).changed.map(({ from, to, cases }) => [from, to, cases])).toEqual([
    ['model', 'reject', 1],
    ['model', 'approve', 1],
  ]);
  const [rule] = policy.rules;
  const others = { ...wider, policy: { ...wider.policy, rules: rule ? [rule] : [] } };
  expect(trialOf(others, recorded, always).changed).toEqual([]);
});

it('judges images by what is known of them, and a case by how it was judged when they had come', () => {
  const sha256 = 'a'.repeat(64);
  const content = contentOf(submitted({ text: texts.clean, images: [{ sha256 }] }));
  const looksOf = (confidence: number) => new Map([[sha256, { labels: [{ name: 'Explicit', confidence }] }]]);
  const waiting = judgedByFilters(content, ready, NOW, {
    looks: new Map([[sha256, { unseen: 'image-not-screened' }]]),
  });
  const seen = judgedByFilters(content, ready, NOW, { looks: looksOf(99) });
  const recorded = { ...seen.case, content, path: [...waiting.case.path, ...seen.case.path] };
  expect([waiting.case, recorded].map(verdictOf)).toEqual(['person', 'reject']);
  const tried = (confidence: number) => trialOf(ready, [recorded], { ...always, looksOf: () => looksOf(confidence) });
  expect(tried(99).changed).toEqual([]);
  expect(tried(30).changed).toMatchObject([{ from: 'reject', to: 'approve', cases: 1 }]);
});

it('ends when there is no more time, and says so', () => {
  let left = 2;
  const recorded = [1, 2, 3].map(() => caseOf(texts.clean, 0));
  const trial = trialOf(ready, recorded, { hasTime: () => left-- > 0, looksOf: () => undefined, now: NOW });
  expect(trial).toMatchObject({ cases: 2, isComplete: false });
});

it('reads what filters found from their words, and nothing from those of other tiers', () => {
  const found = judgedByFilters(contentOf(submitted({ text: texts.ambiguous })), ready, NOW).case.path[0];
  expect(findingsIn(found)).toEqual([{ filter: 'patterns', code: 'possible-words', by: 'casino' }]);
  expect(findingsIn({ tier: 2, outcome: 'escalate', detail: 'fraud 0.700' })).toEqual([]);
  expect(findingsIn({ tier: 1, outcome: 'unavailable', detail: 'version 1 of the policy' })).toEqual([]);
  expect(findingsIn(undefined)).toEqual([]);
});
