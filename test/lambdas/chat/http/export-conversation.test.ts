import '../support/environment';
import './support/streaming';
import { text } from 'node:stream/consumers';
import { executionModeStreamifyResponse } from '@middy/core/StreamifyResponse';
import { ulid } from 'ulid';
import { createConversationStore } from '../../../../lambdas/chat/adapters/conversation-store';
import { createTranscriptStore, type TranscriptStore } from '../../../../lambdas/chat/adapters/transcript-store';
import { createExportConversation } from '../../../../lambdas/chat/export-conversation.handler';
import type { StreamResponse } from '../../../../lambdas/shared/http';
import { httpRoute } from '../../../../lambdas/shared/http-route';
import { capturedLogger } from '../../support/captured-logger';
import { alice } from '../../support/principals';
import { type ChatTable, startChatTable } from '../support/chat-table';
import { httpEvent } from './support/event';
import { invokeStreaming } from './support/streaming';

const at = '2026-01-01T00:00:00.000Z';
const LENGTH = 130;
let table: ChatTable;
let transcripts: TranscriptStore;
beforeAll(async () => {
  table = await startChatTable();
  transcripts = createTranscriptStore(table.document, table.name);
  const store = createConversationStore({
    document: table.document,
    tableName: table.name,
    historyDays: 0,
    now: Date.now,
  });
  await store.touch('alice', 'c1', { mustExist: false, at, title: 'Numbers' });
  const usage = { inputTokens: 1, outputTokens: 2, estimated: false };
  const outcome = {
    status: 'stopped',
    finishReason: 'stopped',
    usage,
    latencyMs: { firstToken: 1, total: 2 },
  } as const;
  for (let index = 1; index <= LENGTH; index += 1) {
    const of = {
      userId: 'alice',
      conversationId: 'c1',
      clientMessageId: `m${index}`,
      messageId: ulid(index),
      createdAt: at,
    };
    await store.addMessage({ ...of, text: `question ${index}` });
    await store.addAnswer({ ...of, text: `answer ${index}`, attempt: 1, model: 'small', frameEnds: [], outcome });
  }
});
afterAll(() => table.close());

function exported(format: string | undefined, userId = 'alice', store = transcripts) {
  const { logger } = capturedLogger();
  const handler = httpRoute<StreamResponse>(logger, { executionMode: executionModeStreamifyResponse }).handler(
    createExportConversation({ transcripts: store, logger }),
  );
  const query = format === undefined ? {} : { queryStringParameters: { format } };
  return invokeStreaming(
    handler,
    httpEvent({ pathParameters: { conversationId: 'c1' }, ...query }, { ...alice, userId }),
  );
}

test('as JSON it is one document with every message', async () => {
  const { statusCode, headers, body } = await exported(undefined);
  expect([statusCode, headers['content-type']]).toEqual([200, 'application/json']);
  expect(headers['content-disposition']).toBe('attachment; filename="conversation-c1.json"');
  const document = JSON.parse(await text(body));
  expect(document).toMatchObject({ conversationId: 'c1', title: 'Numbers', createdAt: at });
  expect(document.messages).toHaveLength(2 * LENGTH);
  expect(document.messages.at(-1)).toMatchObject({ role: 'assistant', text: `answer ${LENGTH}`, status: 'stopped' });
});

test('as Markdown it reads from top to bottom, and tells which answers are not whole', async () => {
  const { headers, body } = await exported('markdown');
  expect(headers['content-type']).toBe('text/markdown; charset=utf-8');
  const lines = (await text(body)).split('\n');
  expect(lines.slice(0, 10)).toEqual([
    '# Numbers',
    '',
    `## You, ${at}`,
    '',
    'question 1',
    '',
    `## small, ${at}`,
    '',
    'answer 1',
    '',
  ]);
  expect(lines.filter((line) => line === '_The answer was stopped._')).toHaveLength(LENGTH);
});

test("another user's is not found, and a format there is not is refused", async () => {
  const others = await exported(undefined, 'bob');
  expect([others.statusCode, JSON.parse(await text(others.body)).code]).toEqual([404, 'conversation_not_found']);
  const refused = await exported('pdf');
  expect([refused.statusCode, JSON.parse(await text(refused.body)).code]).toEqual([400, 'invalid_request']);
});

test('deleted meanwhile, the file does not end as if it were whole', async () => {
  let reads = 0;
  const broken: TranscriptStore = {
    read: async (request) => {
      reads += 1;
      return reads === 1 ? transcripts.read(request) : undefined;
    },
  };
  const { body, ended } = await exported(undefined, 'alice', broken);
  const [read] = await Promise.allSettled([text(body), ended]);
  expect(read.status === 'rejected' || !read.value.endsWith(']}\n')).toBe(true);
});
