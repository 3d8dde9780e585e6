import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { createConnectionStore } from '../../../../lambdas/chat/adapters/connection-store';
import { createConversationStore } from '../../../../lambdas/chat/adapters/conversation-store';
import { answerSk, conversationPk, META_SK, turnSk } from '../../../../lambdas/chat/adapters/items';
import { createTurnStore } from '../../../../lambdas/chat/adapters/turn-store';
import type { Answer } from '../../../../lambdas/chat/domain/answer';
import type { ConversationStore, HistoryItem, TurnStore } from '../../../../lambdas/chat/domain/ports';
import type { Turn } from '../../../../lambdas/chat/domain/turn';
import { alice } from '../../support/principals';
import { type LocalTable, startTable } from '../../support/table';
import { type ChatTable, startChatTable } from '../support/chat-table';
import { memoryConversations, memoryTurns } from '../support/memory-stores';

const NOW = Date.UTC(2026, 0, 1);
const at = new Date(NOW).toISOString();
const title = 'What is it?';
let table: ChatTable;
let connectionsTable: LocalTable;

beforeAll(async () => {
  table = await startChatTable();
  connectionsTable = await startTable(['pk']);
});
afterAll(async () => {
  await table.close();
  await connectionsTable.close();
});

const options = (historyDays = 30) => ({
  document: table.document,
  tableName: table.name,
  historyDays,
  now: () => NOW,
});
let users = 0;
/** A user of its own for each test: one table serves them all, in any order. */
const newUser = () => {
  users += 1;
  return `user-${users}`;
};

const turn: Turn = {
  messageId: '01A',
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
};

// What the other tests assume of their stores in memory holds for the table, word for word.
const turnStores: [string, () => TurnStore][] = [
  ['in the table', () => createTurnStore(options())],
  ['in memory', memoryTurns],
];

describe.each(turnStores)('turns %s', (_name, create) => {
  const setUp = async () => {
    const key = { userId: newUser(), conversationId: 'c', clientMessageId: 'm' };
    await createConversationStore(options()).touch(key.userId, key.conversationId, { mustExist: false, at, title });
    return { turns: create(), key };
  };

  test('are created once', async () => {
    const { turns, key } = await setUp();
    expect(await turns.find(key)).toBeUndefined();
    expect(await turns.create(key, turn)).toBe(true);
    expect(await turns.create(key, { ...turn, messageId: '01B' })).toBe(false);
    expect(await turns.find(key)).toEqual(turn);
    expect(await turns.find({ ...key, userId: 'someone else' })).toBeUndefined();
  });

  test('are taken up again and again until they end', async () => {
    const { turns, key } = await setUp();
    expect(await turns.start(key)).toBeUndefined();
    await turns.create(key, turn);
    expect(await turns.start(key)).toMatchObject({ status: 'running', attempt: 1 });
    expect(await turns.start(key)).toMatchObject({ status: 'running', attempt: 2 });
    expect(await turns.finish(key, 1, 'done')).toBeUndefined();
    expect(await turns.finish(key, 2, 'done')).toMatchObject({ status: 'done' });
    expect(await turns.finish(key, 2, 'done')).toMatchObject({ status: 'done' });
    expect(await turns.finish(key, 2, 'failed')).toBeUndefined();
    expect(await turns.finish(key, 1, 'done')).toBeUndefined();
    expect(await turns.start(key)).toBeUndefined();
  });

  test('can be stopped whenever they exist, and redirected until they end', async () => {
    const { turns, key } = await setUp();
    expect(await turns.requestStop(key)).toBeUndefined();
    expect(await turns.redirect(key, 'conn-2', 5)).toBeUndefined();
    await turns.create(key, turn);
    expect(await turns.redirect(key, 'conn-2', 5)).toMatchObject({ connectionId: 'conn-2', resumeFrom: 5, resumes: 1 });
    await turns.start(key);
    expect(await turns.redirect(key, 'conn-3', 6)).toMatchObject({ connectionId: 'conn-3', resumes: 2 });
    expect(await turns.requestStop(key)).toMatchObject({ status: 'running', stopRequested: true });
    expect(await turns.finish(key, 1, 'stopped')).toMatchObject({ connectionId: 'conn-3', stopRequested: true });
    expect(await turns.redirect(key, 'conn-4', 7)).toBeUndefined();
    expect(await turns.requestStop(key)).toMatchObject({ status: 'stopped' });
  });
});

const conversationStores: [string, () => ConversationStore][] = [
  ['in the table', () => createConversationStore(options())],
  ['in memory', memoryConversations],
];

const answerTo = (userId: string, messageId: string, text: string): Answer => ({
  userId,
  conversationId: 'c',
  clientMessageId: `client-${messageId}`,
  messageId,
  attempt: 1,
  model: 'small',
  text,
  frameEnds: [text.length],
  outcome: {
    status: 'done',
    finishReason: 'stop',
    usage: { inputTokens: 1, outputTokens: 2, estimated: false },
    latencyMs: { firstToken: null, total: 3 },
  },
  createdAt: at,
});

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

