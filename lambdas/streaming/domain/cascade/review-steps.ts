import { claimFor, holdsClaim } from '../../../shared/domain/claim';
import {
  awaitsAudit,
  type CaseDecision,
  type CaseReason,
  inForce,
  isWaiting,
  type ModerationCase,
} from './moderation-case';

/** Who takes a step. */
export interface Reviewer {
  readonly userId: string;
  readonly isSenior: boolean;
}

/** Why a step is not taken. */
export type Refusal =
  | 'not_open'
  | 'own_item'
  | 'own_decision'
  | 'senior_required'
  | 'claimed'
  | 'not_claimed'
  | 'not_decided'
  | 'already_appealed'
  | 'nothing_to_appeal'
  | 'final_decision';

/** What a step makes of a case. */
export type StepResult = ModerationCase | Refusal;

/** What a person finds. */
export interface Finding {
  readonly decision: CaseDecision;
  /** The rule that is broken, of what is rejected. */
  readonly category?: string | undefined;
  /** For other reviewers. */
  readonly note: string;
  /** What its author is told. */
  readonly reasons: readonly CaseReason[];
}

/** Nobody judges their own item, nor their own decision; what was appealed twice is for seniors. */
function refusalOf(given: ModerationCase, { userId, isSenior }: Reviewer): Refusal | undefined {
  const { verdict, rulings, content, status, audit } = given;
  if (!isWaiting(given) && !awaitsAudit(given)) return 'not_open';
  if (content.author === userId) return 'own_item';
  if ([verdict, ...rulings, audit?.finding].some((outcome) => outcome?.by === userId)) return 'own_decision';
  return status === 'escalated' && !isSenior ? 'senior_required' : undefined;
}

/** Takes a case for a while; again by the same person makes the while longer. */
export function claimed(given: ModerationCase, reviewer: Reviewer, now: number): StepResult {
  const refusal = refusalOf(given, reviewer);
  if (refusal) return refusal;
  const claim = claimFor(given.claim, reviewer.userId, now);
  return claim === 'claimed' ? claim : { ...given, claim };
}

/** Decides a case, by who has claimed it: its verdict where it has none, else a ruling on the appeal. An audit's finding leaves the verdict as it is. */
export function decided(given: ModerationCase, reviewer: Reviewer, finding: Finding, now: number): StepResult {
  const refusal = refusalOf(given, reviewer);
  if (refusal) return refusal;
  const { claim, ...rest } = given;
  if (!holdsClaim(claim, reviewer.userId, now)) return 'not_claimed';
  const { decision, category, note, reasons } = finding;
  const outcome = {
    decision,
    ...(category !== undefined && { category }),
    note,
    tier: 4,
    by: reviewer.userId,
    at: now,
  };
  if (awaitsAudit(given)) return { ...rest, audit: { finding: outcome } };
  const step = { tier: 4, outcome: decision, at: now, ...(category !== undefined && { category }) };
  const next = { ...rest, reasons: [...reasons], path: [...given.path, step] };
  if (given.status === 'held') return { ...next, status: 'decided', verdict: outcome };
  const rulings = [...given.rulings, outcome];
  return { ...next, status: given.status === 'escalated' ? 'final' : 'reviewed', rulings };
}

/** Has a rejection looked at by another person; a second time by a senior, and never a third time. */
export function appealed(given: ModerationCase, appeal: ModerationCase['appeals'][number]): StepResult {
  const { status, appeals } = given;
  if (status === 'appealed' || status === 'escalated') return 'already_appealed';
  if (status === 'pending' || status === 'held') return 'not_decided';
  if (status === 'final') return 'final_decision';
  if (inForce(given) === 'approve') return 'nothing_to_appeal';
  // Who audits it has looked at something else than an appeal.
  const { claim: _, ...rest } = given;
  return { ...rest, appeals: [...appeals, appeal], status: status === 'decided' ? 'appealed' : 'escalated' };
}
