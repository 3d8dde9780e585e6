import type { DecisionResponse, Degradation } from '../api/decisions';
import type { Verdict } from '../rules/evaluate';
import type { Decided, Score } from './decide';
import type { ScoredBy, ShadowScore } from './stored-decision';

/** A payment's score, and what had to be left out for it. */
export interface Scored {
  readonly score?: Score;
  readonly model?: ScoredBy;
  readonly shadow?: ShadowScore;
  readonly degraded: readonly Degradation[];
}

/** What of it the caller is told: who asks names a model by its version. */
export interface Said extends Pick<Scored, 'score' | 'degraded'> {
  readonly model?: Pick<ScoredBy, 'version' | 'ran'>;
}

/** What the caller is told. Its text is the decision's body: whoever makes the decision again has to come to the same bytes. */
export function responseOf(
  decisionId: string,
  { decision, reasons }: Decided,
  { score, model, degraded }: Said,
  { version, live, shadow, failed }: Verdict,
): DecisionResponse {
  const ids = (rules: readonly { readonly id: string }[]) => rules.map(({ id }) => id);
  return {
    decisionId,
    decision,
    // Six digits, so that the answer says no more than a probability can.
    ...(score && { score: Math.round(score.probability * 1e6) / 1e6 }),
    reasons,
    ...(model && { model: { version: model.version, ran: model.ran } }),
    rules: { version, matched: [...ids(live), ...ids(failed)], shadow: ids(shadow) },
    degraded,
  };
}
