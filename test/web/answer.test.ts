import * as fc from 'fast-check';
import type { ServerFrame } from '../../lambdas/chat/domain/frames';
import { applyFrame, newAnswer } from '../../web/client/answer';

const ids = { conversationId: 'c', clientMessageId: 'm', messageId: 'x' };
const start = (seq: number, attempt = 1): ServerFrame => ({ type: 'start', ...ids, seq, attempt, model: 'nova-lite' });
const delta = (seq: number, text: string): ServerFrame => ({ type: 'delta', ...ids, seq, text });
const done = (seq: number, finishReason: 'stop' | 'stopped' = 'stop'): ServerFrame => ({
  type: 'done',
  ...ids,
  seq,
  finishReason,
  model: 'nova-lite',
  usage: { inputTokens: 3, outputTokens: 5, estimated: false },
  latencyMs: { firstToken: 10, total: 20 },
});
const after = (...frames: ServerFrame[]) =>
  frames.reduce((answer, frame) => applyFrame(answer, frame, 1_000), newAnswer('m'));

test('an answer is its deltas in order, and what it took', () => {
  const answer = after({ type: 'accepted', ...ids }, start(1), delta(2, 'Hello '), delta(3, 'world'), done(4));
  expect(answer).toMatchObject({
    status: 'done',
    text: 'Hello world',
    conversationId: 'c',
    done: { model: 'nova-lite' },
  });
});

test('frames of the answer may come before the acceptance', () => {
  expect(after(start(1), delta(2, 'a'), { type: 'accepted', ...ids })).toMatchObject({
    status: 'streaming',
    text: 'a',
  });
});

test('a new attempt voids what earlier ones said, and what they still say', () => {
  const answer = after(start(1), delta(2, 'old'), start(1_000_001, 2), delta(3, 'late'), delta(1_000_002, 'new'));
  expect(answer.text).toBe('new');
});

test('an error tells from when on another try makes sense', () => {
  const refused = after({
    type: 'error',
    code: 'model_throttled',
    message: 'busy',
    retryAfterMs: 5_000,
    clientMessageId: 'm',
  });
  expect(refused).toMatchObject({ status: 'failed', error: { code: 'model_throttled', retryAt: 6_000 } });
});

test('what comes after the end changes nothing', () => {
  const stopped = after(start(1), delta(2, 'a'), done(3, 'stopped'));
  expect(stopped.status).toBe('stopped');
  expect(applyFrame(stopped, delta(4, 'b'), 0)).toBe(stopped);
});

test('however often frames are repeated from an earlier place, the text is there once', () => {
  const words = fc.array(fc.string({ minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 30 });
  const rewinds = fc.array(fc.nat({ max: 40 }), { maxLength: 5 });
  fc.assert(
    fc.property(words, rewinds, (texts, places) => {
      const frames = [start(1), ...texts.map((text, index) => delta(index + 2, text)), done(texts.length + 2)];
      let answer = newAnswer('m');
      let next = 0;
      for (const place of [...places, frames.length]) {
        // The connection goes at some place, and a resume replays from what was seen last; or from further back.
        for (; next < Math.min(place, frames.length); next += 1)
          answer = applyFrame(answer, frames[next] ?? start(1), 0);
        next = Math.max(0, next - (place % 7));
      }
      for (; next < frames.length; next += 1) answer = applyFrame(answer, frames[next] ?? start(1), 0);
      expect(answer).toMatchObject({ text: texts.join(''), status: 'done' });
    }),
  );
});
