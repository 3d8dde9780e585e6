import * as z from 'zod/mini';
import { claimSchema } from '../../../shared/domain/claim';
import { contentSchema } from './content';

const decision = z.enum(['approve', 'reject']);
export type CaseDecision = z.infer<typeof decision>;

/** What one tier said. `unavailable`: it was asked, or would have been, and no judgement came of it. */
const stepSchema = z.object({
  tier: z.int().check(z.gte(1), z.lte(4)),
  outcome: z.enum(['approve', 'reject', 'escalate', 'unavailable']),
  /** Milliseconds since the epoch. */
  at: z.int(),
  category: z.optional(z.string()),
  /** Filters that found something, figures of a classifier, a model's explanation, why there is no judgement: for reviewers only. */
  detail: z.optional(z.string()),
  /** Images that it judged by what they show. */
  images: z.optional(z.int()),
  /** Likelihood of each category, as the classifier had it. */
  scores: z.optional(z.record(z.string(), z.number())),
});
export type CaseStep = z.infer<typeof stepSchema>;

const reasonSchema = z.object({
  code: z.string(),
  policyId: z.optional(z.string()),
  /** A whole sentence in plain words. */
  message: z.string(),
});
export type CaseReason = z.infer<typeof reasonSchema>;

const outcome = z.object({
  decision,
  tier: z.int(),
  /** The person, in tier 4. */
  by: z.optional(z.string()),
  category: z.optional(z.string()),
  /** A person's words for other reviewers. */
  note: z.optional(z.string()),
  at: z.int(),
});

/**
 * `pending`: tiers are being asked. `held`: waits for a person. `decided`: has its verdict. `appealed`: waits for another person.
 * `reviewed`: decided on appeal. `escalated`: waits for a senior. `final`: nothing comes after it.
 */
const status = z.enum(['pending', 'held', 'decided', 'appealed', 'reviewed', 'escalated', 'final']);

/** One version of an item, with all that was said of it. */
export const caseSchema = z.object({
  content: contentSchema,
  digest: z.string(),
  status,
  path: z.array(stepSchema),
  /** What its author is told; of an item that is approved nothing. */
  reasons: z.array(reasonSchema),
  /** 1 to 5: the worst that it may be. */
  severity: z.int(),
  /** Reached once; what an appeal makes of it stands in `rulings`. */
  verdict: z.optional(outcome),
  rulings: z.array(outcome),
  appeals: z.array(z.object({ reason: z.string(), by: z.string(), at: z.int() })),
  /** Held until its images were looked at, or a person has: by which event it is then judged again, and when that happened (ms since the epoch). */
  awaits: z.optional(z.object({ id: z.string(), occurredAt: z.int() })),
  /** Drawn for a blind audit of what a machine decided; `finding` is what a person made of it, and changes nothing of the verdict. */
  audit: z.optional(z.object({ finding: z.optional(outcome) })),
  /** Who looks at it, and until when nobody else does. */
  claim: z.optional(claimSchema),
  /** What it was judged by. */
  policy: z.object({ id: z.string(), version: z.int(), hash: z.string() }),
  /** Goes up with each change. */
  change: z.int(),
});
export type ModerationCase = Readonly<z.infer<typeof caseSchema>>;

/** The decision that holds now; undefined before there is one. */
export const inForce = ({ verdict, rulings }: ModerationCase): CaseDecision | undefined =>
  (rulings.at(-1) ?? verdict)?.decision;

/** Whether the item may be shown to others: never without a verdict. */
export const isPublished = (given: ModerationCase): boolean => inForce(given) === 'approve';

export const isWaiting = ({ status }: ModerationCase): boolean =>
  status === 'held' || status === 'appealed' || status === 'escalated';

/** Whether tiers still have to judge it: it was left by who did, or is held for its images alone, and no person has it. */
export const isUnsettled = ({ status, awaits, claim }: ModerationCase, now: number): boolean =>
  status === 'pending' || (status === 'held' && awaits !== undefined && !(claim && claim.until > now));

/** Whether a person should look at it without knowing what a machine decided. What is appealed is looked at anyway. */
export const awaitsAudit = ({ status, audit }: ModerationCase): boolean =>
  status === 'decided' && audit !== undefined && audit.finding === undefined;

/** Milliseconds since the epoch: since when it waits for a person, for what waits. */
export const waitsSince = ({ content, appeals }: ModerationCase): number => appeals.at(-1)?.at ?? content.receivedAt;
