import type { DecisionResponse, Degradation } from '../api/decisions';
import type { Verdict } from '../rules/evaluate';
import type { Decided, Score } from './decide';

/** A payment's score, and what had to be left out for it. */
export interface Scored {
  readonly score?: Score;
  readonly model?: DecisionResponse['model'];
  readonly degraded: readonly Degradation[];
}

/** What the caller is told. Its text is the decision's body: whoever makes the decision again has to come to the same bytes. */
export function responseOf(
  decisionId: string,
  { decision, reasons }: Decided,
  { score, model, degraded }: Scored,
  { version, live, shadow, failed }: Verdict,
): DecisionResponse {
  const ids = (rules: readonly { readonly id: string }[]) => rules.map(({ id }) => id);
  return {
    decisionId,
    decision,
    // Six digits, so that the answer says no more than a probability can.
    ...(score && { score: Math.round(score.probability * 1e6) / 1e6 }),
    reasons,
    ...(model && { model }),
    rules: { version, matched: [...ids(live), ...ids(failed)], shadow: ids(shadow) },
    degraded,
  };
}
