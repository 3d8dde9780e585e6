import '../support/environment';
import * as fc from 'fast-check';
import { ulid } from 'ulid';
import { createConversationStore } from '../../../../lambdas/chat/adapters/conversation-store';
import { createTranscriptStore } from '../../../../lambdas/chat/adapters/transcript-store';
import { decodeCursor, encodeCursor, type TranscriptItem } from '../../../../lambdas/chat/domain/transcript';
import { createGetConversation } from '../../../../lambdas/chat/get-conversation.handler';
import { httpRoute } from '../../../../lambdas/shared/http-route';
import { capturedLogger } from '../../support/captured-logger';
import { invoke } from '../../support/context';
import { alice } from '../../support/principals';
import { type ChatTable, startChatTable } from '../support/chat-table';
import { httpEvent } from './support/event';

let table: ChatTable;
beforeAll(async () => {
  table = await startChatTable();
  await converse('c1', 5);
  await converse('empty', 0);
});
afterAll(() => table.close());

/** A conversation of alice as the WebSocket's handlers write it: the last message has no answer yet. */
async function converse(conversationId: string, messages: number) {
  const { document, name: tableName } = table;
  const store = createConversationStore({ document, tableName, historyDays: 0, now: Date.now });
  const createdAt = '2026-01-01T00:00:00.000Z';
  await store.touch('alice', conversationId, { mustExist: false, at: createdAt, title: 'question 1' });
  for (let index = 1; index <= messages; index += 1) {
    const of = { userId: 'alice', conversationId, clientMessageId: `m${index}`, messageId: ulid(index), createdAt };
    await store.addMessage({ ...of, text: `question ${index}` });
    if (index === messages) break;
    const usage = { inputTokens: 1, outputTokens: 2, estimated: false };
    const latencyMs = { firstToken: 1, total: 2 };
    const outcome =
      index === 2
        ? { status: 'failed' as const, error: { code: 'model_throttled' as const, message: 'busy' }, usage, latencyMs }
        : { status: 'done' as const, finishReason: 'stop' as const, usage, latencyMs };
    await store.addAnswer({ ...of, text: `answer ${index}`, attempt: 1, model: 'small', frameEnds: [], outcome });
  }
}

interface Page {
  readonly statusCode: number;
  readonly conversationId?: string;
  readonly messages: readonly TranscriptItem[];
  readonly nextCursor?: string;
  readonly code?: string;
}

async function get(conversationId: string, query: Record<string, string> = {}, userId = 'alice'): Promise<Page> {
  const transcripts = createTranscriptStore(table.document, table.name);
  const handler = httpRoute(capturedLogger().logger).handler(createGetConversation({ transcripts }));
  const event = httpEvent({ pathParameters: { conversationId }, queryStringParameters: query }, { ...alice, userId });
  const { statusCode, body } = (await invoke(handler, event)) as { statusCode: number; body: string };
  return { statusCode, ...JSON.parse(body) };
}

const texts = ({ messages }: Page) => messages.map(({ text }) => text);
const whole = [
  'question 1',
  'answer 1',
  'question 2',
  'answer 2',
  'question 3',
  'answer 3',
  'question 4',
  'answer 4',
  'question 5',
];

it('is read oldest first, each answer after its message', async () => {
  const page = await get('c1');
  expect(page.statusCode).toBe(200);
  expect(page).not.toHaveProperty('nextCursor');
  expect(texts(page)).toEqual(whole);
  expect(page.messages[1]).toMatchObject({ role: 'assistant', model: 'small', status: 'done', finishReason: 'stop' });
  expect(page.messages[3]).toMatchObject({ status: 'failed', error: { code: 'model_throttled', message: 'busy' } });
});

it('comes whole in pages of any size', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 12 }), async (limit) => {
      const read: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await get('c1', { limit: String(limit), ...(cursor && { cursor }) });
        expect(page.messages.length).toBeGreaterThan(0);
        expect(page.messages.length).toBeLessThanOrEqual(limit);
        read.push(...texts(page));
        cursor = page.nextCursor;
      } while (cursor);
      expect(read).toEqual(whole);
    }),
    { numRuns: 12 },
  );
});

it('may be empty', async () => {
  expect(await get('empty')).toMatchObject({ statusCode: 200, conversationId: 'empty', messages: [] });
});

it("is not found when it is another user's, as one that never was", async () => {
  const others = await get('c1', {}, 'bob');
  expect(others).toMatchObject({ statusCode: 404, code: 'conversation_not_found' });
  expect(await get('never')).toEqual(others);
  expect(await get('../c1')).toEqual(others);
  const { nextCursor } = await get('c1', { limit: '2' });
  expect(await get('c1', { cursor: nextCursor ?? '' }, 'bob')).toEqual(others);
});

it.each<Record<string, string>>([
  { limit: '0' },
  { limit: '101' },
  { limit: 'all' },
  { cursor: 'x' },
  { cursor: '' },
  { cursor: encodeCursor('META') },
])('refuses the query %j', async (query) => {
  expect(await get('c1', query)).toMatchObject({ statusCode: 400, code: 'invalid_request' });
});

it('has cursors that come back as they were given, and no others', () => {
  fc.assert(
    fc.property(
      fc.string(),
      (text) => decodeCursor(text) === undefined || encodeCursor(decodeCursor(text) ?? '') === text,
    ),
  );
  const position = `${ulid(1)}#A`;
  expect(decodeCursor(encodeCursor(position))).toBe(position);
});
