import * as fc from 'fast-check';
import { parseChatCompletionRequest, samplingOf } from '../../../../lambdas/chat/domain/openai';
import { conversationOf } from '../../../../lambdas/chat/domain/openai-conversation';
import { planCompletion } from '../../../../lambdas/chat/domain/openai-plan';
import { pdf, png } from '../support/sample-files';
import { small } from '../support/world';

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

it('gives models a conversation that the user begins and ends, with nothing blank and nothing lost', async () => {
  await fc.assert(
    fc.asyncProperty(request, async (value) => {
      const parsed = parseChatCompletionRequest(JSON.stringify(value));
      if (!parsed.ok) throw new Error(parsed.fault.message);
      const conversation = await conversationOf(parsed.value);
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

describe('an image', () => {
  const dataUrl = (bytes: Buffer, type = 'image/png') => `data:${type};base64,${bytes.toString('base64')}`;
  const plan = async (url: string, takes: ('image' | 'document')[] = ['image'], text = 'look') => {
    const content = [
      { type: 'text', text },
      { type: 'image_url', image_url: { url, detail: 'low' } },
    ];
    const body = { model: 'small', messages: [{ role: 'user', content }] };
    const parsed = parseChatCompletionRequest(JSON.stringify(body));
    if (!parsed.ok) return parsed;
    return planCompletion(parsed.value, [{ ...small, contextTokens: 4000, takes }], { userId: 'a', tier: 'free' });
  };

  it('is shown to a model that takes images, and counted', async () => {
    const bytes = png(900, 900);
    const planned = await plan(dataUrl(bytes));
    expect(planned).toMatchObject({
      ok: true,
      value: { request: { messages: [{ text: 'look', attachments: [{ contentType: 'image/png', bytes }] }] } },
    });
    expect(planned.ok && planned.value.inputTokens).toBeGreaterThan(1350);
    expect((await plan(dataUrl(bytes), ['image'], ' ')).ok).toBe(true);
  });

  it.each<[string, string, ('image' | 'document')[], RegExp]>([
    ['at a remote address', 'https://169.254.169.254/latest/meta-data', ['image'], /other addresses are not fetched/],
    ['of a file', 'file:///etc/passwd', ['image'], /other addresses are not fetched/],
    ['that is a document', dataUrl(pdf(), 'application/pdf'), ['image', 'document'], /must be data:image/],
    ['that is vector graphics', dataUrl(Buffer.from('<svg/>'), 'image/svg+xml'), ['image'], /must be data:image/],
    ['without an encoding', 'data:image/png,abc', ['image'], /must be data:image/],
    ['that is none by its content', dataUrl(pdf()), ['image'], /is no image of the format png/],
    ['that is too wide', dataUrl(png(9000, 1)), ['image'], /more than 8000 pixels/],
    ['for a model of text', dataUrl(png(1, 1)), [], /The model small takes no images/],
  ])('%s is refused with its reason', async (_, url, takes, message) => {
    expect(await plan(url, takes)).toMatchObject({ ok: false, fault: { status: 400, code: 'invalid_request' } });
    const planned = await plan(url, takes);
    expect(planned.ok ? '' : planned.fault.message).toMatch(message);
  });
});
