import * as z from 'zod';
import { documentClient } from '../shared/deps';
import { type HttpResponse, jsonResponse, problem } from '../shared/http';
import { createLogger } from '../shared/logger';
import { parseEnv } from '../shared/parse-env';
import { createTranscriptStore, type TranscriptStore } from './adapters/transcript-store';
import { idSchema } from './domain/frames';
import { decodeCursor, encodeCursor } from './domain/transcript';
import { getConversationEnv } from './env';
import { type HttpEvent, httpRoute } from './http-route';

const MAX_ITEMS = 100;

const querySchema = z.object({
  limit: z.coerce.number().int().min(1).max(MAX_ITEMS).default(50),
  cursor: z
    .string()
    .transform((cursor, context) => {
      const position = decodeCursor(cursor);
      if (position === undefined) context.addIssue({ code: 'custom', message: 'is none that this API gave' });
      return position ?? z.NEVER;
    })
    .optional(),
});

/**
 * `GET /v1/conversations/{conversationId}?limit=&cursor=`: a conversation of the caller, oldest first, as
 * `{ conversationId, messages, nextCursor? }`. Another user's is not found, as one that never was.
 */
export function createGetConversation({ transcripts }: { readonly transcripts: TranscriptStore }) {
  return async ({ principal, pathParameters, queryStringParameters }: HttpEvent): Promise<HttpResponse> => {
    const query = querySchema.safeParse(queryStringParameters ?? {});
    if (!query.success) {
      const [issue] = query.error.issues;
      return problem(400, 'invalid_request', `${issue?.path.join('.')}: ${issue?.message}`);
    }
    const id = idSchema.safeParse(pathParameters?.conversationId);
    const { limit, cursor: after } = query.data;
    const page =
      id.success && (await transcripts.read({ userId: principal.userId, conversationId: id.data, limit, after }));
    if (!page) return problem(404, 'conversation_not_found', 'You have no such conversation');
    const { items: messages, next } = page;
    const nextCursor = next === undefined ? {} : { nextCursor: encodeCursor(next) };
    return jsonResponse(200, { conversationId: id.data, messages, ...nextCursor });
  };
}

export const handler = httpRoute(createLogger('chat')).handler(
  createGetConversation({
    transcripts: createTranscriptStore(documentClient(), parseEnv(getConversationEnv).CHAT_TABLE_NAME),
  }),
);
