import { SQSClient } from '@aws-sdk/client-sqs';
import { ulid } from 'ulid';
import * as z from 'zod/mini';
import type { AuditLog } from '../shared/audit';
import { auditLog } from '../shared/audit-deps';
import { boundedCalls, documentClient } from '../shared/deps';
import { type HttpResponse, jsonResponse, problem } from '../shared/http';
import { cursorSchema, type HttpEvent, httpRoute, invalid, jsonBody } from '../shared/http-route';
import { createLogger } from '../shared/logger';
import { parseEnv } from '../shared/parse-env';
import { createDocumentReader } from './adapters/document-reader';
import { createDocumentStore, type DocumentStore } from './adapters/document-store';
import { createSendWork } from './adapters/ingest-queue';
import type { PermitRequest } from './adapters/upload-permit';
import { originalAccess } from './documents-deps';
import { type Acl, maySee, viewerOf } from './domain/access';
import {
  createDocumentRequest,
  type DocumentView,
  documentIdSchema,
  documentView,
  permissionsRequest,
  type Upload,
} from './domain/api/documents';
import type { DocumentRecord } from './domain/document';
import { decodePosition, encodePosition } from './domain/document-list';
import { type Actor, actorSchema, isGone } from './domain/head';
import { LINK_SECONDS, UPLOAD_SECONDS } from './domain/original-key';
import type { DocumentReader } from './domain/ports';
import { documentsEnv } from './env';
import type { SendWork } from './ingest-ports';
import { documentKeyOf } from './org-hash';

const PAGE = 50;

const listQuery = z.object({ cursor: z.optional(cursorSchema(decodePosition)) });

export interface DocumentsDeps {
  readonly store: Pick<DocumentStore, 'create' | 'addUpload' | 'find' | 'setAcl' | 'beginDeletion' | 'list'>;
  readonly reader: Pick<DocumentReader, 'findAll'>;
  readonly permit: (request: PermitRequest) => Promise<Upload>;
  /** Address of the original; undefined when there is none. */
  readonly linkTo: (document: DocumentRecord) => Promise<string | undefined>;
  readonly send: SendWork;
  readonly audit: AuditLog;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly newId: (nowMs: number) => string;
}

const notFound = (): HttpResponse => problem(404, 'document_not_found', 'There is no such document for you');
const notOwner = (): HttpResponse => problem(403, 'not_owner', 'Only who uploaded a document may change it');

/** `POST /v1/documents`: 201 `{ documentId, upload: { url, fields }, expiresAt }`. It is read once its original has come. */
async function create(deps: DocumentsDeps, event: HttpEvent): Promise<HttpResponse> {
  const body = createDocumentRequest.safeParse(jsonBody(event));
  if (!body.success) return invalid(body.error);
  const { title, contentType, size, modifiedAt } = body.data;
  const { principal } = event;
  const { org, userId } = principal;
  const now = deps.now();
  const [documentId, uploadId] = [body.data.documentId ?? deps.newId(now), deps.newId(now)];
  const actor = actorOf(event);
  const upload = { uploadId, title, contentType, size, modifiedAt: modifiedAt ?? now, actor };
  if (body.data.documentId === undefined) {
    const acl = body.data.acl ?? ownersAlone(userId);
    await deps.store.create({ documentId, org, owner: userId, source: 'upload', acl }, upload);
  } else {
    const refused = await refusalOf(deps, event, documentId);
    if (refused) return refused;
    if (!(await deps.store.addUpload(org, documentId, userId, upload))) return notFound();
    // A version may come with other permissions, which hold at once: for the one that answers, too.
    if (body.data.acl) await setAcl(deps, event, documentId, body.data.acl);
  }
  const permit = await deps.permit({ key: documentKeyOf(org, documentId), uploadId, contentType, size });
  await record(deps, event, 'document.created', documentId, { contentType, size });
  return jsonResponse(201, { documentId, upload: permit, expiresAt: now + UPLOAD_SECONDS * 1000 });
}

const ownersAlone = (userId: string): Acl => ({ users: [userId], groups: [], everyone: false, classification: 0 });

const actorOf = ({ principal }: HttpEvent): Actor => actorSchema.parse(principal);

/** The document, as long as the caller may see it and it is not gone; its owner always may, whatever its list says. */
async function visible(deps: DocumentsDeps, { principal }: HttpEvent, documentId: string) {
  const head = await deps.store.find(principal.org, documentId);
  if (!head) return undefined;
  const { userId } = principal;
  return head.owner === userId || (maySee(viewerOf(principal), head.org, head.acl) && !isGone(head)) ? head : undefined;
}

/** Why the caller may not change the document: there is none to see, or it is somebody else's. */
async function refusalOf(deps: DocumentsDeps, event: HttpEvent, documentId: string): Promise<HttpResponse | undefined> {
  const head = await visible(deps, event, documentId);
  if (!head) return notFound();
  return head.owner === event.principal.userId ? undefined : notOwner();
}

