import type { DecisionResponse } from './decisions';
import type { FeedbackResponse } from './feedback';

/** `GET /v1/decisions/{decisionId}`: a decision as it was answered, what it was about, and what the payment turned out to be. */
export interface DecisionView extends DecisionResponse {
  readonly payment: Readonly<Record<string, unknown>>;
  /** Milliseconds since the epoch. */
  readonly decidedAt: number;
  /** The features it was made on; null where one was not known. */
  readonly features: Readonly<Record<string, number | null>>;
  readonly feedback?: FeedbackResponse;
}
