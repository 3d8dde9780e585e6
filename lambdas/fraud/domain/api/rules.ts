import * as z from 'zod/mini';
import { authored } from '../../../shared/domain/approval';
import { ruleSetSchema } from '../rules/rule';
import { caughtSchema } from './caught';

/** `PUT /v1/rules/draft`, `POST /v1/rules/backtest`: all rules that are to hold. */
export const rulesRequest = z.strictObject({ rules: ruleSetSchema.shape.rules });

/** Rules with who wrote them, and who let them hold. */
export const authoredRules = z.object({ ...authored, rules: ruleSetSchema.shape.rules });
export type AuthoredRules = z.infer<typeof authoredRules>;

/** `GET /v1/rules`. */
export const rulesResponse = z.object({
  current: authoredRules,
  /** What waits for somebody else to approve it. */
  draft: z.optional(authoredRules),
  /** What conditions may name. */
  features: z.readonly(z.array(z.string())),
});
export type RulesResponse = z.infer<typeof rulesResponse>;

/** How often one decision would have been another one, such as `approve` to `decline`. */
export const changedDecisions = z.object({
  from: z.string(),
  to: z.string(),
  decisions: z.int(),
  /** Of these, how many are known to be frauds, and how many to be genuine. */
  frauds: z.int(),
  genuine: z.int(),
  /** Ids of some of them. */
  examples: z.array(z.string()),
});
export type ChangedDecisions = z.infer<typeof changedDecisions>;

/** `200` of `POST /v1/rules/backtest`: what rules would have done with recorded decisions, from their features as they were. */
export const backtestResponse = z.object({
  decisions: z.int(),
  /** Milliseconds since the epoch; absent where there are no decisions. */
  from: z.optional(z.int()),
  to: z.optional(z.int()),
  changed: z.array(changedDecisions),
  /** How good the decisions were as they were made, and would have been. */
  ...{ before: caughtSchema, after: caughtSchema },
  /** How often each rule held, by its id. */
  held: z.record(z.string(), z.int()),
});
export type BacktestResponse = z.infer<typeof backtestResponse>;
