import * as z from 'zod/mini';
import { caseSchema, inForce, isPublished, type ModerationCase } from '../cascade/moderation-case';
import { standingOf } from '../cascade/told-reasons';

const { status, reasons, policy } = caseSchema.shape;

/** `GET /v1/items/{id}`: where a version stands, and why, as its author may know it. */
export const itemResponse = z.object({
  id: z.string(),
  version: z.int(),
  /** Of what was judged: a publisher shows nothing else under this verdict. */
  digest: z.string(),
  status,
  /** The decision that holds; absent before there is one. */
  decision: z.optional(z.enum(['approve', 'reject'])),
  published: z.boolean(),
  /** Where it stands and what can be done, in plain words. */
  standing: z.string(),
  reasons,
  /** Tiers that judged it, in their order, and how many images by what they show. */
  path: z.array(z.object({ tier: z.int(), outcome: z.string(), images: z.optional(z.int()) })),
  policy: z.pick(z.object({ ...policy.shape }), { id: true, version: true }),
});
export type ItemResponse = z.infer<typeof itemResponse>;

/** What filters and models found in detail is left out: it would tell how to get around them. */
export function itemView(given: ModerationCase): ItemResponse {
  const { content, digest, path, policy } = given;
  const decision = inForce(given);
  const published = isPublished(given);
  return {
    ...{ id: content.id, version: content.version, digest, status: given.status, published },
    ...(decision && { decision }),
    standing: standingOf(given, published),
    reasons: given.reasons,
    path: path.map(({ tier, outcome, images }) => ({ tier, outcome, ...(images !== undefined && { images }) })),
    policy: { id: policy.id, version: policy.version },
  };
}

const version = z.int().check(z.gte(1), z.lte(100_000_000));

/** `POST /v1/items/{id}/appeal`; without a version, against the latest. */
export const itemAppealRequest = z.strictObject({
  version: z.optional(version),
  reason: z.string().check(z.trim(), z.minLength(3), z.maxLength(1_000)),
});
