import { type CompiledPolicy, compilePolicy } from '../moderation/compiled-policy';
import { judge } from '../moderation/judge';
import { policyHash } from '../moderation/policy-hash';
import type { Verdict } from '../moderation/verdict';
import {
  afterClassifier,
  afterFilters,
  afterModel,
  gravityOf,
  likeliest,
  mayApprove,
  type Next,
  type Scores,
  severityOf,
} from './cascade';
import type { CascadePolicy } from './cascade-policy';
import { type Content, digestOf, itemOf, type Looks, wordsOf } from './content';
import { drawnForAudit } from './drawn-for-audit';
import type { ModelVerdict } from './model-verdict';
import type { CaseStep, ModerationCase } from './moderation-case';
import { type ReasonSource, rejectionReason } from './told-reasons';

/** What a tier that is asked over the network gave; else why there is no judgement. */
export type Answer<T> = { readonly value: T } | { readonly unavailable: string };

/** What tiers 2 and 3 are asked. */
export interface Question {
  readonly content: Content;
  readonly policy: CascadePolicy;
}

/** A case on its way through the tiers: what it is by now, and what comes next. */
export interface Judging {
  readonly case: ModerationCase;
  readonly next: Next;
  readonly canApprove: boolean;
}

/** A policy that is ready to be judged by; one verdict at a time. */
export interface ReadyPolicy {
  readonly policy: CascadePolicy;
  readonly compiled: CompiledPolicy;
  readonly hash: string;
  /** Why the organisation's own policy cannot be read: then a person judges everything. */
  readonly unread?: string | undefined;
}

const nothing = { text: '', links: [], images: [] };

/** @param sha256 of a text, as 64 lower-case hexadecimal digits */
export function readyPolicy(policy: CascadePolicy, sha256: (text: string) => string, unread?: string): ReadyPolicy {
  return { policy, unread, compiled: compilePolicy(policy.filters, sha256), hash: policyHash(policy, sha256) };
}

/** What is known of the images of an item, and the event by which it is judged again when more is, where it is. */
export interface Seen {
  readonly looks: Looks | undefined;
  readonly event?: ModerationCase['awaits'];
}

/**
 * Tier 1. Takes time by the length of the item alone. What images are waited for is held for a person, whom nobody has to wait for: it is judged
 * again when they were looked at, and no model is asked before.
 */
export function judgedByFilters(content: Content, ready: ReadyPolicy, at: number, seen?: Seen): Judging {
  const { policy, compiled, hash, unread } = ready;
  const item = itemOf(content, seen?.looks);
  const verdict = judge(item, compiled);
  const waits = verdict.decision === 'escalate' && verdict.findings.some(({ code }) => code === 'image-not-screened');
  const next: Next = unread || waits ? { kind: 'hold' } : afterFilters(verdict, policy, wordsOf(content) !== '');
  const { id, version } = policy.filters;
  const images = item.files?.filter(({ labels }) => labels).length ?? 0;
  const step: CaseStep = unread
    ? { tier: 1, outcome: 'unavailable', at, detail: unread }
    : { ...stepOf(verdict, next, at), ...(images > 0 && { images }) };
  const opened: ModerationCase = {
    ...{ content, digest: digestOf(content, compiled.sha256), status: 'pending', path: [step] },
    ...{ reasons: [...verdict.reasons], severity: gravityOf(verdict.findings, policy), rulings: [], appeals: [] },
    ...{ policy: { id, version, hash }, change: 0 },
    ...(waits && !unread && { awaits: seen?.event }),
  };
  return { case: settled(opened, next, policy, at), next, canApprove: mayApprove(verdict) };
}

function stepOf({ decision, findings }: Verdict, next: Next, at: number): CaseStep {
  const detail = [...new Set(findings.map(({ filter, code, by }) => [filter, code, by].filter(Boolean).join(' ')))];
  const category = next.kind === 'ask' ? undefined : next.category;
  return { tier: 1, outcome: decision, at, ...withDefined({ category, detail: detail.join('; ').slice(0, 1_000) }) };
}

/** Tier 2. */
export function judgedByClassifier(
  before: Judging,
  answer: Answer<Scores>,
  policy: CascadePolicy,
  at: number,
): Judging {
  const scores = 'value' in answer ? answer.value : undefined;
  const [category, likelihood = 0] = likeliest(scores) ?? [];
  const detail = 'value' in answer ? category && `${category} ${likelihood.toFixed(3)}` : answer.unavailable;
  return after(before, 2, afterClassifier(scores, policy, before.canApprove), {
    ...{ policy, at, detail, isAnswer: scores !== undefined, source: 'classifier', scores },
  });
}

/** Tier 3, which leaves no item without a decision or a person. */
export function judgedByModel(
  before: Judging,
  answer: Answer<ModelVerdict>,
  policy: CascadePolicy,
  at: number,
): Judging {
  const verdict = 'value' in answer ? answer.value : undefined;
  const detail = 'value' in answer ? `${answer.value.confidence}: ${answer.value.explanation}` : answer.unavailable;
  return after(before, 3, afterModel(verdict, policy, before.canApprove), {
    ...{ policy, at, detail, isAnswer: verdict !== undefined, source: 'model' },
  });
}

interface Said {
  readonly policy: CascadePolicy;
  readonly at: number;
  readonly detail: string | undefined;
  readonly isAnswer: boolean;
  readonly source: ReasonSource;
  readonly scores?: Scores | undefined;
}

function after(before: Judging, tier: number, next: Next, said: Said): Judging {
  const { policy, at, detail, isAnswer, source, scores } = said;
  const judgement: CaseStep['outcome'] = next.kind === 'decide' ? next.decision : 'escalate';
  const category = next.kind === 'ask' ? undefined : next.category;
  const step: CaseStep = {
    tier,
    outcome: isAnswer ? judgement : 'unavailable',
    at,
    ...withDefined({ category, detail }),
    ...(scores && { scores }),
  };
  const stepped: ModerationCase = { ...before.case, path: [...before.case.path, step] };
  return { ...before, next, case: settled(stepped, next, policy, at, source) };
}

/** What follows from a tier, as the case has it: of what filters approve nothing is kept but that it was, unless a person audits it. */
function settled(
  given: ModerationCase,
  next: Next,
  policy: CascadePolicy,
  at: number,
  source?: ReasonSource,
): ModerationCase {
  if (next.kind === 'ask') return given;
  const { category } = next;
  const severity = Math.max(given.severity, severityOf(policy, category));
  if (next.kind === 'hold') return { ...given, status: 'held', severity };
  const { decision } = next;
  const tier = given.path.at(-1)?.tier ?? 1;
  const verdict = { decision, tier, at, ...withDefined({ category }) };
  const isDrawn = drawnForAudit(given, policy);
  const decided = { ...given, status: 'decided', verdict, ...(isDrawn && { audit: {} }) } as const;
  if (decision === 'approve')
    return { ...decided, reasons: [], content: isDrawn ? given.content : { ...given.content, ...nothing } };
  const reasons = source ? [rejectionReason(source, category, policy)] : given.reasons;
  return { ...decided, reasons, severity };
}

/** Without fields that are undefined or empty. */
const withDefined = <T extends Record<string, string | undefined>>(fields: T): { [Name in keyof T]?: string } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value)) as { [Name in keyof T]?: string };
