import * as z from 'zod/mini';
import type { AuditLog } from '../shared/audit';
import { auditLog } from '../shared/audit-deps';
import { documentClient } from '../shared/deps';
import type { AuditEntry } from '../shared/domain/audit-event';
import { type HttpResponse, jsonResponse, problem } from '../shared/http';
import { cursorSchema, type HttpEvent, httpRoute, invalid, jsonBody } from '../shared/http-route';
import { createLogger } from '../shared/logger';
import { parseEnv, wholeNumber } from '../shared/parse-env';
import { createAttachmentStore } from './adapters/attachment-store';
import { type ConversationControls, createConversationControls } from './adapters/conversation-controls';
import { type ConversationList, createConversationList } from './adapters/conversation-list';
import { createFindProfile, type FindProfile } from './adapters/profile-store';
import { attachmentFiles } from './attachment-deps';
import { conversationNotFound } from './conversation-not-found';
import { decodePosition, encodePosition } from './domain/conversation-list';
import { feedbackSchema } from './domain/feedback';
import { idSchema } from './domain/frames';
import { MAX_TITLE } from './domain/title';
import { manageConversationsEnv } from './env';

export interface ManageConversationsDeps {
  readonly list: ConversationList;
  readonly controls: ConversationControls;
  readonly findProfile: FindProfile;
  readonly audit: AuditLog;
}

type Route = (deps: ManageConversationsDeps, event: HttpEvent) => Promise<HttpResponse>;

const listQuery = z.object({
  limit: z._default(wholeNumber(1, 100), 20),
  cursor: z.optional(cursorSchema(decodePosition)),
});
const renameBody = z.strictObject({ title: z.string().check(z.trim(), z.minLength(1), z.maxLength(MAX_TITLE)) });
const messageIdSchema = z.ulid();

/** `GET /v1/conversations?limit=&cursor=`: `{ conversations, nextCursor? }`, the one used last first. */
const list: Route = async (deps, { principal, queryStringParameters }) => {
  const query = listQuery.safeParse(queryStringParameters ?? {});
  if (!query.success) return invalid(query.error);
  const { limit, cursor: after } = query.data;
  // One more than asked for tells whether there is another page.
  const found = await deps.list({ userId: principal.userId, limit: limit + 1, after });
  const conversations = found.slice(0, limit);
  const last = conversations.at(-1);
  const nextCursor = found.length > limit && last ? { nextCursor: encodePosition(last) } : {};
  return jsonResponse(200, { conversations, ...nextCursor });
};

/** `PATCH /v1/conversations/{conversationId}` with `{ title }`. */
const rename: Route = async ({ controls }, event) => {
  const body = renameBody.safeParse(jsonBody(event));
  if (!body.success) return invalid(body.error);
  const id = idSchema.safeParse(event.pathParameters?.conversationId);
  const { title } = body.data;
  if (!id.success || !(await controls.rename(event.principal.userId, id.data, title))) return conversationNotFound();
  return jsonResponse(200, { conversationId: id.data, title });
};

/**
 * `DELETE /v1/conversations/{conversationId}`: 200 `{ status: 'deleted' }` when nothing is left, 202 `{ status: 'deleting' }`
 * when the call is to be repeated for the rest. Either way nobody can read it or add to it any more.
 */
const remove: Route = async ({ controls, audit }, { principal, pathParameters }) => {
  const id = idSchema.safeParse(pathParameters?.conversationId);
  const deletion = id.success && (await controls.remove(principal.userId, id.data));
  if (!deletion) return conversationNotFound();
  const conversationId = id.data;
  const { deleted, done } = deletion;
  await audit.record(entry(principal, 'conversation.deleted', { conversationId, items: deleted, done }));
  return jsonResponse(done ? 200 : 202, { conversationId, status: done ? 'deleted' : 'deleting' });
};

/** `POST /v1/conversations/{conversationId}/messages/{messageId}/feedback` with `{ rating, reason? }`; the last one counts. */
const rate: Route = async ({ controls, findProfile, audit }, event) => {
  const feedback = feedbackSchema.safeParse(jsonBody(event));
  if (!feedback.success) return invalid(feedback.error);
  const { principal, pathParameters } = event;
  const id = idSchema.safeParse(pathParameters?.conversationId);
  const message = messageIdSchema.safeParse(pathParameters?.messageId);
  const model =
    id.success && message.success && (await controls.rate(principal.userId, id.data, message.data, feedback.data));
  if (!model) return problem(404, 'message_not_found', 'You have no such message, or it has no answer');
  const { rating, reason } = feedback.data;
  const ids = { conversationId: id.data, messageId: message.data };
  const rated = entry(principal, 'answer.rated', { ...ids, model, rating });
  const text = reason !== undefined && (await findProfile(principal.userId)).keepText && { text: reason };
  await audit.record({ ...rated, ...text });
  return jsonResponse(200, { ...ids, ...feedback.data });
};

const entry = (actor: HttpEvent['principal'], action: string, details: AuditEntry['details']): AuditEntry => ({
  design: 'chat',
  action,
  outcome: 'succeeded',
  actor,
  details,
});

const routes: Readonly<Record<string, Route>> = {
  'GET /v1/conversations': list,
  'PATCH /v1/conversations/{conversationId}': rename,
  'DELETE /v1/conversations/{conversationId}': remove,
  'POST /v1/conversations/{conversationId}/messages/{messageId}/feedback': rate,
};

/** What an owner does with conversations over HTTP, beside reading one. Another user's is not found, as one that never was. */
export function createManageConversations(deps: ManageConversationsDeps) {
  return async (event: HttpEvent): Promise<HttpResponse> => {
    const route = routes[`${event.httpMethod} ${event.resource}`];
    if (!route) throw new Error(`No route ${event.httpMethod} ${event.resource}`);
    return route(deps, event);
  };
}

const env = parseEnv(manageConversationsEnv);
const logger = createLogger('chat');
const document = documentClient();
const files = attachmentFiles(env.ATTACHMENTS_BUCKET_NAME);
const records = createAttachmentStore({ document, tableName: env.CHAT_TABLE_NAME, historyDays: 0, now: Date.now });

/** The file first: without its record nobody would find it again. */
async function removeAttachment(userId: string, id: string): Promise<void> {
  await files.remove(userId, id);
  await records.remove(userId, id);
}

export const handler = httpRoute(logger).handler(
  createManageConversations({
    list: createConversationList(document, env.CHAT_TABLE_NAME),
    controls: createConversationControls(document, env.CHAT_TABLE_NAME, Date.now, removeAttachment),
    findProfile: createFindProfile(document, env.CHAT_TABLE_NAME),
    audit: auditLog(env, logger),
  }),
);
