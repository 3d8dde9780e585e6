import * as z from 'zod/mini';
import { caseSchema, type ModerationCase } from './moderation-case';

const decision = z.enum(['approve', 'reject']);
const { content, path, severity, policy } = caseSchema.shape;
const judged = z.object({ decision, category: z.optional(z.string()), by: z.string(), at: z.int() });

/** What a person found about a version of an item, beside what machines had said: what tiers are measured by, and trained with. */
export const labelSchema = z.object({
  content,
  /** Why a person looked at it last. `review`: machines were not sure. `appeal`: its author appealed. `audit`: chance drew it. */
  source: z.enum(['review', 'appeal', 'audit']),
  /** Whether chance had drawn it for an audit, also where its author appealed then: only these stand for all that machines decide. */
  isDrawn: z.boolean(),
  /** The latest that people found. */
  found: judged,
  /** What held before that was said: a machine's decision, or a person's that was appealed; absent where nothing was decided. */
  before: z.optional(z.object({ decision, category: z.optional(z.string()), tier: z.int() })),
  /** What tiers 1 to 3 said. */
  path,
  severity,
  policy,
});
export type Label = z.infer<typeof labelSchema>;

/** @returns undefined for a case that no person has judged */
export function labelOf({
  content,
  verdict,
  rulings,
  audit,
  path,
  severity,
  policy,
}: ModerationCase): Label | undefined {
  const all = [verdict, ...rulings].flatMap((outcome) => outcome ?? []);
  const ruled = rulings.at(-1);
  const found = ruled ?? audit?.finding ?? verdict;
  if (found?.by === undefined) return undefined;
  const before = ruled ? all.at(-2) : found === verdict ? undefined : verdict;
  return labelSchema.parse({
    ...{ content, severity, policy },
    path: path.filter(({ tier }) => tier < 4),
    source: ruled ? 'appeal' : audit?.finding ? 'audit' : 'review',
    isDrawn: audit !== undefined,
    found: { decision: found.decision, category: found.category, by: found.by, at: found.at },
    before,
  });
}
