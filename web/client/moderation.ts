import type { Verdict } from '../../lambdas/streaming/domain/api/live';
import type { SentEvent } from './events/event-source';
import type { Item, ModerationReview, Policy } from './streaming-client';
import { timeOf } from './times';

type Outcome = Item['path'][number]['outcome'];
type Status = Item['status'];

const tiers: readonly string[] = ['', 'Filters', 'Classifier', 'Model', 'Person'];
export const tierOf = (tier: number): string => tiers[tier] ?? `Tier ${tier}`;

const outcomes: Readonly<Record<string, string>> = {
  approve: 'approved',
  reject: 'rejected',
  escalate: 'passed it on',
  unavailable: 'gave no judgement',
};
export const outcomeOf = (outcome: Outcome): string => outcomes[outcome] ?? outcome;

/** The tiers that something went through, in a line. */
export const pathOf = (path: readonly { readonly tier: number; readonly outcome: string }[]): string =>
  path.map(({ tier, outcome }) => `${tierOf(tier)} ${outcomeOf(outcome)}`).join(' → ');

/** How good the news is. */
export type Tone = 'success' | 'error' | 'pending' | 'in-progress';

/** Where something stands, in a word or two. */
export function standingOf({
  status,
  decision,
}: {
  readonly status: string;
  readonly decision?: Verdict['decision'];
}): {
  readonly words: string;
  readonly tone: Tone;
} {
  if (status === 'pending') return { words: 'Being judged', tone: 'in-progress' };
  if (status === 'held') return { words: 'Waits for a person', tone: 'pending' };
  if (status === 'appealed') return { words: 'Appealed', tone: 'pending' };
  if (status === 'escalated') return { words: 'Appealed again', tone: 'pending' };
  return decision === 'approve' ? { words: 'Published', tone: 'success' } : { words: 'Not published', tone: 'error' };
}

/** Whether an author can appeal now. */
export const mayAppeal = ({ status, decision }: { readonly status: Status; readonly decision?: Item['decision'] }) =>
  decision === 'reject' && (status === 'decided' || status === 'reviewed');

/** What a person can do with a review now. */
export type ReviewStep =
  | { readonly step: 'claim' }
  /** Claimed by the person: so many milliseconds are left. */
  | { readonly step: 'decide'; readonly leftMs: number }
  /** Nothing, and why. */
  | { readonly step: 'none'; readonly why: string };

const none = (why: string): ReviewStep => ({ step: 'none', why });

export interface Reviewer {
  readonly userId: string;
  readonly isSenior: boolean;
}

/** What the service would let a person do next; it has the last word. */
export function stepOf(review: ModerationReview, { userId, isSenior }: Reviewer, now: number): ReviewStep {
  const { status, claim, content, verdict, rulings } = review;
  if (status !== 'held' && status !== 'appealed' && status !== 'escalated') return none('It is decided.');
  if (content.author === userId) return none('It is your own text: somebody else has to judge it.');
  if ([verdict, ...rulings].some((outcome) => outcome?.by === userId))
    return none('It is an appeal against your decision: somebody else has to look at it.');
  if (status === 'escalated' && !isSenior) return none('It was appealed twice: a senior reviewer has to look at it.');
  if (!claim || claim.until <= now) return { step: 'claim' };
  if (claim.by === userId) return { step: 'decide', leftMs: claim.until - now };
  return none(`Somebody else looks at it, until ${timeOf(claim.until)} at the latest.`);
}

/** What happened to something that people look at, in its order. */
export function historyOf({ content, path, appeals, rulings, verdict }: ModerationReview, userId: string) {
  const who = (by: string | undefined) => (by === undefined ? '' : ` by ${by === userId ? 'you' : by}`);
  const decided = [verdict, ...rulings].filter((outcome) => outcome !== undefined && outcome.by !== undefined);
  const people = decided.map((outcome) => ({
    at: outcome?.at ?? 0,
    text: `${outcome?.decision === 'approve' ? 'Approved' : 'Rejected'}${who(outcome?.by)}: ${outcome?.note ?? ''}`,
  }));
  const machines = path
    .filter(({ tier }) => tier < 4)
    .map(({ at, tier, outcome, category, detail }) => ({
      at,
      text: [`${tierOf(tier)} ${outcomeOf(outcome)}`, category, detail].filter(Boolean).join(', '),
    }));
  return [
    { at: content.receivedAt, text: `Submitted by ${content.author}` },
    ...machines,
    ...people,
    ...appeals.map(({ at, by, reason }) => ({ at, text: `Appeal${who(by)}: ${reason}` })),
  ].toSorted((one, other) => one.at - other.at);
}

/** The rules of a policy that something may break, for a person to choose from. */
export const categoriesOf = ({ rules, filters }: Policy) =>
  rules.map(({ category, forbids }) => ({
    value: category,
    label: category,
    description: filters.categories.find(({ id }) => id === category)?.because ?? forbids,
  }));

export interface Submission {
  readonly id: string;
  /** Who submits it: nobody else's decision is asked of them. */
  readonly userId: string;
  /** Empty where there are only images. */
  readonly text: string;
  /** By the SHA-256 of their bytes. */
  readonly images: readonly string[];
  /** Of a new account everything is looked at. */
  readonly isNewAuthor: boolean;
}

/** What is submitted, as an event. @param now milliseconds since the epoch */
export const submissionOf = ({ id, userId, text, images, isNewAuthor }: Submission, now: number): SentEvent => ({
  ...{ id: `console-${id}`, type: 'content.submitted', version: 2, occurredAt: new Date(now).toISOString() },
  data: {
    ...{ user: userId, content: id, version: 1, ...(text !== '' && { text }) },
    ...(images.length > 0 && { images: images.map((sha256) => ({ sha256 })) }),
    author: { ageDays: isNewAuthor ? 0 : 365, rejections: 0 },
  },
});
