import type { AuditLog } from '../shared/audit';
import { auditLog } from '../shared/audit-deps';
import { documentClient } from '../shared/deps';
import type { Principal } from '../shared/domain/principal';
import { type HttpResponse, jsonResponse, problem } from '../shared/http';
import { type HttpEvent, httpRoute, invalid, jsonBody } from '../shared/http-route';
import { createLogger } from '../shared/logger';
import { parseEnv } from '../shared/parse-env';
import { createFeedbackStore } from './adapters/feedback-store';
import { createReviewStore, type ReviewStore } from './adapters/review-store';
import { isRiskPerson } from './domain/access';
import { appealRequest, reviewDecisionRequest } from './domain/api/reviews';
import {
  appealed,
  claimed,
  decided,
  type Refusal,
  type Review,
  type Step,
  type StoredReview,
} from './domain/review/review';
import { reviewsEnv } from './env';
import { createLearning, type LearningDeps } from './learning';

/** Reviews that one answer lists. */
const PAGE = 50;

export interface ReviewsDeps {
  readonly store: ReviewStore;
  readonly audit: AuditLog;
  readonly learning: LearningDeps;
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
  finding_required: 'fraud: the first decision said what the payment is; say whether that was right',
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
  const written = await write(deps, principal, { ...found, review: next }, found.review);
  if (written === 'changed') return problem(409, 'changed', 'Somebody took a step meanwhile; look at it again');
  if (written === 'contended') {
    const busy = problem(503, 'contended', 'Too many changes of the same card at once; try again');
    return { ...busy, headers: { ...busy.headers, 'retry-after': '1' } };
  }
  await record(deps, principal, action, next);
  return jsonResponse(200, { ...next, version: next.version + 1 });
}

/** A finding becomes the payment's label, in one transaction with the step, unless somebody else has told one. */
async function write(
  { store, learning }: ReviewsDeps,
  principal: Principal,
  stored: StoredReview,
  { first }: Review,
): Promise<'done' | 'changed' | 'contended'> {
  const { decisionId, second = stored.review.first } = stored.review;
  if (second !== first && second?.fraud !== undefined) {
    const feedback = { decisionId, fraud: second.fraud, source: 'review' } as const;
    const { kind } = await createLearning(learning)(principal, feedback, stored);
    if (kind === 'learnt') return 'done';
    if (kind === 'changed' || kind === 'contended') return kind;
  }
  return (await store.put(principal.org, stored)) ? 'done' : 'changed';
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
  const { verdict, fraud } = second ?? first ?? {};
  return audit.record({
    ...{ design: 'fraud', action, outcome: 'succeeded', actor },
    details: { decisionId, status, ...(verdict && { verdict }), ...(fraud !== undefined && { fraud }) },
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
const document = documentClient();

export const handler = httpRoute(logger).handler(
  createReviews({
    store: createReviewStore(document, env.DECISIONS_TABLE_NAME),
    audit: auditLog(env, logger),
    learning: {
      store: createFeedbackStore({
        document,
        decisionsTable: env.DECISIONS_TABLE_NAME,
        historiesTable: env.HISTORIES_TABLE_NAME,
      }),
      storeMs: env.BUDGET.store,
      now: Date.now,
      random: Math.random,
    },
    now: Date.now,
  }),
);
