import assert from 'node:assert/strict';
import { askAndWait, connectAs, finished, newId, type SendFields, submit } from '../answer';
import { assertError, type HttpAnswer, request } from '../http';
import type { StepGroup, TourContext } from '../step';
import { auditEvents } from './audit';

interface Listed {
  readonly conversationId: string;
  readonly title: string;
}

const ofConversation = (conversationId: string, more = '') => `/v1/conversations/${conversationId}${more}`;

/** Every conversation in a user's list, read page by page until `enough`, which ends the wait for the index as well. */
async function listUntil(context: TourContext, user: string, enough: (listed: readonly Listed[]) => boolean) {
  const over = AbortSignal.any([context.signal, AbortSignal.timeout(10_000)]);
  for (;;) {
    const listed: Listed[] = [];
    let next = '';
    do {
      const { status, body } = await request(context, 'GET', `/v1/conversations?limit=2${next}`, context.token(user));
      assert.equal(status, 200, JSON.stringify(body));
      listed.push(...(body.conversations as readonly Listed[]));
      next = body.nextCursor === undefined ? '' : `&cursor=${body.nextCursor}`;
    } while (next);
    if (enough(listed)) return listed;
    assert.ok(!over.aborted, `the list never showed what it should: ${JSON.stringify(listed.slice(0, 5))}`);
  }
}

const ok = ({ status, body }: HttpAnswer) => assert.equal(status, 200, JSON.stringify(body));

