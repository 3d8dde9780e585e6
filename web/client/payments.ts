import type { DecisionsResponse } from '../../lambdas/fraud/domain/api/recent';
import { RequestError } from './chat-error';
import type { Review, Rule } from './fraud-client';

export type Outcome = DecisionsResponse['decisions'][number]['decision'];

export const outcomes: Readonly<Record<Outcome, string>> = {
  approve: 'Approved',
  review: 'To review',
  decline: 'Declined',
};

/** An amount of minor units, as people read it. */
export function moneyOf(minor: number, currency: string): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

/** A share from 0 to 1 in percent; a dash where there is none. */
export const percentOf = (share: number | undefined): string =>
  share === undefined ? '–' : `${(100 * share).toFixed(1)} %`;

/** The part of a whole in percent; a dash of nothing. */
export const partOf = (part: number, whole: number): string => percentOf(whole === 0 ? undefined : part / whole);

/** A code of a reason in words: rules by their ids. */
export const reasonOf = (code: string): string =>
  code.startsWith('rule:') ? `rule ${code.slice('rule:'.length)}` : code.replaceAll('_', ' ');

/** What a person can do with a review now. */
export type ReviewStep =
  | { readonly step: 'claim' | 'appeal' }
  /** Claimed by the person: so many milliseconds are left. */
  | { readonly step: 'decide'; readonly leftMs: number }
  /** Nothing, and why. */
  | { readonly step: 'none'; readonly why: string };

const none = (why: string): ReviewStep => ({ step: 'none', why });

/** What the service would let a person do next; it has the last word. */
export function stepOf({ status, claim, first, appeal }: Review, userId: string, now: number): ReviewStep {
  if (status === 'final') return none('It was decided, and decided again after an appeal.');
  if (status === 'decided') return appeal ? none('There has been an appeal.') : { step: 'appeal' };
  if (claim && claim.until > now) {
    if (claim.by === userId) return { step: 'decide', leftMs: claim.until - now };
    return none(`Somebody else looks at it, until ${timeOf(claim.until)} at the latest.`);
  }
  if (first?.by === userId) return none('It is an appeal against your decision: somebody else has to look at it.');
  return { step: 'claim' };
}

/** The time of day. */
export const timeOf = (epochMs: number): string => new Date(epochMs).toLocaleTimeString('en-GB');

/** Day and time. */
export const momentOf = (epochMs: number): string =>
  new Date(epochMs).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

/** Minutes and seconds, such as `14:05`. */
export function clockOf(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** Where in a set of rules something is wrong, and what. */
export interface RuleProblem {
  /** Of the rule; undefined where it is the set as a whole. */
  readonly index?: number;
  readonly field?: keyof Rule;
  readonly message: string;
}

const fields: readonly (keyof Rule)[] = ['id', 'reason', 'when', 'outcome', 'mode'];

/** Finds the place that a refusal of rules is about; undefined when the error is about something else. */
export function ruleProblemOf(error: unknown, rules: readonly Rule[]): RuleProblem | undefined {
  if (!(error instanceof RequestError)) return undefined;
  if (error.code === 'invalid_rule') {
    const index = rules.findIndex(({ id }) => error.message.startsWith(`${id}: `));
    const rule = rules[index];
    return rule && { index, field: 'when', message: error.message.slice(rule.id.length + 2) };
  }
  if (error.code !== 'invalid_request') return undefined;
  const [, place, name, message] = /^rules(?:\.(\d+)(?:\.(\w+))?)?: (.*)$/s.exec(error.message) ?? [];
  if (message === undefined) return undefined;
  const field = fields.find((one) => one === name);
  return { message, ...(place !== undefined && { index: Number(place) }), ...(field && { field }) };
}

/** What went wrong, and what to do next. */
export interface Advice {
  readonly title: string;
  readonly advice: string;
}

const advices: Readonly<Record<string, Advice>> = {
  forbidden: {
    title: 'This is for the risk team',
    advice: 'Ask an administrator of your organisation to add you to the group risk, then sign in again.',
  },
  signed_out: { title: 'You are signed out', advice: 'Sign out in the menu at the top, and sign in again.' },
  unauthorized: { title: 'You are signed out', advice: 'Sign out in the menu at the top, and sign in again.' },
  token_expired: { title: 'You are signed out', advice: 'Sign out in the menu at the top, and sign in again.' },
  connection_lost: { title: 'The service cannot be reached', advice: 'Check your network; it is tried again.' },
  rate_limited: { title: 'The service is busy', advice: 'It is tried again in a moment.' },
  claimed: { title: 'Somebody else has claimed it', advice: 'Take another one, or wait until the claim ends.' },
  not_claimed: { title: 'Your claim has ended', advice: 'Claim it again; what you wrote is still there.' },
  own_decision: { title: 'It is an appeal against your decision', advice: 'Leave it to somebody else.' },
  not_open: { title: 'It has been decided meanwhile', advice: 'Take another one.' },
  changed: { title: 'Somebody was faster', advice: 'Look at what they did, then try again.' },
  already_appealed: { title: 'There has been an appeal', advice: 'Somebody else looks at it.' },
  own_draft: { title: 'It is your own draft', advice: 'Ask somebody else of the risk team to approve it.' },
  other_draft: { title: 'The draft is another one by now', advice: 'Look at it again before you approve it.' },
  decision_not_found: { title: 'There is no such decision', advice: 'It may be older than decisions are kept.' },
};

/** What to tell a person about an error; for a code that is not known, the service's own words. */
export function adviceOn(error: unknown): Advice {
  const message = error instanceof Error ? error.message : String(error);
  const known = error instanceof RequestError ? advices[error.code] : undefined;
  return known ?? { title: 'That did not work', advice: `${message}. Try again.` };
}

const LONGEST_PAUSE_MS = 60_000;

/** Milliseconds until the next look: longer after each failure in a row, and no less than the service asks for. */
export const pauseAfter = (everyMs: number, failures: number, retryAfterMs = 0): number =>
  failures === 0 ? everyMs : Math.min(LONGEST_PAUSE_MS, Math.max(retryAfterMs, 1_000 * 2 ** failures));
