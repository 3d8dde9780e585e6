import { executionModeStreamifyResponse } from '@middy/core/StreamifyResponse';
import * as z from 'zod/mini';
import { documentClient } from '../shared/deps';
import type { Tier } from '../shared/domain/principal';
import type { StreamResponse } from '../shared/http';
import { jsonResponse, problem } from '../shared/http';
import { type HttpEvent, httpRoute, invalid, jsonBody } from '../shared/http-route';
import { createLogger } from '../shared/logger';
import { parseEnv } from '../shared/parse-env';
import type { AttachmentFiles } from './adapters/attachment-files';
import { type AttachmentStore, createAttachmentStore, type UploadLimits } from './adapters/attachment-store';
import type { Upload, UploadRequest } from './adapters/attachment-upload';
import { attachmentFiles, uploadPermit } from './attachment-deps';
import { contentTypeSchema, contentTypes, MAX_BYTES, UPLOAD_SECONDS } from './domain/attachments/attachment';
import { idSchema } from './domain/frames';
import { attachmentsEnv } from './env';
import { newMessageId } from './ids';

/** What a user may upload in a day. */
const LIMITS: Readonly<Record<Tier, UploadLimits>> = {
  free: { uploads: 50, bytes: 100_000_000 },
  paid: { uploads: 500, bytes: 1_000_000_000 },
};

const uploadBody = z.strictObject({
  /** Conversation it is for; any of the user's, or a new one, when left out. */
  conversationId: z.optional(idSchema),
  name: z
    .string()
    .check(
      z.trim(),
      z.minLength(1),
      z.maxLength(128),
      z.regex(/^[^\p{C}/\\]*$/u, 'must have no control characters and no slashes'),
    ),
  contentType: contentTypeSchema,
  /** Bytes, exactly. */
  size: z.int().check(z.positive()),
});

export interface AttachmentsDeps {
  readonly store: Pick<AttachmentStore, 'admit' | 'add' | 'find'>;
  readonly files: Pick<AttachmentFiles, 'open'>;
  readonly permit: (request: UploadRequest) => Promise<Upload>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly newId: (nowMs: number) => string;
}

/** `POST /v1/attachments`: 201 `{ attachmentId, upload: { url, fields }, expiresAt }`. What is uploaded is looked at when it is sent. */
async function create(deps: AttachmentsDeps, event: HttpEvent): Promise<StreamResponse> {
  const body = uploadBody.safeParse(jsonBody(event));
  if (!body.success) return invalid(body.error);
  const { name, contentType, size, conversationId } = body.data;
  const { kind } = contentTypes[contentType];
  if (size > MAX_BYTES[kind])
    return problem(413, 'attachment_too_large', `An attachment of kind ${kind} has at most ${MAX_BYTES[kind]} bytes`);
  const { userId, tier } = event.principal;
  if (!(await deps.store.admit(userId, size, LIMITS[tier])))
    return problem(429, 'attachment_limit_reached', 'You have uploaded as much as a day allows');
  const now = deps.now();
  const id = deps.newId(now);
  await deps.store.add(userId, id, { name, contentType, size, conversationId });
  const upload = await deps.permit({ userId, id, contentType, size });
  const expiresAt = new Date(now + UPLOAD_SECONDS * 1000).toISOString();
  return jsonResponse(201, { attachmentId: id, upload, expiresAt });
}

/** `GET /v1/attachments/{attachmentId}`: the file, for its owner; no browser takes it for a page of this origin. */
async function download(deps: AttachmentsDeps, { principal, pathParameters }: HttpEvent): Promise<StreamResponse> {
  const id = idSchema.safeParse(pathParameters?.attachmentId);
  const record = id.success ? await deps.store.find(principal.userId, id.data) : undefined;
  const body = id.success && record && (await deps.files.open(principal.userId, id.data));
  if (!record || !body) return problem(404, 'attachment_not_found', 'You have no such attachment');
  const headers = {
    'content-type': record.contentType,
    'content-disposition': `attachment; filename*=UTF-8''${percentEncoded(record.name)}`,
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'",
    'cache-control': 'no-store',
  };
  return { statusCode: 200, headers, body };
}

/** As RFC 8187 has it: of what `encodeURIComponent` leaves, these have a meaning in a header. */
const percentEncoded = (name: string): string =>
  encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

export const createAttachments = (deps: AttachmentsDeps) => (event: HttpEvent) =>
  event.httpMethod === 'POST' ? create(deps, event) : download(deps, event);

const env = parseEnv(attachmentsEnv);
const logger = createLogger('chat');

export const handler = httpRoute<StreamResponse>(logger, { executionMode: executionModeStreamifyResponse }).handler(
  createAttachments({
    store: createAttachmentStore({
      document: documentClient(),
      tableName: env.CHAT_TABLE_NAME,
      historyDays: env.HISTORY_TTL_DAYS,
      now: Date.now,
    }),
    files: attachmentFiles(env.ATTACHMENTS_BUCKET_NAME),
    permit: uploadPermit(env.ATTACHMENTS_BUCKET_NAME),
    now: Date.now,
    newId: newMessageId,
  }),
);