export const conversationControls: StepGroup = {
  name: 'conversation controls',
  needs: 'ChatApiUrl',
  steps: [
    {
      name: 'conversations are listed, the one used last first, and renamed',
      async run(context) {
        const socket = await connectAs(context, 'carol');
        const [first, second] = [await askAndWait(socket, 'first topic'), await askAndWait(socket, 'second topic')];
        await socket.close();
        const newest = [second.conversationId, first.conversationId];
        const listed = await listUntil(context, 'carol', (all) => all[0]?.conversationId === newest[0]);
        assert.deepEqual(
          listed.slice(0, 2).map(({ conversationId, title }) => [conversationId, title]),
          [
            [newest[0], 'second topic'],
            [newest[1], 'first topic'],
          ],
        );
        assert.equal(new Set(listed.map(({ conversationId }) => conversationId)).size, listed.length, 'one came twice');
        const path = ofConversation(first.conversationId);
        const title = 'A better name';
        ok(await request(context, 'PATCH', path, context.token('carol'), { title }));
        await listUntil(context, 'carol', (all) => all.some((each) => each.title === title));
        const others = await request(context, 'PATCH', path, context.token('alice'), { title });
        assertError(others, 404, 'conversation_not_found');
        return `${listed.length} conversations in pages of two`;
      },
    },
    {
      name: 'feedback on an answer is kept, and reaches the audit stream',
      async run(context) {
        const socket = await connectAs(context, 'carol');
        const { conversationId, end } = await askAndWait(socket, 'rate this');
        await socket.close();
        const path = ofConversation(conversationId, `/messages/${end.messageId}/feedback`);
        ok(await request(context, 'POST', path, context.token('carol'), { rating: 'up' }));
        ok(await request(context, 'POST', path, context.token('carol'), { rating: 'down', reason: 'too short' }));
        assertError(
          await request(context, 'POST', path, context.token('alice'), { rating: 'up' }),
          404,
          'message_not_found',
        );
        const read = await request(context, 'GET', ofConversation(conversationId), context.token('carol'));
        const [, answer] = read.body.messages as readonly { readonly feedback?: object }[];
        assert.deepEqual(answer?.feedback, { rating: 'down', reason: 'too short' });
        const { events, text } = await auditEvents(context);
        const rated = events.filter(
          ({ action, details }) => action === 'answer.rated' && details.messageId === end.messageId,
        );
        assert.deepEqual(rated.map(({ details }) => details.rating).sort(), ['down', 'up']);
        assert.ok(!text.includes('too short'), 'a reason in someone’s words is in the audit bucket');
        return 'the last rating counts, both are events';
      },
    },
    {
      name: 'a conversation is exported whole, as JSON and as Markdown',
      async run(context) {
        const socket = await connectAs(context, 'carol');
        const { conversationId, text } = await askAndWait(socket, 'count to 12');
        await socket.close();
        const path = ofConversation(conversationId, '/export');
        const asJson = await request(context, 'GET', path, context.token('carol'));
        ok(asJson);
        const messages = asJson.body.messages as readonly { readonly text: string }[];
        assert.deepEqual(
          [asJson.body.title, messages.map((message) => message.text)],
          ['count to 12', ['count to 12', text]],
        );
        const markdown = await fetch(`${context.apiUrl}${path}?format=markdown`, {
          headers: { Authorization: `Bearer ${context.token('carol')}` },
          signal: context.signal,
        });
        assert.match(markdown.headers.get('content-type') ?? '', /^text\/markdown/);
        const file = await markdown.text();
        assert.ok(file.startsWith('# count to 12\n') && file.includes(text), file.slice(0, 200));
        assertError(await request(context, 'GET', path, context.token('alice')), 404, 'conversation_not_found');
        return `${file.length} characters of Markdown`;
      },
    },
    {
      name: 'a message is regenerated, edited and branched from: the model is told its own branch only',
      async run(context) {
        const socket = await connectAs(context, 'carol');
        const { conversationId, end: first } = await askAndWait(socket, 'remember the word apple');
        const { end: second } = await askAndWait(socket, 'remember the word pear', { conversationId });
        const said = 'what did I ask?';
        const branch = async (text: string, more: SendFields) =>
          (await askAndWait(socket, text, { conversationId, ...more })).text;
        const edited = await branch(said, { editOf: second.messageId ?? '' });
        assert.ok(edited.includes('apple') && !edited.includes('pear'), `the edit was told: ${edited}`);
        const after = await branch(said, { branchFrom: second.messageId ?? '' });
        assert.ok(after.includes('pear'), `the branch was told: ${after}`);
        const again = await branch('', { regenerate: first.messageId ?? '' });
        assert.ok(again.includes('apple') && !again.includes('pear'), `the regenerated was told: ${again}`);
        const unknown = { action: 'send', clientMessageId: newId(), conversationId, text: said, editOf: newId() };
        assert.equal((await socket.ask(unknown, 'refusal', ({ type }) => type === 'error')).code, 'message_not_found');
        await socket.close();
        return 'each knew what came before it, and nothing else';
      },
    },
    {
      name: 'a conversation deleted in the middle of an answer is gone, and stays so',
      async run(context) {
        const alice = context.token('alice');
        const socket = await connectAs(context, 'alice');
        const { conversationId, clientMessageId } = await submit(socket, 'count to 600');
        await socket.next('delta', ({ type, clientMessageId: id }) => type === 'delta' && id === clientMessageId);
        const path = ofConversation(conversationId);
        const { status, body } = await request(context, 'DELETE', path, alice);
        assert.deepEqual([status, body.status], [200, 'deleted']);
        const { end } = await finished(socket, clientMessageId);
        assert.equal(end.finishReason, 'stopped', 'the answer went on for nobody');
        const again = { action: 'send', clientMessageId, text: 'count to 600' };
        assert.equal((await socket.ask(again, 'refusal')).code, 'conversation_not_found');
        await socket.close();
        assertError(await request(context, 'GET', path, alice), 404, 'conversation_not_found');
        ok(await request(context, 'DELETE', path, alice));
        await listUntil(context, 'alice', (all) => all.every((each) => each.conversationId !== conversationId));
        return `nothing is left; the answer ended at ${end.usage?.outputTokens} tokens`;
      },
    },
  ],
};
