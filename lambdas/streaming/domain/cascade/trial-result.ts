import * as z from 'zod/mini';

/** What tiers 1 and 2 make of an item: a decision, or who is asked next. */
export const trialVerdicts = ['approve', 'reject', 'model', 'person'] as const;
const verdict = z.enum(trialVerdicts);
export type TrialVerdict = z.infer<typeof verdict>;

const changedVerdicts = z.object({
  from: verdict,
  to: verdict,
  cases: z.int(),
  /** Of them, what people have found. */
  peopleApproved: z.int(),
  peopleRejected: z.int(),
  /** Of them, rejected where people approved, or approved where people rejected. These are the first examples. */
  againstPeople: z.int(),
  examples: z.array(z.object({ id: z.string(), version: z.int() })),
});
export type ChangedVerdicts = z.infer<typeof changedVerdicts>;

/** What a draft would have made of recorded cases. */
export const trialSchema = z.object({
  /** Of the draft. */
  version: z.int(),
  writtenAt: z.int(),
  /** When it was tried (ms since the epoch), and by whom. */
  at: z.int(),
  by: z.string(),
  /** How many there were, when they came in (ms since the epoch), and whether there was time for all that were read. */
  cases: z.int(),
  from: z.optional(z.int()),
  to: z.optional(z.int()),
  isComplete: z.boolean(),
  /** Of them, those that a person has judged, and those that chance drew for an audit: only the latter stand for all that comes in. */
  judgedByPeople: z.int(),
  audited: z.int(),
  changed: z.array(changedVerdicts),
  /** Cases in which the draft's filters found something, by reason and pattern, list entry or signature. */
  found: z.record(z.string(), z.int()),
});
export type Trial = z.infer<typeof trialSchema>;
