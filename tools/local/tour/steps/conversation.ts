import assert from 'node:assert/strict';
import { askAndWait, connectAs, finished, newId, submit } from '../answer';
import { assertError, request } from '../http';
import type { StepGroup, TourContext } from '../step';

interface Message {
  readonly role: string;
  readonly text: string;
  readonly status?: string;
}

/** The messages of a conversation as its owner reads them. */
export async function historyOf(
  context: TourContext,
  user: string,
  conversationId: string,
): Promise<readonly Message[]> {
  const { status, body } = await request(context, 'GET', `/v1/conversations/${conversationId}`, context.token(user));
  assert.equal(status, 200, JSON.stringify(body));
  return body.messages as readonly Message[];
}

async function delivered({ laptop, signal }: TourContext, queue: RegExp): Promise<number> {
  const stats = () => laptop.core.eventSourceStats().find(({ sourceArn }) => queue.test(sourceArn));
  const over = AbortSignal.any([signal, AbortSignal.timeout(10_000)]);
  while (!over.aborted && !stats()?.delivered) await new Promise((resolve) => setImmediate(resolve));
  return stats()?.delivered ?? 0;
}

export const conversation: StepGroup = {
  name: 'conversation',
  needs: 'ChatApiUrl',
  steps: [
    {
      name: 'an answer streams over WebSocket, and is in the history',
      async run(context) {
        const socket = await connectAs(context, 'alice');
        const answer = await askAndWait(socket, 'count to 60, please');
        const { conversationId, end } = answer;
        assert.equal(end.type, 'done', JSON.stringify(end));
        assert.equal(end.finishReason, 'stop');
        assert.ok(answer.deltas >= 3, `only ${answer.deltas} deltas`);
        assert.match(answer.text, /58, 59, 60/);
        assert.ok(end.usage && end.usage.outputTokens > 0 && !end.usage.estimated, 'no usage in done');
        const second = await askAndWait(socket, 'and what did I ask?', { conversationId });
        assert.match(second.text, /count to 60, please/, 'the model was not given the conversation');
        await socket.close();
        const messages = await historyOf(context, 'alice', conversationId);
        assert.deepEqual(
          messages.map(({ role }) => role),
          ['user', 'assistant', 'user', 'assistant'],
        );
        assert.equal(messages[1]?.text, answer.text);
        return `${answer.deltas} deltas, ${end.usage?.outputTokens} tokens; the second answer knew the first question`;
      },
    },
    {
      name: 'a frame sent twice is one message',
      async run(context) {
        const socket = await connectAs(context, 'alice');
        const clientMessageId = newId();
        const frame = { action: 'send', clientMessageId, text: 'only once' };
        const first = await socket.ask(frame, 'accepted frame', ({ type }) => type === 'accepted');
        const again = await socket.ask(frame, 'accepted frame', ({ type }) => type === 'accepted');
        assert.equal(again.messageId, first.messageId);
        await finished(socket, clientMessageId);
        await socket.close();
        const messages = await historyOf(context, 'alice', first.conversationId ?? '');
        assert.equal(messages.length, 2, `${messages.length} messages in history`);
        return 'one message, one answer';
      },
    },
    {
      name: 'paid and free users go through their own queue',
      async run(context) {
        const [alice, bob] = await Promise.all([connectAs(context, 'alice'), connectAs(context, 'bob')]);
        const answers = await Promise.all([
          askAndWait(alice, 'hello'),
          askAndWait(bob, 'hello', { model: 'nova-micro' }),
        ]);
        for (const { end } of answers) assert.equal(end.type, 'done');
        await Promise.all([alice.close(), bob.close()]);
        assert.ok((await delivered(context, /Paid/)) > 0, 'nothing came through the paid queue');
        assert.ok((await delivered(context, /Free/)) > 0, 'nothing came through the free queue');
        return 'both delivered';
      },
    },
    {
      name: "another user's conversation is not found",
      async run(context) {
        const alice = await connectAs(context, 'alice');
        const { conversationId } = await askAndWait(alice, 'this is mine');
        await alice.close();
        const carol = await connectAs(context, 'carol');
        const clientMessageId = newId();
        const frame = { action: 'send', clientMessageId, conversationId, text: 'let me in' };
        assert.equal((await carol.ask(frame, 'refusal')).code, 'conversation_not_found');
        await carol.close();
        const answer = await request(context, 'GET', `/v1/conversations/${conversationId}`, context.token('carol'));
        assertError(answer, 404, 'conversation_not_found');
        const { clientMessageId: own } = await submitAs(context, 'carol');
        return `404 over HTTP, conversation_not_found over WebSocket; her own ${own.slice(0, 8)} is accepted`;
      },
    },
  ],
};

async function submitAs(context: TourContext, user: string) {
  const socket = await connectAs(context, user);
  const submitted = await submit(socket, 'my own conversation');
  await finished(socket, submitted.clientMessageId);
  await socket.close();
  return submitted;
}
