import type { Verdict } from '../../lambdas/streaming/domain/api/live';
import type { SentEvent } from './events/event-source';
import { type ImageView, type Item, type ModerationReview, type Policy, type Queue, queues } from './streaming-client';
import { timeOf } from './times';

type Outcome = Item['path'][number]['outcome'];
type Status = Item['status'];
type Ruling = ModerationReview['rulings'][number];

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
export const pathOf = (path: readonly Step[]): string =>
  path.map(({ tier, outcome, images }) => `${tierOf(tier)} ${outcomeOf(outcome)}${judged(images)}`).join(' → ');

/** What a tier said. */
interface Step {
  readonly tier: number;
  readonly outcome: string;
  /** How many it judged by what they show. */
  readonly images?: number | undefined;
}

export const imagesOf = (count: number): string => `${count} ${count === 1 ? 'image' : 'images'}`;
const judged = (images: number | undefined) => (images ? ` (${imagesOf(images)})` : '');

/** How good the news is. */
export type Tone = 'success' | 'error' | 'pending' | 'in-progress';

export interface Standing {
  readonly words: string;
  readonly tone: Tone;
}

/** Where something stands, in a word or two. */
export function standingOf({
  status,
  decision,
}: {
  readonly status: string;
  readonly decision?: Verdict['decision'];
}): Standing {
  if (status === 'pending') return { words: 'Being judged', tone: 'in-progress' };
  if (status === 'held') return { words: 'Waits for a person', tone: 'pending' };
  if (status === 'appealed') return { words: 'Appealed', tone: 'pending' };
  if (status === 'escalated') return { words: 'Appealed again', tone: 'pending' };
  if (status === 'audit') return { words: 'Waits for an audit', tone: 'pending' };
  return decision === 'approve' ? { words: 'Published', tone: 'success' } : { words: 'Not published', tone: 'error' };
}

/** Where an image stands, in a line. */
export function imageStandingOf({ status, reason, width, height }: Omit<ImageView, 'sha256'>): Standing {
  if (status === 'waiting') return { words: 'Waits for its turn', tone: 'in-progress' };
  if (status === 'refused') return { words: `Not taken. ${reason ?? ''}`.trim(), tone: 'error' };
  const size = width !== undefined && height !== undefined ? `, ${width} × ${height} pixels` : '';
  return { words: [`Looked at${size}.`, reason].filter(Boolean).join(' '), tone: reason ? 'pending' : 'success' };
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

const open: ReadonlySet<ModerationReview['status']> = new Set(['held', 'appealed', 'escalated', 'audit']);

const none = (why: string): ReviewStep => ({ step: 'none', why });

export interface Reviewer {
  readonly userId: string;
  readonly isSenior: boolean;
}

export const queuesFor = ({ isSenior }: Pick<Reviewer, 'isSenior'>): readonly Queue[] =>
  queues.filter((queue) => isSenior || queue !== 'senior-moderators');

/** What the service would let a person do next; it has the last word. */
export function stepOf(review: ModerationReview, { userId, isSenior }: Reviewer, now: number): ReviewStep {
  const { status, claim, content, verdict, rulings } = review;
  if (!open.has(status)) return none(auditedOf(review) ?? 'It is decided.');
  if (content.author === userId) return none('It is your own text: somebody else has to judge it.');
  if ([verdict, ...rulings].some((outcome) => outcome?.by === userId))
    return none('It is an appeal against your decision: somebody else has to look at it.');
  if (status === 'escalated' && !isSenior) return none('It was appealed twice: a senior reviewer has to look at it.');
  if (!claim || claim.until <= now) return { step: 'claim' };
  if (claim.by === userId) return { step: 'decide', leftMs: claim.until - now };
  return none(`Somebody else looks at it, until ${timeOf(claim.until)} at the latest.`);
}

/** What becomes of what was audited: nothing else than before. Undefined where nobody has audited it. */
function auditedOf({ audit, rulings, verdict }: ModerationReview): string | undefined {
  if (!audit?.finding) return undefined;
  const isPublished = (rulings.at(-1) ?? verdict)?.decision === 'approve';
  return `What you found is kept. The item stays ${isPublished ? 'published' : 'unpublished'}: an audit changes nothing of it.`;
}

/** What happened to something that people look at, in its order. */
export function historyOf({ content, path, appeals, rulings, verdict, audit }: ModerationReview, userId: string) {
  const who = (by: string | undefined) => (by === undefined ? '' : ` by ${by === userId ? 'you' : by}`);
  const told = ({ at, decision, by, note = '' }: Ruling, where = '') => ({
    at,
    text: `${decision === 'approve' ? 'Approved' : 'Rejected'}${where}${who(by)}: ${note}`,
  });
  const people = [verdict, ...rulings].flatMap((outcome) => (outcome?.by === undefined ? [] : told(outcome)));
  const audited = audit?.finding ? [told(audit.finding, ' in a blind audit')] : [];
  const machines = path
    .filter(({ tier }) => tier < 4)
    .map(({ at, tier, outcome, category, detail, images }) => ({
      at,
      text: [`${tierOf(tier)} ${outcomeOf(outcome)}${judged(images)}`, category, detail].filter(Boolean).join(', '),
    }));
  return [
    { at: content.receivedAt, text: `Submitted by ${content.author}` },
    ...machines,
    ...people,
    ...audited,
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
