import * as fc from 'fast-check';
import { parseChatCompletionRequest, samplingOf } from '../../../../lambdas/chat/domain/openai';
import { conversationOf } from '../../../../lambdas/chat/domain/openai-conversation';

const role = fc.constantFrom('system', 'developer', 'user', 'assistant');
const content = fc.oneof(fc.string(), fc.array(fc.record({ type: fc.constant('text'), text: fc.string() })));
const request = fc.record({
  model: fc.string({ minLength: 1 }),
  messages: fc.array(fc.record({ role, content }), { minLength: 1 }),
});

it('reads or refuses any body, and never fails', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        request.map((value) => JSON.stringify(value)),
      ),
      (body) => {
        const parsed = parseChatCompletionRequest(body);
        if (!parsed.ok) expect(parsed.fault.message).not.toBe('');
      },
    ),
  );
});

it.each([
  [['', 'END'], ['END']],
  ['', []],
  ['END', ['END']],
  [null, undefined],
])('reads the stop sequences %j as %j', (stop, stopSequences) => {
  const messages = [{ role: 'user', content: 'hi' }];
  const parsed = parseChatCompletionRequest(JSON.stringify({ model: 'm', messages, stop }));
  if (!parsed.ok) throw new Error(parsed.fault.message);
  expect(samplingOf(parsed.value).stopSequences).toEqual(stopSequences);
});

it('gives models text that they take, whatever halves of characters were sent', () => {
  const messages = [{ role: 'user', content: [{ type: 'text', text: 'a\ud83d' }] }];
  const parsed = parseChatCompletionRequest(JSON.stringify({ model: 'm', messages }));
  expect(parsed).toMatchObject({ value: { messages: [{ content: [{ text: 'a\ufffd' }] }] } });
});

it('gives models a conversation that the user begins and ends, with nothing blank and nothing lost', () => {
  fc.assert(
    fc.property(request, (value) => {
      const parsed = parseChatCompletionRequest(JSON.stringify(value));
      if (!parsed.ok) throw new Error(parsed.fault.message);
      const conversation = conversationOf(parsed.value);
      fc.pre(conversation.ok);
      const { system = '', messages } = conversation.value;
      expect(messages.at(0)?.role).toBe('user');
      expect(messages.at(-1)?.role).toBe('user');
      expect(messages.every(({ text }) => text.trim() !== '')).toBe(true);
      for (const { role, content } of value.messages) {
        const text = typeof content === 'string' ? content : content.map((part) => part.text).join('');
        if (text.trim() === '') continue;
        const kept =
          role === 'user' || role === 'assistant'
            ? messages.some((message) => message.text === text)
            : system.includes(text);
        expect(kept).toBe(true);
      }
    }),
  );
});
