import { executionModeStreamifyResponse } from '@middy/core/StreamifyResponse';
import * as z from 'zod/mini';
import { documentClient } from '../shared/deps';
import type { StreamResponse } from '../shared/http';
import { type HttpEvent, httpRoute, invalid } from '../shared/http-route';
import { createLogger, type Logger } from '../shared/logger';
import { parseEnv } from '../shared/parse-env';
import { producedBody } from '../shared/produced-body';
import {
  createTranscriptStore,
  type TranscriptPage,
  type TranscriptRequest,
  type TranscriptStore,
} from './adapters/transcript-store';
import { conversationNotFound } from './conversation-not-found';
import { idSchema } from './domain/frames';
import type { TranscriptHead, TranscriptItem } from './domain/transcript';
import { type ExportFormat, exportFormats } from './domain/transcript-export';
import { exportConversationEnv } from './env';

/** Items read at a time. */
const PAGE_ITEMS = 100;

const querySchema = z.object({ format: z._default(z.enum(['json', 'markdown']), 'json') });

export interface ExportConversationDeps {
  readonly transcripts: TranscriptStore;
  readonly logger: Pick<Logger, 'error'>;
}

/**
 * `GET /v1/conversations/{conversationId}/export?format=json|markdown`: the whole conversation as a file, streamed, so that it
 * may be of any length. When it cannot be read to its end the connection breaks: a file that ends in good order is whole.
 */
export function createExportConversation({ transcripts, logger }: ExportConversationDeps) {
  return async ({ principal, pathParameters, queryStringParameters }: HttpEvent): Promise<StreamResponse> => {
    const query = querySchema.safeParse(queryStringParameters ?? {});
    if (!query.success) return invalid(query.error);
    const id = idSchema.safeParse(pathParameters?.conversationId);
    if (!id.success) return conversationNotFound();
    const of = { userId: principal.userId, conversationId: id.data, limit: PAGE_ITEMS };
    const first = await transcripts.read(of);
    if (!first?.head) return conversationNotFound();
    const { head } = first;
    const format = exportFormats[query.data.format];

    const body = producedBody(async (write, gone) => {
      try {
        for await (const piece of pieces(format, id.data, head, pagesFrom(transcripts, of, first))) {
          if (gone.aborted) return;
          await write(piece);
        }
      } catch (error) {
        logger.error('Export broke off', error as Error);
        throw error;
      }
    });
    const headers = {
      'content-type': format.contentType,
      'cache-control': 'no-store',
      'content-disposition': `attachment; filename="conversation-${id.data}.${format.extension}"`,
    };
    return { statusCode: 200, headers, body };
  };
}

/** @throws Error when the conversation is deleted before its last page is read */
async function* pagesFrom(transcripts: TranscriptStore, of: TranscriptRequest, first: TranscriptPage) {
  for (let page = first; ; ) {
    yield page.items;
    if (page.next === undefined) return;
    const next = await transcripts.read({ ...of, after: page.next });
    if (!next) throw new Error('The conversation was deleted while it was exported');
    page = next;
  }
}

async function* pieces(
  format: ExportFormat,
  conversationId: string,
  head: TranscriptHead,
  pages: AsyncIterable<readonly TranscriptItem[]>,
) {
  yield format.begin(conversationId, head);
  let index = 0;
  for await (const items of pages) {
    for (const item of items) {
      yield format.item(item, index);
      index += 1;
    }
  }
  yield format.end();
}

const logger = createLogger('chat');

export const handler = httpRoute<StreamResponse>(logger, { executionMode: executionModeStreamifyResponse }).handler(
  createExportConversation({
    transcripts: createTranscriptStore(documentClient(), parseEnv(exportConversationEnv).CHAT_TABLE_NAME),
    logger,
  }),
);
