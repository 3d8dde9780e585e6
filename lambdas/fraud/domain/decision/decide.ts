import type { DecisionResponse, ReasonView } from '../api/decisions';
import { decide as byProbability, thresholdsOf } from '../model/decision-costs';
import type { Verdict } from '../rules/evaluate';
import type { Rule } from '../rules/rule';
import type { Policy } from './policy';

export type Outcome = DecisionResponse['decision'];

/** What the model says of a payment. */
export interface Score {
  /** Calibrated. */
  readonly probability: number;
  /** What speaks for fraud; computed where it is asked for, which an approved payment does not. */
  readonly reasons: () => readonly ReasonView[];
  /** Log-odds that features add to the score, by their names: the weightiest first. Computed with the reasons. */
  readonly contributions?: () => Readonly<Record<string, number>>;
}

export interface Decided {
  readonly decision: Outcome;
  readonly reasons: readonly ReasonView[];
}

/**
 * Rules first: one that declines, else one that approves, else one that wants a person to look. Where none has a say, the
 * cheapest decision by the model's probability; without a model, a person looks at what is expensive.
 *
 * @param amount minor units of the stage's own currency
 */
export function decide(verdict: Verdict, score: Score | undefined, amount: number, policy: Policy): Decided {
  const byRule = outcomeOf(verdict);
  if (byRule) {
    const rules = [...verdict.live.filter(({ outcome }) => outcome === byRule), ...verdict.failed];
    const ofModel = byRule === 'approve' ? [] : (score?.reasons() ?? []);
    return { decision: byRule, reasons: [...rules.map(reasonOf), ...ofModel] };
  }
  if (!score) return unscored(amount, policy);
  const decision = byProbability(score.probability, thresholdsOf(policy, amount));
  return { decision, reasons: decision === 'approve' ? [] : score.reasons() };
}

/** A rule that could not be computed counts as one that wants a person to look. */
function outcomeOf({ live, failed }: Verdict): Outcome | undefined {
  const outcomes = new Set(live.map(({ outcome }) => outcome));
  if (outcomes.has('decline')) return 'decline';
  if (failed.length > 0) return 'review';
  if (outcomes.has('approve')) return 'approve';
  return outcomes.has('review') ? 'review' : undefined;
}

const reasonOf = ({ id, reason }: Rule): ReasonView => ({ code: `rule:${id}`, message: reason });

function unscored(amount: number, { unscoredReviewFrom }: Policy): Decided {
  if (amount < unscoredReviewFrom) return { decision: 'approve', reasons: [] };
  return {
    decision: 'review',
    reasons: [{ code: 'not_scored', message: 'The amount is high, and the model could not be asked' }],
  };
}
