import assert from 'node:assert/strict';
import OpenAI from 'openai';
import { askAndWait, connectAs } from '../answer';
import { withConfig } from '../chat-config';
import type { StepGroup, TourContext } from '../step';
import { auditEvents } from './audit';
import { historyOf } from './conversation';

const rule = { name: 'secret-project', pattern: '\\bproject\\s+bluebird\\b', reason: 'confidential' };
const question = 'What becomes of Project  Bluebird?';

async function overHttp({ apiUrl, token, signal }: TourContext, content: string) {
  const client = new OpenAI({ baseURL: `${apiUrl}/v1`, apiKey: token('alice'), maxRetries: 0, timeout: 15_000 });
  const messages = [{ role: 'user' as const, content }];
  const { choices, usage } = await client.chat.completions.create({ model: 'nova-lite', messages }, { signal });
  return { choice: choices[0], usage };
}

async function assertAudited(context: TourContext, messageId: string | undefined): Promise<void> {
  const over = AbortSignal.any([context.signal, AbortSignal.timeout(10_000)]);
  for (;;) {
    const { events, text } = await auditEvents(context);
    const event = events.find(({ action, details }) => action === 'answer.finished' && details.messageId === messageId);
    assert.ok(!/bluebird/i.test(text), 'what was refused is in the audit bucket');
    if (event) {
      const { finishReason, reason, rule: name, inputTokens } = event.details;
      assert.deepEqual([finishReason, reason, name, inputTokens], ['filtered', 'confidential', rule.name, 0]);
      return;
    }
    assert.ok(!over.aborted, 'no event tells of the refusal');
    await new Promise((resolve) => setImmediate(resolve));
  }
}

export const moderation: StepGroup = {
  name: 'moderation',
  needs: 'ChatApiUrl',
  steps: [
    {
      name: 'a rule of the stage refuses a message with its reason, and what it refused is told to no model',
      async run(context) {
        const both = { ...rule, appliesTo: ['input' as const] };
        const conversationId = await withConfig(
          context,
          (before) => ({ ...before, moderation: { rules: [both] } }),
          async () => {
            const socket = await connectAs(context, 'alice');
            const { text, end, conversationId } = await askAndWait(socket, question);
            await socket.close();
            assert.deepEqual([end.type, end.finishReason, end.reason], ['done', 'filtered', 'confidential']);
            assert.deepEqual([end.usage?.inputTokens, end.usage?.outputTokens], [0, 0], 'a model was asked');
            const [, answer] = await historyOf(context, 'alice', conversationId);
            assert.equal(answer?.text, text, 'the refusal is not in the history');
            const { choice, usage } = await overHttp(context, question);
            assert.equal(choice?.finish_reason, 'content_filter');
            assert.equal(usage?.total_tokens, 0);
            await assertAudited(context, end.messageId);
            return conversationId;
          },
        );
        const socket = await connectAs(context, 'alice');
        const { end, text } = await askAndWait(socket, 'And what did I ask?', { conversationId });
        assert.equal(end.finishReason, 'stop');
        assert.ok(!/bluebird/i.test(text), `the model was told: ${text}`);
        assert.equal(
          (await askAndWait(socket, question)).end.finishReason,
          'stop',
          'the rule is gone, and still refuses',
        );
        await socket.close();
        return 'refused on both transports as confidential, audited without text; answered once the rule was gone';
      },
    },
    {
      name: 'a rule on answers ends one before the words are sent',
      run: (context) =>
        withConfig(
          context,
          (before) => ({
            ...before,
            moderation: { rules: [{ name: 'eleven', pattern: '\\b11\\b', reason: 'number', appliesTo: ['output'] }] },
          }),
          async () => {
            const socket = await connectAs(context, 'bob');
            const { text, end } = await askAndWait(socket, 'count to 60');
            await socket.close();
            assert.deepEqual([end.finishReason, end.reason], ['filtered', 'number']);
            assert.ok(!/\b11\b/.test(text), `it was sent: ${text}`);
            return `ended after ${text.length} characters`;
          },
        ),
    },
  ],
};
