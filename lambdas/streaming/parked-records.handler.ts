import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod/mini';
import type { AuditLog } from '../shared/audit';
import { auditLog } from '../shared/audit-deps';
import { backoff } from '../shared/backoff';
import { boundedCalls } from '../shared/deps';
import { sha256 } from '../shared/hash';
import { type HttpResponse, jsonResponse, problem } from '../shared/http';
import { bodyText, cursorSchema, type HttpEvent, httpRoute, invalid, jsonBody } from '../shared/http-route';
import { createLogger } from '../shared/logger';
import { parseEnv } from '../shared/parse-env';
import { createEventLog, eventClient } from './adapters/event-log';
import { createListParked, type ListParked } from './adapters/parked-list';
import { createParkedObjects } from './adapters/parked-objects';
import { isOperator } from './domain/access';
import { listedView, parkedView, putBackRequest } from './domain/api/parked-records';
import { wholeNumberText } from './domain/api/whole-number';
import { folderOf } from './domain/parked/parked-object';
import {
  decodePosition,
  encodePosition,
  ownedReasons,
  type ParkedPlace,
  placeOfId,
} from './domain/parked/parked-place';
import type { ParkedRecord, ReturnedRecord } from './domain/parked/parked-record';
import { createParkedStore } from './domain/parked/parked-store';
import { type PutBackOutcome, type PuttingBackDeps, putBack } from './domain/parked/putting-back';
import { returnedEvent } from './domain/parked/returned-event';
import { parkedRecordsEnv } from './env';

/** Records of a page unless another number is asked for. */
const PAGE = 50;

export interface ParkedRecordsDeps extends PuttingBackDeps {
  readonly list: ListParked;
  readonly audit: AuditLog;
}

const listQuery = z.object({
  cursor: z.optional(cursorSchema(decodePosition)),
  date: z.optional(z.iso.date('must be a day such as 2026-11-28')),
  reason: z.optional(z.enum(ownedReasons)),
  limit: z._default(wholeNumberText(1, 100), PAGE),
});

const notFound = () => problem(404, 'parked_record_not_found', 'Your organisation has no such parked record');

/** `GET /v1/events/parked`: what is left of the own organisation, the newest day first. */
async function list(deps: ParkedRecordsDeps, { principal, queryStringParameters }: HttpEvent): Promise<HttpResponse> {
  const query = listQuery.safeParse(queryStringParameters ?? {});
  if (!query.success) return invalid(query.error);
  const { cursor: from, limit: most, date, reason } = query.data;
  const { records, next } = await deps.list({ org: principal.org, from, most, date, reason });
  return jsonResponse(200, { records: records.map(listedView), ...(next && { cursor: encodePosition(next) }) });
}

/** The path of the caller's own: whatever is asked for, there is no way to what is another organisation's. */
const pathOf = ({ principal }: HttpEvent, { place }: ParkedPlace): string =>
  `${folderOf(principal.org, sha256)}${place}`;

/** `GET /v1/events/parked/{id}`: why it was parked, and what it is; also once it was put back. */
async function show({ store }: ParkedRecordsDeps, event: HttpEvent, place: ParkedPlace): Promise<HttpResponse> {
  const path = pathOf(event, place);
  const found = (await store.returned(path)) ?? (await store.parked(path));
  return found?.org === event.principal.org ? jsonResponse(200, parkedView(place, found)) : notFound();
}

/** `POST /v1/events/parked/{id}/put-back`: as it is, or with what is right in its place. */
async function giveBack(deps: ParkedRecordsDeps, event: HttpEvent, place: ParkedPlace): Promise<HttpResponse> {
  const body = putBackRequest.safeParse(bodyText(event) === '' ? {} : jsonBody(event));
  if (!body.success) return invalid(body.error);
  const isCorrected = Object.keys(body.data).length > 0;
  const { org, userId: by } = event.principal;
  const make = (parked: ParkedRecord) => {
    if (parked.org !== org) throw new Error(`${place.place} is kept among records of another organisation`);
    return returnedEvent(parked, body.data);
  };
  const outcome = await putBack(deps, { path: pathOf(event, place), by, make, isExact: isCorrected });
  if (outcome.kind === 'put-back' && outcome.isNew) await record(deps.audit, event, outcome.record, isCorrected);
  return answer(outcome, place);
}

function answer(outcome: PutBackOutcome, place: ParkedPlace): HttpResponse {
  switch (outcome.kind) {
    case 'put-back':
      return jsonResponse(200, parkedView(place, outcome.record));
    case 'not-found':
      return notFound();
    case 'refused': {
      const { code, detail } = outcome.refused;
      return problem(conflicts.has(code) ? 409 : 400, code, detail);
    }
    case 'otherwise':
      return problem(409, 'already_put_back', 'It was put back before, with other data; ask without data to see it');
    case 'uncertain':
      return problem(409, 'put_back_uncertain', `${uncertain(outcome.record)}; it could count twice: ask an operator`);
    case 'unavailable': {
      const busy = problem(503, 'unavailable', 'The stream has no room for it at the moment; ask for the same again');
      return { ...busy, headers: { ...busy.headers, 'retry-after': '1' } };
    }
  }
}

/** What is not to be put right by another request, as it stands. */
const conflicts: ReadonlySet<string> = new Set(['not_understood', 'not_correctable', 'correction_needed']);

const uncertain = ({ putBack: { at } }: ReturnedRecord) =>
  `Somebody began to put it back at ${at}, and it is not known whether it is in the stream`;

/** Ids and what was changed; data is the sender's, and stays with the record. */
function record(
  audit: AuditLog,
  { principal }: HttpEvent,
  { putBack: { event }, position, reason }: ReturnedRecord,
  isCorrected: boolean,
): Promise<void> {
  const { arrivedAt, sequenceNumber } = position;
  return audit.record({
    ...{ design: 'streaming', action: 'event.put-back', outcome: 'succeeded', actor: principal },
    details: {
      event: event.id,
      type: event.type,
      version: event.version,
      isCorrected,
      reason,
      arrivedAt,
      sequenceNumber,
    },
  });
}

export function createParkedRecords(deps: ParkedRecordsDeps) {
  return async (event: HttpEvent): Promise<HttpResponse> => {
    if (!isOperator(event.principal))
      return problem(
        403,
        'forbidden',
        'For people of the group operations, and keys with the scope streaming:operations',
      );
    const id = event.pathParameters?.id;
    if (id === undefined) return list(deps, event);
    const place = placeOfId(id);
    if (!place) return notFound();
    return event.httpMethod === 'POST' ? giveBack(deps, event, place) : show(deps, event, place);
  };
}

const env = parseEnv(parkedRecordsEnv);
const logger = createLogger('streaming');
const s3 = new S3Client(boundedCalls(3_000));

export const handler = httpRoute(logger).handler(
  createParkedRecords({
    store: createParkedStore(createParkedObjects(s3, env.PARKED_BUCKET_NAME)),
    list: createListParked(s3, env.PARKED_BUCKET_NAME),
    append: createEventLog({
      client: eventClient(),
      stream: env.EVENTS_STREAM_NAME,
      pause: backoff(Math.random),
      onError: (error) => logger.error('A record could not be put back', error as Error),
    }),
    audit: auditLog(env, logger),
    now: Date.now,
  }),
);
