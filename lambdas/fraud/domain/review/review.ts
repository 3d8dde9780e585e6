import * as z from 'zod/mini';
import { claimFor, claimSchema, holdsClaim } from '../../../shared/domain/claim';

const outcome = z.object({
  verdict: z.enum(['approve', 'decline']),
  reason: z.string(),
  /** What the payment was found to be, by who was sure. */
  fraud: z.optional(z.boolean()),
  by: z.string(),
  /** Milliseconds since the epoch. */
  at: z.int(),
});

/** A payment that a person looks at: open, then decided; after an appeal once more, by somebody else. */
export const reviewSchema = z.object({
  decisionId: z.string(),
  /** Minor units of the stage's own currency: what approving it is expected to lose. */
  expectedLoss: z.number(),
  openedAt: z.int(),
  status: z.enum(['open', 'decided', 'appealed', 'final']),
  /** Who looks at it, and until when nobody else does. */
  claim: z.optional(claimSchema),
  first: z.optional(outcome),
  appeal: z.optional(z.object({ reason: z.string(), by: z.string(), at: z.int() })),
  second: z.optional(outcome),
  /** Goes up with each change. */
  version: z.int(),
});
export type Review = z.infer<typeof reviewSchema>;

/** A review with what its item has besides. */
export interface StoredReview {
  readonly review: Review;
  /** End of its keeping, in seconds since the epoch. */
  readonly ttl: number;
}
export type ReviewOutcome = z.infer<typeof outcome>;

/** Why a step is not taken. */
export type Refusal =
  | 'claimed'
  | 'not_claimed'
  | 'own_decision'
  | 'not_open'
  | 'not_decided'
  | 'already_appealed'
  | 'finding_required';

/** What a step makes of a review. */
export type Step = Review | Refusal;

const isWaiting = ({ status }: Review): boolean => status === 'open' || status === 'appealed';

/** Takes a review for a while; again by the same person makes the while longer. An appeal is not for who decided first. */
export function claimed(review: Review, by: string, now: number): Step {
  if (!isWaiting(review)) return 'not_open';
  if (review.first?.by === by) return 'own_decision';
  const claim = claimFor(review.claim, by, now);
  return claim === 'claimed' ? claim : { ...review, claim };
}

/** Decides a review, by who has claimed it. Where the first decision told what the payment is, the second confirms or corrects that. */
export function decided(review: Review, outcome: ReviewOutcome): Step {
  if (!isWaiting(review)) return 'not_open';
  const { by, at, fraud } = outcome;
  if (!holdsClaim(review.claim, by, at)) return 'not_claimed';
  if (review.first?.fraud !== undefined && fraud === undefined) return 'finding_required';
  const { claim: _claim, ...rest } = review;
  return review.status === 'open'
    ? { ...rest, status: 'decided', first: outcome }
    : { ...rest, status: 'final', second: outcome };
}

/** Has a decided review looked at once more; once. */
export function appealed(review: Review, appeal: NonNullable<Review['appeal']>): Step {
  if (review.appeal) return 'already_appealed';
  if (review.status !== 'decided') return 'not_decided';
  return { ...review, status: 'appealed', appeal };
}
