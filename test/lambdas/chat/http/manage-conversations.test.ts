import '../support/environment';
import * as fc from 'fast-check';
import { ulid } from 'ulid';
import { createConversationControls } from '../../../../lambdas/chat/adapters/conversation-controls';
import { createConversationList } from '../../../../lambdas/chat/adapters/conversation-list';
import { createConversationStore } from '../../../../lambdas/chat/adapters/conversation-store';
import { createTranscriptStore } from '../../../../lambdas/chat/adapters/transcript-store';
import {
  type ConversationSummary,
  decodePosition,
  encodePosition,
} from '../../../../lambdas/chat/domain/conversation-list';
import { createManageConversations } from '../../../../lambdas/chat/manage-conversations.handler';
import type { AuditEntry } from '../../../../lambdas/shared/domain/audit-event';
import { httpRoute } from '../../../../lambdas/shared/http-route';
import { capturedLogger } from '../../support/captured-logger';
import { invoke } from '../../support/context';
import { alice } from '../../support/principals';
import { type ChatTable, startChatTable } from '../support/chat-table';
import { httpEvent } from './support/event';

let table: ChatTable;
beforeAll(async () => {
  table = await startChatTable();
});
afterAll(() => table.close());

const at = '2026-01-01T00:00:00.000Z';
const one = '/v1/conversations/{conversationId}';
const feedbackPath = `${one}/messages/{messageId}/feedback`;
let users = 0;

function setUp(more = '') {
  users += 1;
  const userId = `user-${users}${more}`;
  const { document, name } = table;
  const audited: AuditEntry[] = [];
  const handler = httpRoute(capturedLogger().logger).handler(
    createManageConversations({
      list: createConversationList(document, name),
      controls: createConversationControls(
        document,
        name,
        () => Date.parse(at),
        async () => undefined,
      ),
      findProfile: async () => ({ keepText: !userId.endsWith('private') }),
      audit: { record: async (entry) => void audited.push(entry) },
    }),
  );
  const store = createConversationStore({ document, tableName: name, historyDays: 0, now: Date.now });
  async function call(
    httpMethod: string,
    resource: string,
    event: Parameters<typeof httpEvent>[0] = {},
    as = userId,
  ): Promise<{ readonly statusCode: number } & Record<string, unknown>> {
    const request = httpEvent({ httpMethod, resource, ...event }, { ...alice, userId: as });
    const { statusCode, body } = (await invoke(handler, request)) as { statusCode: number; body: string };
    return { statusCode, ...JSON.parse(body) };
  }
  return {
    userId,
    audited,
    store,
    call,
    list: (query: Record<string, string> = {}) => call('GET', '/v1/conversations', { queryStringParameters: query }),
    begin: (conversationId: string, title = conversationId, time = at) =>
      store.touch(userId, conversationId, { mustExist: false, at: time, title }),
    transcript: (conversationId: string) =>
      createTranscriptStore(document, name).read({ userId, conversationId, limit: 10 }),
  };
}

const ids = (page: Record<string, unknown>) =>
  (page.conversations as readonly ConversationSummary[]).map(({ conversationId }) => conversationId);

test('the list gives each conversation once, newest first, in pages of any size', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat({ max: 4 }), { maxLength: 12 }),
      fc.integer({ min: 1, max: 5 }),
      async (minutes, limit) => {
        const { begin, list } = setUp();
        const time = (minute: number) => new Date(Date.parse(at) + minute * 60_000).toISOString();
        for (const [index, minute] of minutes.entries()) await begin(`c${index}`, `title ${index}`, time(minute));
        const read: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await list({ limit: String(limit), ...(cursor && { cursor }) });
          expect(page.statusCode).toBe(200);
          expect(ids(page).length).toBeLessThanOrEqual(limit);
          read.push(...ids(page));
          cursor = page.nextCursor as string | undefined;
        } while (cursor);
        expect(read.toSorted()).toEqual(minutes.map((_, index) => `c${index}`).toSorted());
        const times = read.map((id) => minutes[Number(id.slice(1))] ?? -1);
        expect(times).toEqual(times.toSorted((left, right) => right - left));
      },
    ),
    { numRuns: 25 },
  );
}, 60_000);

test('a conversation used again is first, and keeps its name', async () => {
  const { begin, list } = setUp();
  await begin('old', 'first words');
  await begin('new', 'new', '2026-01-02T00:00:00.000Z');
  await begin('old', 'later words', '2026-01-03T00:00:00.000Z');
  expect(await list()).toMatchObject({
    conversations: [
      { conversationId: 'old', title: 'first words', createdAt: at, updatedAt: '2026-01-03T00:00:00.000Z' },
      { conversationId: 'new' },
    ],
  });
});

test.each<Record<string, string>>([{ limit: '0' }, { limit: '101' }, { cursor: 'x' }, { cursor: '' }])(
  'the list refuses %j',
  async (query) => {
    expect(await setUp().list(query)).toMatchObject({ statusCode: 400, code: 'invalid_request' });
  },
);

test('cursors come back as they were given, and no others do', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const position = decodePosition(text);
      return position === undefined || encodePosition(position) === text;
    }),
  );
  const position = { updatedAt: at, conversationId: 'c1' };
  expect(decodePosition(encodePosition(position))).toEqual(position);
});

