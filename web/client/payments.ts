import type { DecisionsResponse } from '../../lambdas/fraud/domain/api/recent';
import { adviser } from './advice';
import { RequestError } from './chat-error';
import type { Review, Rule } from './fraud-client';
import { timeOf } from './times';

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

/** What to tell the risk team about an error. */
export const adviceOn = adviser({
  forbidden: {
    title: 'This is for the risk team',
    advice: 'Ask an administrator of your organisation to add you to the group risk, then sign in again.',
  },
  own_draft: { title: 'It is your own draft', advice: 'Ask somebody else of the risk team to approve it.' },
  decision_not_found: { title: 'There is no such decision', advice: 'It may be older than decisions are kept.' },
});
