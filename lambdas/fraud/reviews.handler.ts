import type { AuditLog } from '../shared/audit';
import { auditLog } from '../shared/audit-deps';
import { documentClient } from '../shared/deps';
import type { Principal } from '../shared/domain/principal';
import { type HttpResponse, jsonResponse, problem } from '../shared/http';
import { type HttpEvent, httpRoute, invalid, jsonBody } from '../shared/http-route';
import { createLogger } from '../shared/logger';
import { parseEnv } from '../shared/parse-env';
import { createReviewStore, type ReviewStore } from './adapters/review-store';
import { isRiskPerson } from './domain/access';
import { appealRequest, reviewDecisionRequest } from './domain/api/reviews';
import { appealed, claimed, decided, type Refusal, type Review, type Step } from './domain/review/review';
import { reviewsEnv } from './env';

/** Reviews that one answer lists. */
const PAGE = 50;

export interface ReviewsDeps {
  readonly store: ReviewStore;
  readonly audit: AuditLog;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const refusals: Readonly<Record<Refusal, string>> = {
  claimed: 'Somebody else looks at it; take another one, or wait until the claim ends',
  not_claimed: 'Claim it first: a claim holds for fifteen minutes',
  own_decision: 'Somebody else has to look at an appeal against your decision',
  not_open: 'It has been decided',
  not_decided: 'There is no decision to appeal against yet',
  already_appealed: 'There has been an appeal, and there is one',
};

const notFound = () => problem(404, 'review_not_found', 'There is no such review of your organisation');

/** Takes a step, on what is known now. */
async function take(
  deps: ReviewsDeps,
  { principal, pathParameters }: HttpEvent,
  action: string,
  step: (review: Review) => Step,
): Promise<HttpResponse> {
  const found = await deps.store.find(principal.org, pathParameters?.decisionId ?? '');
  if (!found) return notFound();
  const next = step(found.review);
  if (typeof next === 'string') return problem(409, next, refusals[next]);
  if (!(await deps.store.put(principal.org, { ...found, review: next }))) {
    return problem(409, 'changed', 'Somebody took a step meanwhile; look at it again');
  }
  await record(deps, principal, action, next);
  return jsonResponse(200, { ...next, version: next.version + 1 });
}

/** `GET /v1/reviews`: what waits, the highest expected loss first. */
const list = async ({ store }: ReviewsDeps, { principal }: HttpEvent): Promise<HttpResponse> =>
  jsonResponse(200, { reviews: await store.waiting(principal.org, PAGE) });

/** `POST /v1/reviews/{decisionId}/claim`: nobody else decides it for fifteen minutes. */
const claim = (deps: ReviewsDeps, event: HttpEvent): Promise<HttpResponse> =>
  take(deps, event, 'review.claimed', (review) => claimed(review, event.principal.userId, deps.now()));

/** `POST /v1/reviews/{decisionId}/decision`: by who has claimed it. */
async function decide(deps: ReviewsDeps, event: HttpEvent): Promise<HttpResponse> {
  const body = reviewDecisionRequest.safeParse(jsonBody(event));
  if (!body.success) return invalid(body.error);
  const outcome = { ...body.data, by: event.principal.userId, at: deps.now() };
  return take(deps, event, 'review.decided', (review) => decided(review, outcome));
}

/** `POST /v1/reviews/{decisionId}/appeal`: somebody else looks at it once more. */
async function appeal(deps: ReviewsDeps, event: HttpEvent): Promise<HttpResponse> {
  const body = appealRequest.safeParse(jsonBody(event));
  if (!body.success) return invalid(body.error);
  const { reason } = body.data;
  const given = { reason, by: event.principal.userId, at: deps.now() };
  return take(deps, event, 'review.appealed', (review) => appealed(review, given));
}

/** Ids and outcomes; reasons are words of people, which stay with the review. */
function record({ audit }: ReviewsDeps, actor: Principal, action: string, review: Review): Promise<void> {
  const { decisionId, status, first, second } = review;
  const verdict = (second ?? first)?.verdict;
  return audit.record({
    ...{ design: 'fraud', action, outcome: 'succeeded', actor },
    details: { decisionId, status, ...(verdict && { verdict }) },
  });
}

const steps: Readonly<Record<string, typeof claim>> = { claim, decision: decide, appeal };

export function createReviews(deps: ReviewsDeps) {
  return async (event: HttpEvent): Promise<HttpResponse> => {
    if (!isRiskPerson(event.principal)) return problem(403, 'forbidden', 'Reviews are for people of the group risk');
    const step = steps[event.resource.split('/').at(-1) ?? ''];
    return step ? step(deps, event) : list(deps, event);
  };
}

const env = parseEnv(reviewsEnv);
const logger = createLogger('fraud');

export const handler = httpRoute(logger).handler(
  createReviews({
    store: createReviewStore(documentClient(), env.DECISIONS_TABLE_NAME),
    audit: auditLog(env, logger),
    now: Date.now,
  }),
);
