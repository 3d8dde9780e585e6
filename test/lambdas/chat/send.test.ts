import './support/environment';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import type { Work } from '../../../lambdas/chat/adapters/work-queue';
import type { Attached } from '../../../lambdas/chat/attaching';
import type { Attachment } from '../../../lambdas/chat/domain/attachments/attachment';
import type { ConversationStore } from '../../../lambdas/chat/domain/ports';
import { NO_PROFILE, type Profile } from '../../../lambdas/chat/domain/profile';
import { serverFrameSchema } from '../../../lambdas/chat/domain/server-frames';
import { createSend } from '../../../lambdas/chat/send.handler';
import { connectedRoute } from '../../../lambdas/chat/socket-route';
import type { AuditEntry } from '../../../lambdas/shared/domain/audit-event';
import type { Principal } from '../../../lambdas/shared/domain/principal';
import { capturedLogger } from '../support/captured-logger';
import { invoke } from '../support/context';
import { alice } from '../support/principals';
import { openAdmission } from './support/admission';
import { memoryConversations, memoryTurns } from './support/memory-stores';
import { small } from './support/world';

const NOW = Date.UTC(2026, 0, 1);
const frame = { action: 'send', clientMessageId: 'm1', text: 'Hello' };

const attachment = (id: string): Attachment => ({
  id,
  name: `${id}.png`,
  contentType: 'image/png',
  size: 10,
  tokens: 800,
  etag: '"1"',
});

function setUp(who: Principal = alice, more: Partial<ConversationStore> = {}) {
  const turns = memoryTurns();
  const conversations = { ...memoryConversations(), ...more };
  const queue: { tier: string; work: Work }[] = [];
  const audited: AuditEntry[] = [];
  const state = { braked: false, failAtCall: 0, who, profile: NO_PROFILE.profile as Profile };
  let calls = 0;
  const admission = openAdmission(() => (state.braked ? { code: 'budget_exhausted', message: 'used up' } : undefined));
  const counted = async () => {
    calls += 1;
    if (calls === state.failAtCall) throw new Error('the network broke');
  };
  let ids = 0;
  const deps = {
    models: [
      { ...small, takes: ['image' as const] },
      { ...small, id: 'large' },
    ],
    turns: {
      ...turns,
      create: async (...args: Parameters<typeof turns.create>) => {
        const created = await turns.create(...args);
        await counted();
        return created;
      },
    },
    conversations: {
      ...conversations,
      touch: async (...args: Parameters<typeof conversations.touch>) => {
        const touched = await conversations.touch(...args);
        await counted();
        return touched;
      },
      addMessage: async (...args: Parameters<typeof conversations.addMessage>) => {
        const written = await conversations.addMessage(...args);
        await counted();
        return written;
      },
    },
    findProfile: async () => state.profile,
    attaching: {
      inspect: async (_: unknown, ids: readonly string[]): Promise<Attached> =>
        ids.includes('bad')
          ? { ok: false, refusal: { code: 'attachment_invalid', message: 'is none' } }
          : { ok: true, attachments: ids.map(attachment) },
      claim: async (_: unknown, attachments: readonly Attachment[]) => {
        await counted();
        return attachments.every(({ id }) => id !== 'taken');
      },
    },
    admission,
    enqueue: async (tier: string, work: Work) => {
      // The queue drops what it has seen: see `createEnqueue` for what is the same to it.
      const seen = queue.some(
        ({ work: { messageId, resendTo } }) => messageId === work.messageId && resendTo === work.resendTo,
      );
      if (!seen) queue.push({ tier, work });
      await counted();
    },
    audit: {
      record: async (entry: AuditEntry) => {
        // A call to the stream takes longer than what is done in this process.
        await setImmediate();
        audited.push(entry);
      },
    },
    now: () => NOW,
    newId: () => {
      ids += 1;
      return `01MESSAGE${ids}`;
    },
  };
  const handler = connectedRoute(capturedLogger().logger, {
    connections: { find: async () => state.who },
    now: () => NOW,
  }).handler(createSend(deps));
  const send = async (more: object = {}, connectionId = 'conn-1'): Promise<Record<string, unknown>> => {
    const event = { requestContext: { connectionId }, body: JSON.stringify({ ...frame, ...more }) };
    const { body } = (await invoke(handler, event)) as { body: string };
    return serverFrameSchema.parse(JSON.parse(body));
  };
  return { send, released: admission.released, turns, conversations, queue, audited, state };
}

