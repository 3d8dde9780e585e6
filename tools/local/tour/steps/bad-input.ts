import assert from 'node:assert/strict';
import { askAndWait, connectAs, newId } from '../answer';
import { assertError, request } from '../http';
import type { StepGroup } from '../step';

const frame = (text: string, more: object = {}) => ({ action: 'send', clientMessageId: newId(), text, ...more });

export const badInput: StepGroup = {
  name: 'bad input',
  needs: 'ChatApiUrl',
  steps: [
    {
      name: 'every bad frame gets a clear error, and the connection goes on',
      async run(context) {
        const socket = await connectAs(context, 'alice');
        const cases: readonly (readonly [object | string, string])[] = [
          ['this is no JSON', 'invalid_frame'],
          ['[1, 2]', 'invalid_frame'],
          [{ action: 'send', clientMessageId: '?', text: 'x' }, 'invalid_frame'],
          [{ action: 'dance' }, 'unknown_action'],
          [frame('   '), 'empty_message'],
          [frame('x'.repeat(25_000)), 'message_too_long'],
          [frame('hello', { model: 'gpt-nothing' }), 'model_not_found'],
          [frame('hello', { conversationId: newId() }), 'conversation_not_found'],
        ];
        for (const [sent, code] of cases) {
          const answer = await socket.ask(sent, `${code} error`);
          assert.equal(answer.code, code, `${JSON.stringify(sent).slice(0, 80)} got ${JSON.stringify(answer)}`);
        }
        const { end } = await askAndWait(socket, 'still there?');
        assert.equal(end.type, 'done');
        await socket.close();
        return `${cases.length} errors, then an answer`;
      },
    },
    {
      name: 'a frame over 32 KB closes the connection with 1009',
      async run(context) {
        const socket = await connectAs(context, 'alice');
        socket.send(frame('x'.repeat(33_000)));
        await socket.until('close', () => socket.closeCode !== undefined);
        assert.equal(socket.closeCode, 1009);
        return 'as API Gateway does';
      },
    },
    {
      name: 'an unknown path and a malformed body are answered in the API’s own words',
      async run(context) {
        const alice = context.token('alice');
        assertError(await request(context, 'GET', '/v1/nothing', alice), 404, 'not_found');
        assertError(
          await request(context, 'POST', '/v1/chat/completions', alice, { model: 'nova-lite' }),
          400,
          'invalid_request',
        );
        assertError(await request(context, 'GET', '/v1/conversations/none', alice), 404, 'conversation_not_found');
        return '404, 400, 404';
      },
    },
  ],
};
