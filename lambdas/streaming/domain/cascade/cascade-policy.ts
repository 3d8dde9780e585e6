import * as z from 'zod/mini';
import '../../../shared/domain/english';
import { detailOf } from '../events/schemas';
import { idSchema } from '../moderation/match/pattern';
import { policySchema } from '../moderation/policy';

const share = z.number().check(z.gte(0), z.lte(1));

/** More would be a second moderation. */
const MOST_AUDITED = 0.1;

/** What a category forbids, in words that a model and a person judge by. */
const ruleSchema = z.strictObject({
  category: idSchema,
  /** 1, a nuisance, to 5, a danger to people: what waits for a person is ordered by it. */
  severity: z.int().check(z.gte(1), z.lte(5)),
  forbids: z.string().check(z.minLength(1), z.maxLength(2_000)),
  /** `images`: what only images break. Tiers that read text are not asked about it. */
  of: z.optional(z.literal('images')),
});

const fields = z.strictObject({
  /** Tier 1, and the categories of all tiers. Its id and version are those of the whole. */
  filters: policySchema,
  rules: z.array(ruleSchema),
  /** Tier 2: approves where no category is likelier than the first, rejects where one is as likely as the second. */
  classifier: z.strictObject({ approveTo: share, rejectFrom: share }),
  /** Tier 3: how sure the model has to be. */
  model: z.strictObject({ approveFrom: share, rejectFrom: share }),
  /** Severity from which no model decides, only people. */
  peopleFrom: z.int().check(z.gte(1), z.lte(6)),
  /**
   * Share of what machines decide that a person looks at too, without knowing the decision, which stays: only so is it known what machines
   * approve wrongly. Without it, none.
   */
  audit: z.optional(z.strictObject({ share: z.number().check(z.gte(0), z.lte(MOST_AUDITED)) })),
});
type Fields = z.infer<typeof fields>;

/** What an item is judged by in all tiers: data, with a version. */
export const cascadePolicySchema = fields.check(
  z.refine(({ classifier }) => classifier.approveTo < classifier.rejectFrom, {
    path: ['classifier', 'rejectFrom'],
    error: 'must be above approveTo',
  }),
  z.refine((policy) => differences(policy).length === 0, {
    path: ['rules'],
    error: (issue) => `must have one rule for each category: ${differences(issue.input as Fields).join(', ')}`,
  }),
);
export type CascadePolicy = Fields;

function differences({ filters, rules }: Fields): string[] {
  const wanted = filters.categories.map(({ id }) => id);
  const given = rules.map(({ category }) => category);
  const missing = wanted.filter((id) => given.filter((category) => category === id).length !== 1);
  return [...missing, ...given.filter((category) => !wanted.includes(category))];
}

/** A policy, else the first thing that is wrong with it: where, and what would be right. */
export function readCascadePolicy(data: unknown): { readonly policy: CascadePolicy } | { readonly problem: string } {
  const parsed = cascadePolicySchema.safeParse(data);
  return parsed.success ? { policy: parsed.data } : { problem: detailOf(parsed.error) };
}