/** `GET /v1/documents`: what the caller uploaded, newest first. */
async function list(deps: DocumentsDeps, { principal, queryStringParameters }: HttpEvent): Promise<HttpResponse> {
  const query = listQuery.safeParse(queryStringParameters ?? {});
  if (!query.success) return invalid(query.error);
  const { org, userId } = principal;
  const places = await deps.store.list(org, userId, PAGE, query.data.cursor);
  const ids = places.map(({ documentId }) => documentId);
  const known = new Map((await deps.reader.findAll(org, ids)).map((each) => [each.documentId, each]));
  const documents = ids.flatMap((id) => {
    const found = known.get(id);
    return found?.owner === userId ? [viewOf(found)] : [];
  });
  const last = places.length === PAGE ? places.at(-1) : undefined;
  return jsonResponse(200, { documents, ...(last && { cursor: encodePosition(last) }) });
}

const viewOf = (document: DocumentRecord): DocumentView => documentView.parse(document);

/** `GET /v1/documents/{documentId}`: how far it is; for who may see it. */
async function show(deps: DocumentsDeps, event: HttpEvent, documentId: string): Promise<HttpResponse> {
  const head = await visible(deps, event, documentId);
  return head ? jsonResponse(200, viewOf(head)) : notFound();
}

/** `GET /v1/documents/{documentId}/content`: a signed address of the original that answers. */
async function content(deps: DocumentsDeps, event: HttpEvent, documentId: string): Promise<HttpResponse> {
  const head = await visible(deps, event, documentId);
  const url = head && !isGone(head) ? await deps.linkTo(head) : undefined;
  if (url === undefined) return notFound();
  await record(deps, event, 'document.opened', documentId);
  return jsonResponse(200, { url, expiresAt: deps.now() + LINK_SECONDS * 1000 });
}

/** `PUT /v1/documents/{documentId}/permissions`: 202. Who lost a permission finds nothing from now on. */
async function permissions(deps: DocumentsDeps, event: HttpEvent, documentId: string): Promise<HttpResponse> {
  const body = permissionsRequest.safeParse(jsonBody(event));
  if (!body.success) return invalid(body.error);
  const refused = await refusalOf(deps, event, documentId);
  if (refused) return refused;
  const head = await setAcl(deps, event, documentId, body.data.acl);
  return head ? jsonResponse(202, { documentId, status: head.status }) : notFound();
}

/** The record first: the index, which follows, is checked against it. */
async function setAcl(deps: DocumentsDeps, event: HttpEvent, documentId: string, acl: Acl) {
  const { org, userId } = event.principal;
  const head = await deps.store.setAcl(org, documentId, userId, acl);
  if (!head) return undefined;
  await deps.send({ kind: 'permissions', ...documentKeyOf(org, documentId) });
  const { users, groups, everyone, classification } = acl;
  const figures = { users: users.length, groups: groups.length, everyone, classification };
  await record(deps, event, 'document.permissions-changed', documentId, figures);
  return head;
}

/** `DELETE /v1/documents/{documentId}`: 202; nobody finds it from now on, and `deleted` says when nothing of it is left. */
async function remove(deps: DocumentsDeps, event: HttpEvent, documentId: string): Promise<HttpResponse> {
  const refused = await refusalOf(deps, event, documentId);
  if (refused) return refused;
  const { org, userId } = event.principal;
  const head = await deps.store.beginDeletion(org, documentId, userId, actorOf(event));
  if (!head) return notFound();
  await deps.send({ kind: 'delete', ...documentKeyOf(org, documentId) });
  await record(deps, event, 'document.deletion-requested', documentId);
  return jsonResponse(202, { documentId, status: head.status });
}

function record(
  { audit }: DocumentsDeps,
  event: HttpEvent,
  action: string,
  documentId: string,
  more: Readonly<Record<string, string | number | boolean>> = {},
): Promise<void> {
  const details = { documentId, ...more };
  return audit.record({ design: 'rag', action, outcome: 'succeeded', actor: event.principal, details });
}

export function createDocuments(deps: DocumentsDeps) {
  return async (event: HttpEvent): Promise<HttpResponse> => {
    const { httpMethod, resource, pathParameters } = event;
    if (pathParameters?.documentId === undefined)
      return httpMethod === 'POST' ? create(deps, event) : list(deps, event);
    const id = documentIdSchema.safeParse(pathParameters.documentId);
    if (!id.success) return notFound();
    if (resource.endsWith('/permissions')) return permissions(deps, event, id.data);
    if (resource.endsWith('/content')) return content(deps, event, id.data);
    return httpMethod === 'DELETE' ? remove(deps, event, id.data) : show(deps, event, id.data);
  };
}

const env = parseEnv(documentsEnv);
const logger = createLogger('rag');
const document = documentClient();
const tableName = env.DOCUMENTS_TABLE_NAME;
const store = createDocumentStore({ document, tableName, now: Date.now });

export const handler = httpRoute(logger).handler(
  createDocuments({
    store,
    reader: createDocumentReader({ document, tableName }),
    ...originalAccess(env.ORIGINALS_BUCKET_NAME, store.find),
    send: createSendWork(new SQSClient(boundedCalls(2_000)), env.INGEST_QUEUE_URL),
    audit: auditLog(env, logger),
    now: Date.now,
    newId: ulid,
  }),
);
