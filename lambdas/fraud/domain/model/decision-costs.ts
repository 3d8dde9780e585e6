export type Decision = 'approve' | 'review' | 'decline';

/** What a decision costs, all in one currency, from 0. */
export interface DecisionCosts {
  /** Declining a genuine payment: the fee that is lost, and what it costs to lose a customer's patience. */
  readonly falsePositive: number;
  /** A person looking at a payment, who is taken to be right. */
  readonly review: number;
  /** Approving a fraud. */
  readonly missedFraud: {
    /** Such as the fee of a chargeback. */
    readonly fixed: number;
    /** Part of the amount that is lost, such as 1. */
    readonly perAmount: number;
  };
}

/** Approve below `review`, decline from `decline` on, else review; probabilities. Equal where a review never pays. */
export interface Thresholds {
  readonly review: number;
  readonly decline: number;
}

/** Expected cost of a decision on a payment that is a fraud with the given calibrated probability. */
export function expectedCost(decision: Decision, probability: number, costs: DecisionCosts, amount: number): number {
  if (decision === 'approve') return probability * lossOf(costs, amount);
  if (decision === 'review') return costs.review;
  return (1 - probability) * costs.falsePositive;
}

/**
 * The thresholds that cost least on the whole: approving costs `p * loss`, reviewing the same for every p, and declining
 * `(1 - p) * falsePositive`, so that each decision is the cheapest in one interval.
 *
 * @param amount of the payment, from 0
 * @throws RangeError for a cost or an amount that is negative or not finite
 * @see Elkan: The Foundations of Cost-Sensitive Learning (2001), with costs that depend on the example
 */
export function thresholdsOf(costs: DecisionCosts, amount: number): Thresholds {
  const { falsePositive, review, missedFraud } = costs;
  const all = { falsePositive, review, fixed: missedFraud.fixed, perAmount: missedFraud.perAmount, amount };
  for (const [name, value] of Object.entries(all)) {
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) {
      throw new RangeError(`${name} is ${value}, expected a number from 0`);
    }
  }
  const loss = lossOf(costs, amount);
  if (loss === 0) return { review: 1, decline: 1 };
  const reviewFrom = review / loss;
  const declineFrom = 1 - review / falsePositive;
  if (reviewFrom < declineFrom) return { review: reviewFrom, decline: declineFrom };
  const either = falsePositive / (falsePositive + loss);
  return { review: either, decline: either };
}

export function decide(probability: number, { review, decline }: Thresholds): Decision {
  if (probability >= decline) return 'decline';
  return probability >= review ? 'review' : 'approve';
}

const lossOf = ({ missedFraud: { fixed, perAmount } }: DecisionCosts, amount: number): number =>
  fixed + perAmount * amount;
