import { auditLog } from '../shared/audit-deps';
import { documentClient } from '../shared/deps';
import { type HttpResponse, jsonResponse, problem } from '../shared/http';
import { type HttpEvent, httpRoute, invalid, jsonBody } from '../shared/http-route';
import { createLogger, type Logger } from '../shared/logger';
import { parseEnv } from '../shared/parse-env';
import { createApprovedReader } from '../shared/stores/approved-reader';
import { policyKey, type QueueName, queueNames } from './adapters/case-items';
import { type CaseStore, createCaseStore } from './adapters/case-store';
import { createImageStore } from './adapters/image-store';
import { createPrecedentStore, type PrecedentStore } from './adapters/precedent-store';
import { createCurrentPolicy, storedPolicySchema } from './current-policy';
import { isModerator, isSenior } from './domain/access';
import { moderationDecisionRequest, placeOf, reviewView } from './domain/api/moderation-reviews';
import type { CascadePolicy } from './domain/cascade/cascade-policy';
import { awaitsAudit, type ModerationCase } from './domain/cascade/moderation-case';
import { claimed, decided, type StepResult } from './domain/cascade/review-steps';
import { rejectionReason } from './domain/cascade/told-reasons';
import { moderationReviewsEnv } from './env';
import { imageLink } from './image-address-deps';
import { listLabels } from './listing-labels';
import { createShowImages, type ShowImages } from './showing-images';
import { type StepDeps, takeStep } from './taking-steps';
import { tellingVerdictsOf } from './telling-deps';
import type { TellVerdicts } from './telling-verdicts';

/** Reviews that one answer lists. */
const PAGE = 50;

const DECIDED = 'moderation.decided';
const CLAIMED = 'moderation.claimed';
const AUDITED = 'moderation.audited';

