import { monotonicFactory } from 'ulid';
import * as z from 'zod/mini';
import { documentClient } from '../shared/deps';
import { type HttpResponse, jsonResponse, problem } from '../shared/http';
import { cursorSchema, type HttpEvent, httpRoute, invalid, jsonBody } from '../shared/http-route';
import { createLogger } from '../shared/logger';
import { parseEnv } from '../shared/parse-env';
import { createListStore, type ListOutcome, type ListStore } from './adapters/list-store';
import { isRiskPerson } from './domain/access';
import {
  type ListEntry,
  type ListResponse,
  listKindSchema,
  listRequest,
  listValueSchema,
  unlistRequest,
} from './domain/api/lists';
import { cardNumberPath } from './domain/card-number';
import { actorOf } from './domain/decision/actor';
import type { ListChange } from './domain/decision/list-change';
import type { EntityRef } from './domain/features/entity';
import { listsEnv } from './env';

/** Entries that one answer lists. */
const PAGE = 100;

export interface ListsDeps {
  readonly store: ListStore;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** In the order of time. */
  readonly newId: (nowMs: number) => string;
}

const encodeCursor = (value: string): string => Buffer.from(value).toString('base64url');
const decodeCursor = (cursor: string): string | undefined =>
  listValueSchema.safeParse(Buffer.from(cursor, 'base64url').toString()).data;

const pathSchema = z.object({ kind: listKindSchema });
const entryPath = z.object({ kind: listKindSchema, value: listValueSchema });
const listQuery = z.object({ cursor: z.optional(cursorSchema(decodeCursor)) });

/** `GET /v1/lists/{kind}`: entries that hold, in the order of their values. */
async function list({ store, now }: ListsDeps, event: HttpEvent): Promise<HttpResponse> {
  const path = pathSchema.safeParse(event.pathParameters);
  if (!path.success) return invalid(path.error);
  const query = listQuery.safeParse(event.queryStringParameters ?? {});
  if (!query.success) return invalid(query.error);
  const { entries, last } = await store.page(event.principal.org, path.data.kind, PAGE, query.data.cursor);
  const response: ListResponse = {
    entries: entries.filter(({ expiresAt = Number.POSITIVE_INFINITY }) => now() < expiresAt),
    ...(last !== undefined && { cursor: encodeCursor(last) }),
  };
  return jsonResponse(200, response);
}

/** What a request is about and what it says; nothing of either has the number of a card in it. */
function accepted<Body>(event: HttpEvent, schema: z.ZodMiniType<Body>): { ref: EntityRef; body: Body } | HttpResponse {
  const { kind, value } = event.pathParameters ?? {};
  const named = { kind, value: decoded(value) };
  const sent = jsonBody(event);
  const cardNumber = cardNumberPath({ value: named.value, body: sent });
  if (cardNumber !== undefined) {
    return problem(
      400,
      'card_number_refused',
      `${cardNumber.replace(/^body\.?/, '') || 'the request'}: looks like the number of a card; list a token of it`,
    );
  }
  const path = entryPath.safeParse(named);
  if (!path.success) return invalid(path.error);
  const body = schema.safeParse(sent);
  if (!body.success) return invalid(body.error);
  return { ref: { kind: path.data.kind, id: path.data.value }, body: body.data };
}

/** API Gateway hands over what stands in a path as it was sent. */
function decoded(value = ''): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}

/** `PUT /v1/lists/{kind}/{value}`: holds from the next decision on. */
async function put(deps: ListsDeps, event: HttpEvent): Promise<HttpResponse> {
  const request = accepted(event, listRequest);
  if ('statusCode' in request) return request;
  const { ref, body } = request;
  const at = deps.now();
  const expiresAt = body.expiresAt === undefined ? undefined : Date.parse(body.expiresAt);
  if (expiresAt !== undefined && expiresAt <= at) {
    return problem(400, 'invalid_request', 'expiresAt: is over; must be a time that is still to come');
  }
  const end = expiresAt === undefined ? {} : { expiresAt };
  const { list: on, reason } = body;
  const { org, userId } = event.principal;
  const entry: ListEntry = { kind: ref.kind, value: ref.id, list: on, reason, by: userId, at, ...end };
  const change = changeOf(deps, event, ref, at, { list: on, reason, ...end });
  return answerOf(await deps.store.put(org, entry, change), entry);
}

/** `DELETE /v1/lists/{kind}/{value}`: 404 when it is on no list. */
async function remove(deps: ListsDeps, event: HttpEvent): Promise<HttpResponse> {
  const request = accepted(event, unlistRequest);
  if ('statusCode' in request) return request;
  const { ref, body } = request;
  const change = changeOf(deps, event, ref, deps.now(), { list: '', reason: body.reason });
  const { kind, id: value } = ref;
  return answerOf(await deps.store.remove(event.principal.org, ref, change), { kind, value });
}

const changeOf = (
  { newId }: ListsDeps,
  { principal }: HttpEvent,
  { kind, id: value }: EntityRef,
  changedAt: number,
  what: Pick<ListChange, 'list' | 'reason' | 'expiresAt'>,
): ListChange => ({ changeId: newId(changedAt), actor: actorOf(principal), kind, value, changedAt, ...what });

function answerOf(outcome: ListOutcome, done: object): HttpResponse {
  if (outcome === 'done') return jsonResponse(200, done);
  if (outcome === 'missing') return problem(404, 'not_listed', 'It is on no list of your organisation');
  return problem(409, 'changed', 'Somebody changed it at the same moment; look at it again');
}

export function createLists(deps: ListsDeps) {
  return async (event: HttpEvent): Promise<HttpResponse> => {
    if (!isRiskPerson(event.principal)) return problem(403, 'forbidden', 'Lists are for people of the group risk');
    if (event.httpMethod === 'GET') return list(deps, event);
    return event.httpMethod === 'PUT' ? put(deps, event) : remove(deps, event);
  };
}

const env = parseEnv(listsEnv);

export const handler = httpRoute(createLogger('fraud')).handler(
  createLists({
    store: createListStore({
      document: documentClient(),
      table: env.DECISIONS_TABLE_NAME,
      changeDays: env.DECISION_DAYS,
    }),
    now: Date.now,
    newId: monotonicFactory(),
  }),
);
