import * as z from 'zod/mini';
import { awaitsAudit, caseSchema, type ModerationCase } from '../cascade/moderation-case';
import { type Precedent, precedentSchema } from '../cascade/precedent';

const { content, status, path, reasons, severity, verdict, rulings, appeals, audit, claim, policy } = caseSchema.shape;

/** A case as reviewers see it: all that was said of it. Its author is told nothing of this. */
export const moderationReview = z.object({
  /** Names the review in paths. */
  review: z.string(),
  /** `audit`: what a machine decided is looked at by a person who does not know it, and is told nothing of it here. */
  status: z.union([status, z.literal('audit')]),
  ...{ content, path, reasons, severity, verdict, rulings, appeals, audit, claim, policy },
  /** Who claims it is told: earlier items like it that people have judged. */
  similar: z.optional(z.array(precedentSchema)),
});
export type ModerationReview = z.infer<typeof moderationReview>;

/** `GET /v1/moderation/reviews`: what waits, the gravest first. */
export const moderationReviewsResponse = z.object({ reviews: z.array(moderationReview) });

export const reviewView = (given: ModerationCase, similar?: readonly Precedent[]): ModerationReview => {
  const blind = { status: 'audit', path: [], reasons: [], severity: 1, verdict: undefined, rulings: [], appeals: [] };
  return moderationReview.parse({ ...given, ...(awaitsAudit(given) && blind), similar, review: reviewNameOf(given) });
};

/** `POST /v1/moderation/reviews/{review}/decision`. */
export const moderationDecisionRequest = z
  .strictObject({
    decision: z.enum(['approve', 'reject']),
    /** The rule that is broken: its author is told in the rule's words. */
    category: z.optional(z.string()),
    /** For other reviewers. */
    note: z.string().check(z.trim(), z.minLength(3), z.maxLength(1_000)),
  })
  .check(
    z.refine(({ decision, category }) => (decision === 'reject') === (category !== undefined), {
      path: ['category'],
      error: 'must be the rule that is broken where it is rejected, and left out where it is approved',
    }),
  );

const place = z.tuple([z.string(), z.int()]);

/** An item's id and version as one part of a path, whatever is in the id. */
export const reviewNameOf = ({ content: { id, version } }: ModerationCase): string =>
  Buffer.from(JSON.stringify([id, version])).toString('base64url');

/** @returns id and version; undefined for what is no such name */
export function placeOf(review: string): readonly [string, number] | undefined {
  try {
    return place.parse(JSON.parse(Buffer.from(review, 'base64url').toString('utf8')));
  } catch {
    return undefined;
  }
}
