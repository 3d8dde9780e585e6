import * as z from 'zod/mini';

/** What a rule asks for. An allowed payment is approved whatever the model says; a blocked one declined. */
export const ruleOutcomes = ['decline', 'approve', 'review'] as const;

/** A condition on a payment, its features and its score, and what follows where it holds. */
export const ruleSchema = z.strictObject({
  /** Stable: it is in every decision that the rule had a part in. */
  id: z.string().check(z.regex(/^[a-z][a-z0-9-]{0,47}$/, 'must be lower-case letters, digits and dashes')),
  /** What people are told, such as `More payments in ten minutes than a person makes`. */
  reason: z.string().check(z.minLength(1), z.maxLength(200)),
  /** Common Expression Language, of type bool: see `expression.ts` for what it may name. */
  when: z.string().check(z.minLength(1), z.maxLength(500)),
  outcome: z.enum(ruleOutcomes),
  /** `shadow`: what it would have said is recorded and has no effect. */
  mode: z.enum(['live', 'shadow']),
});
export type Rule = z.infer<typeof ruleSchema>;

/** Rules as they hold together: never changed, only followed by another version. */
export const ruleSetSchema = z.strictObject({
  version: z.int().check(z.gte(0)),
  rules: z.array(ruleSchema).check(
    z.maxLength(200),
    z.refine((rules) => new Set(rules.map(({ id }) => id)).size === rules.length, 'must have ids that differ'),
  ),
});
export type RuleSet = z.infer<typeof ruleSetSchema>;