export interface ModerationReviewsDeps extends StepDeps {
  readonly store: CaseStore;
  /** What people judged, by what it is like. */
  readonly precedents: PrecedentStore;
  /** What an organisation's items are judged by now. */
  readonly policyOf: (org: string) => Promise<CascadePolicy>;
  /** Of what was decided, for live views. */
  readonly tell: TellVerdicts;
  /** To who takes a review. */
  readonly showImages: ShowImages;
  readonly logger: Pick<Logger, 'warn'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const reviewerOf = ({ principal }: HttpEvent) => ({ userId: principal.userId, isSenior: isSenior(principal) });

/** `GET /v1/moderation/reviews`: what waits, the gravest first; `queue=senior-moderators` for what was appealed twice, `queue=audits` for blind audits. */
async function list({ store }: ModerationReviewsDeps, event: HttpEvent): Promise<HttpResponse> {
  const queue = event.queryStringParameters?.queue ?? 'moderators';
  if (!isQueue(queue)) return problem(400, 'invalid_request', `queue: must be ${queueNames.join(' or ')}`);
  if (queue === 'senior-moderators' && !isSenior(event.principal))
    return problem(403, 'senior_required', 'This queue is for people of the group senior-moderators');
  const waiting = await store.waiting(event.principal.org, queue, PAGE);
  return jsonResponse(200, { reviews: waiting.map((given) => reviewView(given)) });
}

const isQueue = (name: string): name is QueueName => queueNames.some((queue) => queue === name);

async function take(
  deps: ModerationReviewsDeps,
  { principal, pathParameters }: HttpEvent,
  action: string,
  step: (given: ModerationCase) => StepResult,
): Promise<HttpResponse> {
  const place = placeOf(pathParameters?.review ?? '');
  const found = place && (await deps.store.find(principal.org, ...place));
  if (!found) return problem(404, 'review_not_found', 'There is no such review of your organisation');
  const isAudit = awaitsAudit(found);
  const taken = await takeStep(deps, principal, isAudit && action === DECIDED ? AUDITED : action, found, step);
  if ('refused' in taken) return taken.refused;
  if (action !== DECIDED)
    return jsonResponse(200, { ...reviewView(taken.case), ...(await contextOf(deps, taken.case, principal, isAudit)) });
  // Of an audit there is nothing to tell: the verdict is what it was.
  if (!isAudit) await deps.tell([taken.case]);
  await noted(deps, taken.case);
  return jsonResponse(200, reviewView(taken.case));
}

/** A decision holds whether or not it is found from items like it. */
async function noted({ precedents, logger }: ModerationReviewsDeps, given: ModerationCase): Promise<void> {
  try {
    await precedents.note(given);
  } catch (error) {
    logger.warn('A decision was not noted for items like it', error as Error);
  }
}

/** What who takes a review is told besides. Who audits sees the item, and no more. */
async function contextOf(
  deps: ModerationReviewsDeps,
  given: ModerationCase,
  principal: HttpEvent['principal'],
  isAudit: boolean,
) {
  const likes = isAudit ? undefined : await similar(deps, given);
  const images = given.content.images.length > 0 ? await deps.showImages(given, principal) : undefined;
  return { ...(likes && { similar: likes }), ...(images && { images }) };
}

/** A review can be claimed without what it is like. */
async function similar({ precedents, logger }: ModerationReviewsDeps, given: ModerationCase) {
  try {
    return await precedents.like(given);
  } catch (error) {
    logger.warn('Items like a review could not be read', error as Error);
    return undefined;
  }
}

/** `POST /v1/moderation/reviews/{review}/claim`: nobody else decides it for fifteen minutes. Tells of earlier items like it. */
const claim = (deps: ModerationReviewsDeps, event: HttpEvent): Promise<HttpResponse> =>
  take(deps, event, CLAIMED, (given) => claimed(given, reviewerOf(event), deps.now()));

/** `POST /v1/moderation/reviews/{review}/decision`: by who has claimed it. */
async function decide(deps: ModerationReviewsDeps, event: HttpEvent): Promise<HttpResponse> {
  const body = moderationDecisionRequest.safeParse(jsonBody(event));
  if (!body.success) return invalid(body.error);
  const { category, decision } = body.data;
  const policy = await deps.policyOf(event.principal.org);
  const categories = policy.rules.map((rule) => rule.category);
  if (category !== undefined && !categories.includes(category))
    return problem(400, 'invalid_request', `category: must be ${categories.join(' or ')}`);
  const reasons = decision === 'reject' ? [rejectionReason('reviewer', category, policy)] : [];
  const finding = { ...body.data, reasons };
  return take(deps, event, DECIDED, (given) => decided(given, reviewerOf(event), finding, deps.now()));
}

const steps: Readonly<Record<string, typeof claim>> = { claim, decision: decide };

export function createModerationReviews(deps: ModerationReviewsDeps) {
  return async (event: HttpEvent): Promise<HttpResponse> => {
    if (!isModerator(event.principal))
      return problem(403, 'forbidden', 'Reviews are for people of the groups moderators and senior-moderators');
    if (event.resource.endsWith('/labels')) return listLabels(deps, event);
    const step = steps[event.resource.split('/').at(-1) ?? ''];
    return step ? step(deps, event) : list(deps, event);
  };
}

const env = parseEnv(moderationReviewsEnv);
const logger = createLogger('streaming');
const document = documentClient();
const table = env.ITEMS_TABLE_NAME;
const audit = auditLog(env, logger);

export const handler = httpRoute(logger).handler(
  createModerationReviews({
    store: createCaseStore({ document, table, keptDays: env.CASE_DAYS }),
    precedents: createPrecedentStore({ document, table, keptDays: env.CASE_DAYS }),
    logger,
    policyOf: createCurrentPolicy({
      stored: createApprovedReader(document, { table, keyOf: policyKey }, storedPolicySchema),
      make: (policy) => policy,
      now: Date.now,
      onError: (error) => logger.error('A policy could not be read', error as Error),
    }),
    audit,
    showImages: createShowImages({
      store: createImageStore({ document, table, keptDays: env.CASE_DAYS }),
      linkTo: imageLink(env.IMAGES_BUCKET_NAME),
      ...{ audit, now: Date.now },
    }),
    tell: tellingVerdictsOf(document, env, logger),
    now: Date.now,
  }),
);