test('a first message begins a conversation, waits in the queue of its tier, and is audited', async () => {
  const { send, conversations, queue, audited, turns } = setUp();
  const accepted = await send();
  expect(accepted).toEqual({
    type: 'accepted',
    clientMessageId: 'm1',
    conversationId: expect.stringMatching(/^[0-9a-f]{32}$/),
    messageId: '01MESSAGE1',
  });
  const { conversationId } = accepted;
  expect(queue).toEqual([
    {
      tier: 'paid',
      work: {
        ...{ userId: 'alice', conversationId, clientMessageId: 'm1', messageId: '01MESSAGE1', model: 'small' },
        held: { org: 'acme', tier: 'paid', reservation: expect.objectContaining({ tokens: expect.any(Number) }) },
      },
    },
  ]);
  expect([...conversations.messages.values()]).toMatchObject([
    { text: 'Hello', createdAt: '2026-01-01T00:00:00.000Z' },
  ]);
  expect([...turns.all.values()]).toMatchObject([
    {
      ...{ status: 'queued', connectionId: 'conn-1', org: 'acme', tier: 'paid' },
      ...{ groups: alice.groups, clearance: alice.clearance },
    },
  ]);
  expect(audited).toMatchObject([{ action: 'message.accepted', outcome: 'succeeded', details: { model: 'small' } }]);
});

test('conversations of two users are two, whatever their clients call their messages', async () => {
  const { send, state } = setUp();
  const first = await send();
  state.who = { ...alice, userId: 'bob' };
  expect((await send()).conversationId).not.toBe(first.conversationId);
});

test('a free user waits in the queue of the free', async () => {
  const { send, queue } = setUp({ ...alice, tier: 'free' });
  await send();
  expect(queue).toMatchObject([{ tier: 'free' }]);
});

test('a further message belongs to the conversation that it names', async () => {
  const { send, queue } = setUp();
  const { conversationId } = await send();
  expect(await send({ clientMessageId: 'm2', conversationId, model: 'large' })).toMatchObject({
    type: 'accepted',
    conversationId,
  });
  expect(queue[1]?.work).toMatchObject({ conversationId, model: 'large' });
});

test("a conversation that is not there, and one of another user's, is not found, and nothing is kept", async () => {
  const { send, conversations, queue, turns, state } = setUp();
  const { conversationId } = await send();
  expect(await send({ clientMessageId: 'm2', conversationId: 'nowhere' })).toMatchObject({
    code: 'conversation_not_found',
  });
  state.who = { ...alice, userId: 'carol' };
  expect(await send({ clientMessageId: 'm3', conversationId })).toMatchObject({
    type: 'error',
    code: 'conversation_not_found',
    clientMessageId: 'm3',
  });
  expect([conversations.messages.size, turns.all.size, queue.length]).toEqual([1, 1, 1]);
});

test.each([
  [{ text: '' }, 'empty_message'],
  [{ text: 'x'.repeat(24 * 1024 + 1) }, 'message_too_long'],
  [{ model: 'none' }, 'model_not_found'],
  [{ clientMessageId: '' }, 'invalid_frame'],
])('refuses %j', async (more, code) => {
  const { send, queue, turns } = setUp();
  expect(await send(more)).toMatchObject({ type: 'error', code });
  expect([turns.all.size, queue.length]).toEqual([0, 0]);
});

test('the cost brake refuses new messages, and not the repetition of an accepted one', async () => {
  const { send, state, audited, turns } = setUp();
  const accepted = await send();
  state.braked = true;
  expect(await send({ clientMessageId: 'm2' })).toMatchObject({
    type: 'error',
    code: 'budget_exhausted',
    clientMessageId: 'm2',
  });
  expect(audited.at(-1)).toMatchObject({
    action: 'message.refused',
    outcome: 'refused',
    details: { code: 'budget_exhausted' },
  });
  expect(turns.all.size).toBe(1);
  expect(await send()).toEqual(accepted);
});

