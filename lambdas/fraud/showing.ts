import { type HttpResponse, jsonResponse, problem } from '../shared/http';
import { type HttpEvent, invalid } from '../shared/http-route';
import type { CaseStore } from './adapters/case-store';
import type { LinkedStore } from './adapters/linked-store';
import type { RecentStore } from './adapters/recent-store';
import { isRiskPerson } from './domain/access';
import { decisionsQuery } from './domain/api/decisions-query';
import { statisticsOf } from './domain/decision/statistics';

/** Decisions that statistics are of. */
const MOST_COUNTED = 1_000;

export interface ShowingDeps {
  readonly cases: CaseStore;
  readonly recent: RecentStore;
  readonly linked: LinkedStore;
  /** Part of all decisions that are listed. */
  readonly share: number;
  /** The stage's own currency. */
  readonly currency: string;
}

export const notFound = () => problem(404, 'decision_not_found', 'There is no such decision of your organisation');

/** `GET /v1/decisions`: the newest first, a page at a time. */
async function list({ recent, share, currency }: ShowingDeps, event: HttpEvent): Promise<HttpResponse> {
  const query = decisionsQuery.safeParse(event.queryStringParameters ?? {});
  if (!query.success) return invalid(query.error);
  const { limit, before } = query.data;
  return jsonResponse(200, { ...(await recent.page(event.principal.org, limit, before)), share, currency });
}

/** `GET /v1/stats`. */
async function stats({ recent, share, currency }: ShowingDeps, { principal }: HttpEvent): Promise<HttpResponse> {
  const decisions = await recent.counted(principal.org, MOST_COUNTED);
  return jsonResponse(200, { ...statisticsOf(decisions), share, currency });
}

/** `GET /v1/decisions/{decisionId}`: with what people made of it, for people. */
async function show({ cases }: ShowingDeps, { principal, pathParameters }: HttpEvent): Promise<HttpResponse> {
  const found = await cases.find(principal.org, pathParameters?.decisionId ?? '');
  if (!found) return notFound();
  const { review, ...decision } = found;
  return jsonResponse(200, { ...decision, ...(review && isRiskPerson(principal) && { review }) });
}

/** `GET /v1/decisions/{decisionId}/linked`. */
async function links({ linked }: ShowingDeps, { principal, pathParameters }: HttpEvent): Promise<HttpResponse> {
  const found = await linked.find(principal.org, pathParameters?.decisionId ?? '');
  return found ? jsonResponse(200, found) : notFound();
}

const views: Readonly<Record<string, typeof list>> = {
  '/v1/decisions': list,
  '/v1/decisions/{decisionId}': show,
  '/v1/decisions/{decisionId}/linked': links,
  '/v1/stats': stats,
};

/** Shows decisions: the view that the path names. */
export const createShowing =
  (deps: ShowingDeps) =>
  (event: HttpEvent): Promise<HttpResponse> =>
    (views[event.resource] ?? show)(deps, event);