test('is renamed by its owner only', async () => {
  const { begin, call, list } = setUp();
  await begin('c1', 'before');
  const rename = (body: unknown, conversationId = 'c1', as?: string) =>
    call('PATCH', one, { pathParameters: { conversationId }, body: JSON.stringify(body) }, as);
  expect(await rename({ title: ' after ' })).toEqual({ statusCode: 200, conversationId: 'c1', title: 'after' });
  expect(await list()).toMatchObject({ conversations: [{ title: 'after' }] });
  expect(await rename({ title: 'x' }, 'c1', 'someone else')).toMatchObject({ statusCode: 404 });
  expect(await rename({ title: 'x' }, 'never')).toMatchObject({ statusCode: 404, code: 'conversation_not_found' });
  for (const body of [{}, { title: ' ' }, { title: 'x'.repeat(81) }, { title: 'x', more: 1 }, undefined]) {
    expect(await rename(body)).toMatchObject({ statusCode: 400, code: 'invalid_request' });
  }
});

test('is deleted, says so again, and is audited', async () => {
  const { begin, call, list, audited, userId, store, transcript } = setUp();
  await begin('c1');
  const message = { userId, conversationId: 'c1', clientMessageId: 'm1', messageId: ulid(), text: 'x', createdAt: at };
  await store.addMessage(message);
  const remove = (as?: string) => call('DELETE', one, { pathParameters: { conversationId: 'c1' } }, as);
  expect(await remove('someone else')).toMatchObject({ statusCode: 404, code: 'conversation_not_found' });
  expect(await remove()).toEqual({ statusCode: 200, conversationId: 'c1', status: 'deleted' });
  expect(await remove()).toEqual({ statusCode: 200, conversationId: 'c1', status: 'deleted' });
  expect(await list()).toMatchObject({ conversations: [] });
  expect(await transcript('c1')).toBeUndefined();
  expect(await begin('c1')).toBe(false);
  expect(audited[0]).toMatchObject({
    action: 'conversation.deleted',
    details: { conversationId: 'c1', items: 1, done: true },
  });
});

test('feedback: the last one counts, each is audited, its words apart', async () => {
  const { begin, call, audited, userId, store, transcript } = setUp();
  await begin('c1');
  const messageId = ulid();
  const of = { userId, conversationId: 'c1', clientMessageId: 'm1', messageId, createdAt: at };
  const rate = (body: unknown, message = messageId) =>
    call('POST', feedbackPath, {
      pathParameters: { conversationId: 'c1', messageId: message },
      body: JSON.stringify(body),
    });
  expect(await rate({ rating: 'up' })).toMatchObject({ statusCode: 404, code: 'message_not_found' });
  await store.addMessage({ ...of, text: 'question' });
  const usage = { inputTokens: 1, outputTokens: 2, estimated: false };
  const outcome = { status: 'done', finishReason: 'stop', usage, latencyMs: { firstToken: 1, total: 2 } } as const;
  await store.addAnswer({ ...of, text: 'answer', attempt: 1, model: 'small', frameEnds: [], outcome });

  expect(await rate({ rating: 'up' })).toMatchObject({ statusCode: 200, rating: 'up' });
  expect(await rate({ rating: 'down', reason: 'wrong' })).toMatchObject({
    statusCode: 200,
    messageId,
    reason: 'wrong',
  });
  expect((await transcript('c1'))?.items[1]).toMatchObject({ feedback: { rating: 'down', reason: 'wrong' } });
  expect(audited).toMatchObject([
    { action: 'answer.rated', details: { messageId, model: 'small', rating: 'up' } },
    { action: 'answer.rated', details: { rating: 'down' }, text: 'wrong' },
  ]);
  expect(await rate({ rating: 'up' }, 'META')).toMatchObject({ statusCode: 404 });
  for (const body of [{}, { rating: 'so-so' }, { rating: 'up', reason: 'x'.repeat(1001) }]) {
    expect(await rate(body)).toMatchObject({ statusCode: 400, code: 'invalid_request' });
  }
});

test('the reason of who wants their words kept nowhere is in no event', async () => {
  const { call, store, userId, audited } = setUp('-private');
  const messageId = ulid();
  const of = { userId, conversationId: 'c1', clientMessageId: 'm1', messageId, createdAt: at };
  await store.touch(userId, 'c1', { mustExist: false, at, title: 'question' });
  await store.addMessage({ ...of, text: 'question' });
  const usage = { inputTokens: 1, outputTokens: 2, estimated: false };
  const outcome = { status: 'done', finishReason: 'stop', usage, latencyMs: { firstToken: 1, total: 2 } } as const;
  await store.addAnswer({ ...of, text: 'answer', attempt: 1, model: 'small', frameEnds: [], outcome });
  await call('POST', feedbackPath, {
    pathParameters: { conversationId: 'c1', messageId },
    body: JSON.stringify({ rating: 'down', reason: 'too personal' }),
  });
  expect(audited.map(({ action, text }) => [action, text])).toEqual([['answer.rated', undefined]]);
});