test('the same id with another text is a conflict', async () => {
  const { send } = setUp();
  await send();
  expect(await send({ text: 'Something else' })).toMatchObject({ type: 'error', code: 'conflict' });
});

test('repeated on another connection, the frames go there', async () => {
  const { send, turns } = setUp();
  await send();
  await send({}, 'conn-2');
  expect([...turns.all.values()]).toMatchObject([{ connectionId: 'conn-2', resumeFrom: 0, resumes: 1 }]);
});

test.each(['running', 'done', 'stopped', 'failed'] as const)(
  'repeated when its turn is %s, it is work once more, for the connection that asks',
  async (status) => {
    const { send, turns, queue } = setUp();
    const accepted = await send();
    const [[id, turn] = []] = turns.all;
    if (!id || !turn) throw new Error('No turn was made');
    turns.all.set(id, { ...turn, status });
    expect(await send({}, 'conn-2')).toEqual(accepted);
    await send({}, 'conn-2');
    expect(queue.map(({ work }) => work.resendTo)).toEqual([undefined, 'conn-2']);
    expect(queue[1]).toEqual({ tier: 'paid', work: { ...queue[0]?.work, resendTo: 'conn-2' } });
  },
);

test('repeated while it waits in its queue, it is not there twice', async () => {
  const { send, queue } = setUp();
  await send();
  await send({}, 'conn-2');
  expect(queue).toHaveLength(1);
});

test('an audit event is written before the invocation ends, also of a send that breaks', async () => {
  const { send, state, audited } = setUp();
  state.failAtCall = 3;
  expect(await send()).toMatchObject({ code: 'internal_error' });
  expect(audited).toMatchObject([{ action: 'message.accepted' }]);
});

test('wherever a send breaks, sent again it is there once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 8 }), { maxLength: 4 }), async (breaks) => {
      const { send, queue, conversations, turns, state } = setUp();
      for (const failAtCall of breaks) {
        state.failAtCall = failAtCall;
        await send();
      }
      state.failAtCall = 0;
      const accepted = await send();
      expect(accepted).toMatchObject({ type: 'accepted', clientMessageId: 'm1' });
      expect([queue.length, conversations.messages.size, turns.all.size, conversations.conversations.size]).toEqual([
        1, 1, 1, 1,
      ]);
      expect(queue[0]?.work).toMatchObject({ messageId: accepted.messageId, conversationId: accepted.conversationId });
    }),
  );
});

test('a conversation deleted in the middle of a send is not found, and a worker settles what is reserved', async () => {
  const { send, conversations, queue, released } = setUp();
  const { conversationId } = await send();
  const { touch } = conversations;
  const deletes = async (...args: Parameters<typeof touch>) => {
    const touched = await touch(...args);
    conversations.conversations.clear();
    return touched;
  };
  const racing = setUp(alice, { touch: deletes, addMessage: conversations.addMessage });
  conversations.conversations.add(`alice#${conversationId}`);
  expect(await racing.send({ conversationId, clientMessageId: 'm2' })).toMatchObject({
    code: 'conversation_not_found',
  });
  expect(racing.queue.map(({ work }) => work.held?.org)).toEqual(['acme']);
  expect([queue.length, released.length, racing.released.length]).toEqual([1, 0, 0]);
});

test('a message that names no model is for the one that its user prefers, as long as the stage has it', async () => {
  const { send, queue, state } = setUp();
  state.profile = { ...state.profile, preferredModel: 'large' };
  await send();
  await send({ clientMessageId: 'm2', model: 'small' });
  state.profile = { ...state.profile, preferredModel: 'gone' };
  await send({ clientMessageId: 'm3' });
  expect(queue.map(({ work }) => work.model)).toEqual(['large', 'small', 'small']);
});

