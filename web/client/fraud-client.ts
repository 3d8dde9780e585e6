import type { DecisionView } from '../../lambdas/fraud/domain/api/decision-view';
import type { DecisionRequest, DecisionResponse } from '../../lambdas/fraud/domain/api/decisions';
import type { FeedbackRequest, FeedbackResponse } from '../../lambdas/fraud/domain/api/feedback';
import type { DecisionsResponse, LinkedResponse, StatsResponse } from '../../lambdas/fraud/domain/api/recent';
import type { ReviewsResponse } from '../../lambdas/fraud/domain/api/reviews';
import type { AuthoredRules, BacktestResponse, RulesResponse } from '../../lambdas/fraud/domain/api/rules';
import { type ApiOptions, apiRequest, type Method } from './api-request';

export type Review = ReviewsResponse['reviews'][number];
export type Rule = AuthoredRules['rules'][number];
export type Verdict = 'approve' | 'decline';

/** A decision with what its answer's headers say. */
export interface AnsweredDecision {
  readonly decision: DecisionResponse;
  /** Milliseconds by stage, and `total`, as `Server-Timing` has them. */
  readonly timings: Readonly<Record<string, number>>;
  /** Whether it was made for an earlier request with the same key. */
  readonly replayed: boolean;
}

/** The HTTP API for decisions on payments, reviews and rules. Every method throws RequestError. */
export class FraudClient {
  constructor(private readonly options: ApiOptions) {}

  /** @param key the same whenever this payment is sent again */
  async decide(payment: DecisionRequest, key: string, signal?: AbortSignal): Promise<AnsweredDecision> {
    const headers = { 'idempotency-key': key };
    const response = await apiRequest(this.options, 'POST', '/v1/decisions', payment, signal, headers);
    return {
      decision: (await response.json()) as DecisionResponse,
      timings: timingsOf(response.headers.get('server-timing') ?? ''),
      replayed: response.headers.get('idempotent-replayed') === 'true',
    };
  }

  feedback(label: FeedbackRequest, signal?: AbortSignal): Promise<FeedbackResponse> {
    return this.#call('POST', '/v1/feedback', label, signal);
  }

  /** The newest decisions first. @param before what an earlier answer named for older ones */
  decisions(limit: number, before?: string, signal?: AbortSignal): Promise<DecisionsResponse> {
    const query = new URLSearchParams({ limit: String(limit), ...(before !== undefined && { before }) });
    return this.#call('GET', `/v1/decisions?${query}`, undefined, signal);
  }

  decision(decisionId: string, signal?: AbortSignal): Promise<DecisionView> {
    return this.#call('GET', `/v1/decisions/${encodeURIComponent(decisionId)}`, undefined, signal);
  }

  async linked(decisionId: string, signal?: AbortSignal): Promise<LinkedResponse['linked']> {
    const path = `/v1/decisions/${encodeURIComponent(decisionId)}/linked`;
    return (await this.#call<LinkedResponse>('GET', path, undefined, signal)).linked;
  }

  stats(signal?: AbortSignal): Promise<StatsResponse> {
    return this.#call('GET', '/v1/stats', undefined, signal);
  }

  /** What waits for a person, the highest expected loss first. */
  async reviews(signal?: AbortSignal): Promise<readonly Review[]> {
    return (await this.#call<ReviewsResponse>('GET', '/v1/reviews', undefined, signal)).reviews;
  }

  claim(decisionId: string): Promise<Review> {
    return this.#call('POST', `${reviewPath(decisionId)}/claim`, {});
  }

  decideReview(decisionId: string, verdict: Verdict, reason: string): Promise<Review> {
    return this.#call('POST', `${reviewPath(decisionId)}/decision`, { verdict, reason });
  }

  appeal(decisionId: string, reason: string): Promise<Review> {
    return this.#call('POST', `${reviewPath(decisionId)}/appeal`, { reason });
  }

  rules(signal?: AbortSignal): Promise<RulesResponse> {
    return this.#call('GET', '/v1/rules', undefined, signal);
  }

  draftRules(rules: readonly Rule[]): Promise<AuthoredRules> {
    return this.#call('PUT', '/v1/rules/draft', { rules });
  }

  /** @param draft that was looked at */
  approveRules({ version, writtenAt }: AuthoredRules): Promise<AuthoredRules> {
    return this.#call('POST', '/v1/rules/draft/approval', { version, writtenAt });
  }

  /** What rules would have done with recorded decisions. */
  backtest(rules: readonly Rule[]): Promise<BacktestResponse> {
    return this.#call('POST', '/v1/rules/backtest', { rules });
  }

  async #call<T>(method: Method, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
    return (await (await apiRequest(this.options, method, path, body, signal)).json()) as T;
  }
}

const reviewPath = (decisionId: string) => `/v1/reviews/${encodeURIComponent(decisionId)}`;

/** @see https://www.w3.org/TR/server-timing/ */
export function timingsOf(header: string): Record<string, number> {
  const parts = [...header.matchAll(/([\w-]+)\s*;\s*dur=([\d.]+)/g)];
  return Object.fromEntries(parts.map(([, name = '', ms]) => [name, Number(ms)]));
}
