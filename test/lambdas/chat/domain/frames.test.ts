import fc from 'fast-check';
import { MAX_TEXT_BYTES, parseClientFrame, refuseUnknown } from '../../../../lambdas/chat/domain/frames';

const send = (more: object) => JSON.stringify({ action: 'send', clientMessageId: 'm-1', text: 'Hello', ...more });

test('reads the frames of the protocol', () => {
  expect(parseClientFrame('send', send({ conversationId: 'c_1', model: 'small' }))).toEqual({
    ok: true,
    frame: { action: 'send', clientMessageId: 'm-1', conversationId: 'c_1', text: 'Hello', model: 'small' },
  });
  const resume = { action: 'resume', conversationId: 'c', clientMessageId: 'm', lastSeq: 4 };
  expect(parseClientFrame('resume', JSON.stringify(resume))).toEqual({ ok: true, frame: resume });
});

test.each([
  ['no text', send({ text: undefined }), 'invalid_frame'],
  ['an id with a separator', send({ conversationId: 'a#b' }), 'invalid_frame'],
  ['an id that is too long', send({ clientMessageId: 'x'.repeat(65) }), 'invalid_frame'],
  ['only spaces', send({ text: ' \n\t' }), 'empty_message'],
  ['one byte too many', send({ text: 'x'.repeat(MAX_TEXT_BYTES + 1) }), 'message_too_long'],
  ['too many bytes in fewer characters', send({ text: 'é'.repeat(MAX_TEXT_BYTES / 2 + 1) }), 'message_too_long'],
  ['no JSON', '{', 'invalid_frame'],
  ['nothing', undefined, 'invalid_frame'],
])('refuses %s', (_name, text, code) => {
  expect(parseClientFrame('send', text)).toMatchObject({ ok: false, error: { type: 'error', code } });
});

test('a message of the longest text is taken', () => {
  expect(parseClientFrame('send', send({ text: 'x'.repeat(MAX_TEXT_BYTES) }))).toMatchObject({ ok: true });
});

test('a message is text that every store and model takes, whatever halves of characters were sent', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '\ud83d', '\ude00', '😀') }), (sent) => {
      const parsed = parseClientFrame('send', send({ text: `.${sent}` }));
      expect(parsed).toMatchObject({ ok: true, frame: { text: `.${sent}`.toWellFormed() } });
    }),
  );
});

test('a refusal says which frame it is about, and repeats nothing of what was sent', () => {
  const parsed = parseClientFrame('send', send({ text: 7, model: { secret: 'sesame' } }));
  expect(parsed).toMatchObject({ ok: false, error: { clientMessageId: 'm-1' } });
  expect(JSON.stringify(parsed)).not.toContain('sesame');
});

test('whatever is sent, the answer is a frame and never a throw', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      expect(refuseUnknown(text).type).toBe('error');
      for (const action of ['send', 'stop', 'resume', 'ping'] as const) {
        const parsed = parseClientFrame(action, text);
        expect(parsed.ok || parsed.error.code === 'invalid_frame').toBe(true);
      }
    }),
  );
});

test.each([
  ['not json', 'invalid_frame'],
  ['[1]', 'invalid_frame'],
  ['null', 'invalid_frame'],
  ['{"action":4}', 'invalid_frame'],
  ['{"action":"dance"}', 'unknown_action'],
])('an unknown frame %s is answered with %s', (text, code) => {
  expect(refuseUnknown(text)).toMatchObject({ type: 'error', code });
});
