import { auditLog } from '../shared/audit-deps';
import { documentClient } from '../shared/deps';
import { type HttpResponse, jsonResponse, problem } from '../shared/http';
import { type HttpEvent, httpRoute, invalid, jsonBody } from '../shared/http-route';
import { createLogger } from '../shared/logger';
import { parseEnv } from '../shared/parse-env';
import { createCaseStore } from './adapters/case-store';
import { itemAppealRequest, itemView } from './domain/api/items';
import { decodedPart } from './domain/api/path-part';
import { appealed } from './domain/cascade/review-steps';
import { itemsEnv } from './env';
import { type StepDeps, takeStep } from './taking-steps';

export interface ItemsDeps extends StepDeps {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const notFound = () =>
  problem(404, 'item_not_found', 'Your organisation has no such item, or it has not been read from the stream yet');

const idOf = ({ pathParameters }: HttpEvent): string => decodedPart(pathParameters?.id);

/** `GET /v1/items/{id}`: the latest version, or the one of `version`. */
async function show({ store }: ItemsDeps, event: HttpEvent): Promise<HttpResponse> {
  const asked = event.queryStringParameters?.version;
  if (asked !== undefined && !/^[1-9]\d{0,8}$/.test(asked))
    return problem(400, 'invalid_request', 'version: must be a whole number from 1 on');
  const found = await store.find(event.principal.org, idOf(event), asked === undefined ? undefined : Number(asked));
  return found ? jsonResponse(200, itemView(found)) : notFound();
}

/** `POST /v1/items/{id}/appeal`: another person looks at a rejection; a second time a senior does. */
async function appeal(deps: ItemsDeps, event: HttpEvent): Promise<HttpResponse> {
  const body = itemAppealRequest.safeParse(jsonBody(event));
  if (!body.success) return invalid(body.error);
  const { principal } = event;
  const { reason, version } = body.data;
  const found = await deps.store.find(principal.org, idOf(event), version);
  if (!found) return notFound();
  const given = { reason, by: principal.userId, at: deps.now() };
  const taken = await takeStep(deps, principal, 'item.appealed', found, (before) => appealed(before, given));
  return 'refused' in taken ? taken.refused : jsonResponse(200, itemView(taken.case));
}

export function createItems(deps: ItemsDeps) {
  return async (event: HttpEvent): Promise<HttpResponse> =>
    event.resource.endsWith('/appeal') ? appeal(deps, event) : show(deps, event);
}

const env = parseEnv(itemsEnv);
const logger = createLogger('streaming');

export const handler = httpRoute(logger).handler(
  createItems({
    store: createCaseStore({ document: documentClient(), table: env.ITEMS_TABLE_NAME, keptDays: env.CASE_DAYS }),
    audit: auditLog(env, logger),
    now: Date.now,
  }),
);
