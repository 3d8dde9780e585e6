import * as z from 'zod/mini';
import { awaitsAudit, caseSchema, type ModerationCase } from '../cascade/moderation-case';
import { precedentSchema } from '../cascade/precedent';
import { imageLabelSchema, imageStatusSchema } from '../images/image-facts';

const { content, status, path, reasons, severity, verdict, rulings, appeals, audit, claim, policy } = caseSchema.shape;

/** An image of an item, as who has claimed its review sees it. */
const reviewedImage = z.object({
  sha256: z.string(),
  status: imageStatusSchema,
  /** Why it was refused, or no model has looked at it. */
  reason: z.optional(z.string()),
  /** What a model saw in it, with its confidence (0 to 100). */
  labels: z.optional(z.array(imageLabelSchema)),
  /** Of one that can be shown; taking the review again gives a new one. */
  link: z.optional(z.object({ url: z.string(), expiresAt: z.int() })),
});
export type ReviewedImage = z.infer<typeof reviewedImage>;

/** A case as reviewers see it: all that was said of it. Its author is told nothing of this. */
export const moderationReview = z.object({
  /** Names the review in paths. */
  review: z.string(),
  /** `audit`: what a machine decided is looked at by a person who does not know it, and is told nothing of it here. */
  status: z.union([status, z.literal('audit')]),
  ...{ content, path, reasons, severity, verdict, rulings, appeals, audit, claim, policy },
  /** Who claims it is told: earlier items like it that people have judged. */
  similar: z.optional(z.array(precedentSchema)),
  /** For who takes it, where the item has images. */
  images: z.optional(z.array(reviewedImage)),
});
export type ModerationReview = z.infer<typeof moderationReview>;

/** `GET /v1/moderation/reviews`: what waits, the gravest first. */
export const moderationReviewsResponse = z.object({ reviews: z.array(moderationReview) });

export const reviewView = (given: ModerationCase): ModerationReview => {
  const blind = { status: 'audit', path: [], reasons: [], severity: 1, verdict: undefined, rulings: [], appeals: [] };
  return moderationReview.parse({ ...given, ...(awaitsAudit(given) && blind), review: reviewNameOf(given) });
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

/** An item's id, which is ASCII, and its version as one part of a path, whatever is in the id: in base64url. */
export const reviewNameOf = ({ content: { id, version } }: ModerationCase): string =>
  btoa(JSON.stringify([id, version]))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

/** @returns id and version; undefined for what is no such name */
export function placeOf(review: string): readonly [string, number] | undefined {
  try {
    return place.parse(JSON.parse(atob(review.replaceAll('-', '+').replaceAll('_', '/'))));
  } catch {
    return undefined;
  }
}