describe.each(conversationStores)('conversations %s', (_name, create) => {
  test("are a user's own", async () => {
    const store = create();
    const userId = newUser();
    expect(await store.touch(userId, 'c', { mustExist: true, at, title })).toBe(false);
    expect(await store.touch(userId, 'c', { mustExist: false, at, title })).toBe(true);
    expect(await store.touch(userId, 'c', { mustExist: true, at, title })).toBe(true);
    expect(await store.touch('someone else', 'c', { mustExist: true, at, title })).toBe(false);
  });

  test('keep the first answer', async () => {
    const store = create();
    const userId = newUser();
    const key = { userId, conversationId: 'c', clientMessageId: 'client-01' };
    expect(await store.findAnswer(key, '01')).toBeUndefined();
    expect(await store.addAnswer(answerTo(userId, '01', 'first'))).toBe('gone');
    expect(await store.addMessage({ ...key, messageId: '01', text: 'x', createdAt: at })).toBe('gone');
    await store.touch(userId, 'c', { mustExist: false, at, title });
    expect(await store.addAnswer(answerTo(userId, '01', 'first'))).toBe('added');
    expect(await store.addAnswer(answerTo(userId, '01', 'second'))).toBe('there');
    expect(await store.findAnswer(key, '01')).toEqual(answerTo(userId, '01', 'first'));
  });

  test('tell their history backwards from a message, whatever came after it', async () => {
    const store = create();
    const userId = newUser();
    await store.touch(userId, 'c', { mustExist: false, at, title });
    const expected: HistoryItem[] = [];
    const ids = Array.from({ length: 70 }, (_, index) => `01M${String(index).padStart(3, '0')}`);
    for (const messageId of ids) {
      const text = `question ${messageId}`;
      await store.addMessage({
        userId,
        conversationId: 'c',
        clientMessageId: messageId,
        messageId,
        text,
        createdAt: at,
      });
      await store.addMessage({
        userId,
        conversationId: 'c',
        clientMessageId: messageId,
        messageId,
        text: 'twice',
        createdAt: at,
      });
      await store.addAnswer(answerTo(userId, messageId, `answer ${messageId}`));
      expected.push({ kind: 'message', messageId, text }, { kind: 'answer', messageId, text: `answer ${messageId}` });
    }
    // The message's own answer, of an earlier attempt, is not its history; neither is what was said after it.
    const before = expected.slice(0, 68 * 2 + 1).toReversed();
    expect(await all(store.history(userId, 'c')('01M068', false))).toEqual(before);
    expect(await all(store.history('someone else', 'c')('01M068', false))).toEqual([]);
    const whole = expected.slice(0, 69 * 2).toReversed();
    expect(await all(store.history(userId, 'c')('01M068', true))).toEqual(whole);
  });

  test('take one summary of a message, which is met before the message and its answer', async () => {
    const store = create();
    const userId = newUser();
    const summary = { userId, conversationId: 'c', messageId: '01', text: 'short', model: 'm', createdAt: at };
    expect(await store.addSummary(summary)).toBe('gone');
    await store.touch(userId, 'c', { mustExist: false, at, title });
    for (const messageId of ['01', '02']) {
      await store.addMessage({ ...summary, clientMessageId: messageId, messageId, text: messageId });
      await store.addAnswer(answerTo(userId, messageId, `answer ${messageId}`));
    }
    expect(await store.addSummary(summary)).toBe('added');
    expect(await store.addSummary({ ...summary, text: 'another' })).toBe('there');
    expect(await all(store.history(userId, 'c')('02', false))).toEqual([
      { kind: 'message', messageId: '02', text: '02' },
      { kind: 'summary', messageId: '01', text: 'short' },
      { kind: 'answer', messageId: '01', text: 'answer 01' },
      { kind: 'message', messageId: '01', text: '01' },
    ]);
  });
});

test('items are forgotten as long after they were written as the stage says, or never', async () => {
  const userId = newUser();
  const get = async (conversationId: string, sk: string) => {
    const Key = { pk: conversationPk(userId, conversationId), sk };
    return (await table.document.send(new GetCommand({ TableName: table.name, Key }))).Item;
  };
  await createConversationStore(options(30)).touch(userId, 'short', { mustExist: false, at, title });
  await createConversationStore(options(0)).touch(userId, 'long', { mustExist: false, at, title });
  await createConversationStore(options(30)).touch(userId, 'c', { mustExist: false, at, title });
  await createConversationStore(options(30)).addAnswer(answerTo(userId, '01', 'x'));
  expect(await get('short', META_SK)).toMatchObject({ ttl: NOW / 1000 + 30 * 86_400, createdAt: at, updatedAt: at });
  expect(await get('long', META_SK)).not.toHaveProperty('ttl');
  expect(await get('c', answerSk('01'))).toMatchObject({ ttl: NOW / 1000 + 30 * 86_400 });
});

test.each([
  [7, 7],
  // Kept conversations do not keep what only repeated sends and resumes need.
  [0, 30],
])('turns of conversations that are kept %s days are forgotten after %s', async (historyDays, days) => {
  const userId = newUser();
  const key = { userId, conversationId: 'c', clientMessageId: 'm' };
  await createConversationStore(options(historyDays)).touch(userId, 'c', { mustExist: false, at, title });
  await createTurnStore(options(historyDays)).create(key, turn);
  const Key = { pk: conversationPk(userId, 'c'), sk: turnSk('m') };
  const { Item } = await table.document.send(new GetCommand({ TableName: table.name, Key }));
  expect(Item).toMatchObject({ ttl: NOW / 1000 + days * 86_400 });
});

test('connections are known until they are removed', async () => {
  const connections = createConnectionStore(connectionsTable.document, connectionsTable.name);
  expect(await connections.find('conn-9')).toBeUndefined();
  await connections.add('conn-9', alice, NOW);
  expect(await connections.find('conn-9')).toEqual(alice);
  await connections.remove('conn-9');
  await connections.remove('conn-9');
  expect(await connections.find('conn-9')).toBeUndefined();
});