test('in a conversation, what the model has read and said before is reserved for as well, within its context', async () => {
  const { send, queue, conversations } = setUp();
  const { conversationId, messageId } = await send();
  const answered = (inputTokens: number) =>
    conversations.addAnswer({
      ...{
        userId: 'alice',
        conversationId: `${conversationId}`,
        clientMessageId: 'm1',
        messageId: `${messageId}${inputTokens}`,
      },
      ...{ attempt: 1, model: 'small', text: 'x', frameEnds: [1], createdAt: '2026-01-01T00:00:00.000Z' },
      outcome: {
        status: 'done',
        finishReason: 'stop',
        usage: { inputTokens, outputTokens: 50, estimated: false },
        latencyMs: { firstToken: 1, total: 2 },
      },
    });
  await answered(250);
  await send({ conversationId, clientMessageId: 'm2' });
  await answered(100_000);
  await send({ conversationId, clientMessageId: 'm3' });
  const [first, second, third] = queue.map(({ work }) => work.held?.reservation.tokens ?? 0);
  expect(second).toBe((first ?? 0) + 300);
  expect(third).toBe(small.contextTokens);
});

test('a user’s wishes are reserved for, and no event has the text of who wants it kept nowhere', async () => {
  const { send, queue, audited, state } = setUp();
  await send();
  state.profile = { keepText: false, instructions: 'Be brief.' };
  await send({ clientMessageId: 'm2' });
  const [without, withWishes] = queue.map(({ work }) => work.held?.reservation.tokens ?? 0);
  expect(withWishes).toBeGreaterThan(without ?? 0);
  expect(audited.map(({ text }) => text)).toEqual(['Hello', undefined]);
});

test('a message regenerates, edits or branches from another one of its conversation', async () => {
  const { send, conversations, queue } = setUp();
  const { conversationId, messageId } = await send();
  const branched = (more: object, clientMessageId: string) => send({ conversationId, clientMessageId, ...more });
  await branched({ regenerate: messageId, text: undefined }, 'm2');
  await branched({ editOf: messageId, text: 'Other' }, 'm3');
  await branched({ branchFrom: messageId, text: 'More' }, 'm4');
  expect([...conversations.messages.values()].slice(1)).toMatchObject([
    { text: 'Hello', branch: { kind: 'regenerate', messageId } },
    { text: 'Other', branch: { kind: 'edit', messageId } },
    { text: 'More', branch: { kind: 'after', messageId } },
  ]);
  expect(await branched({ editOf: 'nothing' }, 'm5')).toMatchObject({ code: 'message_not_found' });
  expect(queue).toHaveLength(4);
});

test.each([
  { editOf: 'x' },
  { conversationId: 'c', editOf: 'x', branchFrom: 'y' },
  { conversationId: 'c', regenerate: 'x', text: 'and a text' },
  { conversationId: 'c', regenerate: 'MSG#x' },
])('refuses the branch %j', async (more) => {
  expect(await setUp().send(more)).toMatchObject({ code: 'invalid_frame' });
});

test('attachments go with their message, are part of what it says, and are refused before anything is taken', async () => {
  const { send, conversations, turns, queue, released } = setUp();
  expect(await send({ attachments: ['bad'] })).toMatchObject({ type: 'error', code: 'attachment_invalid' });
  expect([turns.all.size, queue.length, released.length]).toEqual([0, 0, 0]);
  expect(await send({ attachments: ['taken'] })).toMatchObject({ type: 'error', code: 'attachment_not_found' });
  expect([turns.all.size, released.length]).toEqual([0, 1]);

  const { conversationId, messageId } = await send({ attachments: ['a', 'b'] });
  expect([...conversations.messages.values()]).toMatchObject([{ attachments: [attachment('a'), attachment('b')] }]);
  expect(await send({ attachments: ['a', 'b'] })).toMatchObject({ type: 'accepted', messageId });
  expect(await send({ attachments: ['a'] })).toMatchObject({ type: 'error', code: 'conflict' });
  expect(await send()).toMatchObject({ type: 'error', code: 'conflict' });

  const again = { clientMessageId: 'm2', conversationId, text: '', regenerate: messageId };
  const { messageId: second } = await send({ ...again, text: undefined });
  expect([...conversations.messages.values()].find((each) => each.messageId === second)).toMatchObject({
    attachments: [attachment('a'), attachment('b')],
  });
  expect(await send({ ...again, clientMessageId: 'm3', model: 'large' })).toMatchObject({
    code: 'attachment_not_supported',
  });
  expect(await send({ ...again, clientMessageId: 'm4', attachments: ['a'] })).toMatchObject({ code: 'invalid_frame' });
});
