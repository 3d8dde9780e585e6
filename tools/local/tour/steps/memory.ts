import assert from 'node:assert/strict';
import { askAndWait, connectAs } from '../answer';
import { withConfig } from '../chat-config';
import { request } from '../http';
import type { StepGroup, TourContext } from '../step';
import { historyOf } from './conversation';

/** Tokens of a conversation that models are told, in this step; each answer below takes a third of them. */
const HISTORY_TOKENS = 600;
const LONG_ANSWERS = 5;

async function requestsOf(context: TourContext, user: string): Promise<number> {
  const { body } = await request(context, 'GET', '/v1/usage', context.token(user));
  return (body as { user: { month: { requests: number } } }).user.month.requests;
}

export const memory: StepGroup = {
  name: 'memory',
  needs: 'ChatApiUrl',
  steps: [
    {
      name: 'a conversation longer than its context is remembered by a summary, on its own branch',
      run: (context) =>
        withConfig(
          context,
          (before) => ({ ...before, context: { ...before.context, historyTokens: HISTORY_TOKENS } }),
          async () => {
            const before = await requestsOf(context, 'carol');
            const socket = await connectAs(context, 'carol');
            const first = await askAndWait(socket, 'My zebra is called Quagga-7, keep that in mind');
            const { conversationId } = first;
            for (let index = 0; index < LONG_ANSWERS; index += 1)
              await askAndWait(socket, 'count to 60, please', { conversationId });
            const recall = await askAndWait(socket, 'what did I say about zebra?', { conversationId });
            assert.match(recall.text, /My zebra is called Quagga-7/);
            const read = recall.end.usage?.inputTokens ?? Number.POSITIVE_INFINITY;
            assert.ok(read < HISTORY_TOKENS, `the model was told ${read} tokens`);
            const editOf = first.end.messageId ?? '';
            const edited = await askAndWait(socket, 'what did I say about zebra?', { conversationId, editOf });
            assert.match(edited.text, /I know nothing about zebra/, 'another branch is remembered');
            await socket.close();
            const messages = await historyOf(context, 'carol', conversationId);
            assert.equal(messages.length, (LONG_ANSWERS + 3) * 2, 'its owner sees a summary');
            const summaries = (await requestsOf(context, 'carol')) - before - messages.length / 2;
            assert.ok(summaries > 0, 'no summary was charged');
            return `${read} tokens told of it, ${summaries} summaries charged`;
          },
        ),
    },
  ],
};
