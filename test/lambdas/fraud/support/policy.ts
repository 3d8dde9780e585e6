import type { Policy } from '../../../../lambdas/fraud/domain/decision/policy';

export const policy: Policy = {
  falsePositive: 1_500,
  review: 400,
  missedFraud: { fixed: 2_000, perAmount: 1 },
  unscoredReviewFrom: 50_000,
};
