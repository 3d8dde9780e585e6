import type { CascadePolicy } from './cascade-policy';
import type { CaseReason, ModerationCase } from './moderation-case';

/** Which of the tiers after the filters found that a rule is broken. */
export type ReasonSource = 'classifier' | 'model' | 'reviewer';

/** Why an item is rejected, in the policy's own words: what a model or a person wrote is told to nobody but reviewers. */
export function rejectionReason(
  code: ReasonSource,
  category: string | undefined,
  { filters }: CascadePolicy,
): CaseReason {
  const rule = filters.categories.find(({ id }) => id === category);
  const message = `It was not published because ${rule?.because ?? 'it breaks the rules'}.`;
  return { code, ...(rule && { policyId: rule.policyId }), message };
}

const messages: Readonly<Record<ModerationCase['status'], string>> = {
  pending: 'It is being looked at, and is not shown to others yet.',
  held: 'A person looks at it before it is shown to others.',
  decided: 'It was not published. You can appeal: somebody else then looks at it.',
  appealed: 'You have appealed. A person who has not decided about it looks at it now.',
  reviewed: 'It was looked at again, and is not published. You can appeal once more: a senior reviewer then decides.',
  escalated: 'You have appealed once more. A senior reviewer decides now.',
  final: 'A senior reviewer has decided that it is not published. There is no further appeal.',
};

/** Where an item stands and what can be done, in one or two sentences. */
export const standingOf = ({ status }: ModerationCase, isShown: boolean): string =>
  isShown ? 'It is published.' : messages[status];
