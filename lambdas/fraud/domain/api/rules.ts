import * as z from 'zod/mini';
import { ruleSetSchema } from '../rules/rule';

/** `PUT /v1/rules/draft`, `POST /v1/rules/backtest`: all rules that are to hold. */
export const rulesRequest = z.strictObject({ rules: ruleSetSchema.shape.rules });

/** `POST /v1/rules/draft/approval`: the version that was looked at. */
export const approvalRequest = z.strictObject({ version: z.int().check(z.gte(1)) });

/** Rules with who wrote them, and who let them hold. */
export const authoredRules = z.object({
  version: z.int(),
  rules: ruleSetSchema.shape.rules,
  author: z.string(),
  /** Milliseconds since the epoch. */
  writtenAt: z.int(),
  approvedBy: z.optional(z.string()),
  approvedAt: z.optional(z.int()),
});
export type AuthoredRules = z.infer<typeof authoredRules>;

/** `GET /v1/rules`. */
export interface RulesResponse {
  readonly current: AuthoredRules;
  /** What waits for somebody else to approve it. */
  readonly draft?: AuthoredRules;
  /** What conditions may name. */
  readonly features: readonly string[];
}

/** How often one decision would have been another one, such as `approve` to `decline`. */
export interface ChangedDecisions {
  readonly from: string;
  readonly to: string;
  readonly decisions: number;
  /** Of these, how many are known to be frauds, and how many to be genuine. */
  readonly frauds: number;
  readonly genuine: number;
  /** Ids of some of them. */
  readonly examples: readonly string[];
}

/** `200` of `POST /v1/rules/backtest`: what rules would have done with recorded decisions, from their features as they were. */
export interface BacktestResponse {
  readonly decisions: number;
  /** Milliseconds since the epoch; absent where there are no decisions. */
  readonly from?: number;
  readonly to?: number;
  readonly changed: readonly ChangedDecisions[];
  /** How often each rule held, by its id. */
  readonly held: Readonly<Record<string, number>>;
}
