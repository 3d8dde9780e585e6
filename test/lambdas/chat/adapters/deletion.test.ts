import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as fc from 'fast-check';
import { ulid } from 'ulid';
import { createConversationControls, type Deletion } from '../../../../lambdas/chat/adapters/conversation-controls';
import { createConversationList } from '../../../../lambdas/chat/adapters/conversation-list';
import { createConversationStore } from '../../../../lambdas/chat/adapters/conversation-store';
import { conversationPk } from '../../../../lambdas/chat/adapters/items';
import { createTurnStore } from '../../../../lambdas/chat/adapters/turn-store';
import type { Turn } from '../../../../lambdas/chat/domain/turn';
import { type ChatTable, startChatTable } from '../support/chat-table';

const at = '2026-01-01T00:00:00.000Z';
const NOW = Date.parse(at);
const conversationId = 'c';
let table: ChatTable;
beforeAll(async () => {
  table = await startChatTable();
});
afterAll(() => table.close());

let users = 0;
function setUp() {
  users += 1;
  const userId = `user-${users}`;
  const { document, name: tableName } = table;
  const options = { document, tableName, historyDays: 0, now: () => NOW };
  const removed: string[] = [];
  return {
    userId,
    removed,
    turns: createTurnStore(options),
    conversations: createConversationStore(options),
    controls: createConversationControls(
      document,
      tableName,
      () => NOW,
      async (_, id) => void removed.push(id),
    ),
    list: createConversationList(document, tableName),
    async left(): Promise<Record<string, unknown>[]> {
      const { Items = [] } = await document.send(
        new QueryCommand({
          TableName: tableName,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': conversationPk(userId, conversationId) },
          ConsistentRead: true,
        }),
      );
      return Items;
    },
  };
}

const turnOf = (messageId: string): Turn => ({
  messageId,
  status: 'queued',
  attempt: 0,
  connectionId: 'conn-1',
  resumeFrom: 0,
  resumes: 0,
  stopRequested: false,
  model: 'small',
  org: 'acme',
  tier: 'free',
  credential: 'jwt',
  textHash: 'abc',
});

/** All that a `send`, its worker and its client write for one message, in their order. */
function writesOf({ userId, turns, conversations, controls }: ReturnType<typeof setUp>, index: number) {
  const messageId = ulid(index + 1);
  const key = { userId, conversationId, clientMessageId: `m${index}` };
  const outcome = {
    status: 'done' as const,
    finishReason: 'stop' as const,
    usage: { inputTokens: 1, outputTokens: 2, estimated: false },
    latencyMs: { firstToken: 1, total: 2 },
  };
  const answer = { ...key, messageId, attempt: 1, model: 'small', text: 'x', frameEnds: [1], outcome, createdAt: at };
  return [
    () => conversations.touch(userId, conversationId, { mustExist: index > 0, at, title: 'title' }),
    () => turns.create(key, turnOf(messageId)),
    () => conversations.addMessage({ ...key, messageId, text: 'x', createdAt: at }),
    () => turns.start(key),
    () => turns.redirect(key, 'conn-2', 0),
    () => turns.requestStop(key),
    () => conversations.addAnswer(answer),
    () => turns.finish(key, 1, 'done'),
    () => controls.rate(userId, conversationId, messageId, { rating: 'up' }),
    () => controls.rename(userId, conversationId, 'other'),
  ] as readonly (() => Promise<unknown>)[];
}

test('once deleted nothing is left, whatever an answer was doing meanwhile and does after', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 3 }),
      fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 2 }),
      fc.array(fc.nat(3), { minLength: 30, maxLength: 30 }),
      async (messages, removals, lag) => {
        const world = setUp();
        const writes = Array.from({ length: messages }, (_, index) => writesOf(world, index)).flat();
        const removing: Promise<Deletion | undefined>[] = [];
        const pending: Promise<unknown>[] = [];
        for (const [index, write] of writes.entries()) {
          for (const at of removals) {
            if (at === index) removing.push(world.controls.remove(world.userId, conversationId));
          }
          pending.push(write());
          // Some writes wait for those before them, some overtake them.
          if (lag[index] !== 0) await Promise.all(pending);
        }
        await Promise.all(pending);
        const results = await Promise.all(removing);
        if (!results.some((result) => result?.done)) return;
        expect(await world.left()).toEqual([
          {
            pk: conversationPk(world.userId, conversationId),
            sk: 'META',
            deletedAt: at,
            ttl: NOW / 1000 + 86_400,
          },
        ]);
        expect(await world.list({ userId: world.userId, limit: 10 })).toEqual([]);
      },
    ),
    { numRuns: 60 },
  );
}, 60_000);

test('a long conversation is deleted in bounded steps, and each says whether it was the last', async () => {
  const world = setUp();
  const { userId, conversations, controls } = world;
  await conversations.touch(userId, conversationId, { mustExist: false, at, title: 'long' });
  const ids = Array.from({ length: 1_060 }, (_, index) => ulid(index + 1));
  const message = { userId, conversationId, text: 'x', createdAt: at };
  for (const messageId of ids) await conversations.addMessage({ ...message, clientMessageId: messageId, messageId });
  expect(await controls.remove(userId, conversationId)).toEqual({ deleted: 1_000, done: false });
  expect(await world.list({ userId, limit: 10 })).toEqual([]);
  expect(await controls.remove(userId, conversationId)).toEqual({ deleted: 60, done: true });
  expect(await controls.remove(userId, conversationId)).toEqual({ deleted: 0, done: true });
  expect(await controls.remove('someone else', conversationId)).toBeUndefined();
}, 60_000);

test('what went with a message is deleted before the message that names it', async () => {
  const { userId, conversations, controls, removed, left } = setUp();
  await conversations.touch(userId, conversationId, { mustExist: false, at, title: 't' });
  const attachment = { name: 'a', contentType: 'image/png', size: 1, tokens: 800, etag: '"1"' } as const;
  const message = { userId, conversationId, clientMessageId: 'm', messageId: ulid(NOW), text: 'look', createdAt: at };
  await conversations.addMessage({
    ...message,
    attachments: [
      { ...attachment, id: 'x' },
      { ...attachment, id: 'y' },
    ],
  });
  const broken = createConversationControls(
    table.document,
    table.name,
    () => NOW,
    async () => {
      throw new Error('the bucket is away');
    },
  );
  await expect(broken.remove(userId, conversationId)).rejects.toThrow('the bucket is away');
  expect((await left()).filter(({ attachments }) => attachments !== undefined)).toHaveLength(1);
  expect(await controls.remove(userId, conversationId)).toMatchObject({ done: true });
  expect(removed.sort()).toEqual(['x', 'y']);
});
