import * as z from 'zod/mini';
import { documentClient } from '../shared/deps';
import { type HttpResponse, jsonResponse } from '../shared/http';
import { cursorSchema, type HttpEvent, httpRoute, invalid } from '../shared/http-route';
import { createLogger } from '../shared/logger';
import { parseEnv, wholeNumber } from '../shared/parse-env';
import { createTranscriptStore, type TranscriptStore } from './adapters/transcript-store';
import { conversationNotFound } from './conversation-not-found';
import { idSchema } from './domain/frames';
import { decodeCursor, encodeCursor } from './domain/transcript';
import { getConversationEnv } from './env';

const MAX_ITEMS = 100;

const querySchema = z.object({
  limit: z._default(wholeNumber(1, MAX_ITEMS), 50),
  cursor: z.optional(cursorSchema(decodeCursor)),
});

/**
 * `GET /v1/conversations/{conversationId}?limit=&cursor=`: a conversation of the caller, oldest first, as
 * `{ conversationId, title?, messages, nextCursor? }`, the title on the first page. Another user's is not found, as one that never was.
 */
export function createGetConversation({ transcripts }: { readonly transcripts: TranscriptStore }) {
  return async ({ principal, pathParameters, queryStringParameters }: HttpEvent): Promise<HttpResponse> => {
    const query = querySchema.safeParse(queryStringParameters ?? {});
    if (!query.success) return invalid(query.error);
    const id = idSchema.safeParse(pathParameters?.conversationId);
    const { limit, cursor: after } = query.data;
    const page =
      id.success && (await transcripts.read({ userId: principal.userId, conversationId: id.data, limit, after }));
    if (!page) return conversationNotFound();
    const { head, items: messages, next } = page;
    const nextCursor = next === undefined ? {} : { nextCursor: encodeCursor(next) };
    return jsonResponse(200, { conversationId: id.data, ...(head && { title: head.title }), messages, ...nextCursor });
  };
}

export const handler = httpRoute(createLogger('chat')).handler(
  createGetConversation({
    transcripts: createTranscriptStore(documentClient(), parseEnv(getConversationEnv).CHAT_TABLE_NAME),
  }),
);
