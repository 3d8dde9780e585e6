import fc from 'fast-check';
import type { Outcome } from '../../../../lambdas/chat/domain/answer';
import { LiveAnswer } from '../../../../lambdas/chat/domain/live-answer';
import { asSentAfter, framesAfter, newestSeq, SEQ_PER_ATTEMPT } from '../../../../lambdas/chat/domain/replay';
import { serverFrameSchema } from '../../../../lambdas/chat/domain/server-frames';
import { Client } from '../support/client';

const usage = { inputTokens: 3, outputTokens: 5, estimated: false };
const latencyMs = { firstToken: 10, total: 20 };
const outcomes: Outcome[] = [
  { status: 'done', finishReason: 'stop', usage, latencyMs },
  { status: 'stopped', finishReason: 'stopped', usage, latencyMs },
  { status: 'failed', error: { code: 'model_throttled', message: 'busy', retryAfterMs: 500 }, usage, latencyMs },
];

const answers = fc
  .record({
    texts: fc.array(fc.string({ minLength: 1, maxLength: 20, unit: 'binary' }), { maxLength: 30 }),
    attempt: fc.integer({ min: 1, max: 4 }),
    outcome: fc.constantFrom(...outcomes, undefined),
  })
  .map(({ texts, attempt, outcome }) => {
    const key = { userId: 'u', conversationId: 'c', clientMessageId: 'm' };
    const answer = new LiveAnswer(key, { messageId: '01', attempt, model: 'small' });
    answer.append(texts);
    answer.outcome = outcome;
    return answer;
  });

function clientWith(answer: LiveAnswer, count: number): Client {
  const client = new Client();
  for (const frame of framesAfter(answer, 0).slice(0, count)) client.receive(frame);
  return client;
}

test('resumed from every cut, the text comes exactly once and the answer ends once', () => {
  fc.assert(
    fc.property(answers, (answer) => {
      const all = framesAfter(answer, 0);
      const resumed = Array.from({ length: all.length + 1 }, (_, cut) => {
        const client = clientWith(answer, cut);
        const missing = framesAfter(answer, client.lastSeq);
        for (const frame of missing) client.receive(frame);
        return [client.text, missing.length, client.ends.length];
      });
      const ends = answer.outcome ? 1 : 0;
      expect(resumed).toEqual(resumed.map((_, cut) => [answer.text, all.length - cut, ends]));
    }),
  );
});

test('frames are of the protocol, with rising numbers inside the range of their attempt', () => {
  fc.assert(
    fc.property(answers, (answer) => {
      const frames = framesAfter(answer, 0).map((frame) => serverFrameSchema.parse(frame));
      const seqs = frames.map((frame) => ('seq' in frame ? frame.seq : undefined));
      expect(seqs).toEqual(frames.map((_, index) => (answer.attempt - 1) * SEQ_PER_ATTEMPT + 1 + index));
      expect(newestSeq(answer)).toBe(seqs.at(-1));
      expect(frames[0]?.type).toBe('start');
    }),
  );
});

test('a client of an earlier attempt gets the later one from its start', () => {
  fc.assert(
    fc.property(answers, answers, fc.nat(40), (first, second, cut) => {
      const earlier = Object.assign(first, { attempt: 1, outcome: undefined });
      const later = Object.assign(second, { attempt: 2 });
      const client = clientWith(earlier, cut);
      for (const frame of framesAfter(later, client.lastSeq)) client.receive(frame);
      expect(client.text).toBe(later.text);
    }),
  );
});

test('an answer stored by an attempt that was overtaken is sent whole, above whatever the client may hold', () => {
  fc.assert(
    fc.property(answers, answers, fc.nat(40), (stored, abandoned, cut) => {
      Object.assign(stored, { attempt: 1, outcome: outcomes[0] });
      Object.assign(abandoned, { attempt: 2, outcome: undefined });
      const client = clientWith(abandoned, cut);
      for (const frame of framesAfter(asSentAfter(stored, 2), client.lastSeq)) client.receive(frame);
      expect(client.text).toBe(stored.text);
      expect(client.ends).toHaveLength(1);
    }),
  );
});

test('a client that has more than there is gets nothing', () => {
  const answer = new LiveAnswer(
    { userId: 'u', conversationId: 'c', clientMessageId: 'm' },
    { messageId: '1', attempt: 1, model: 's' },
  );
  expect(framesAfter(answer, 99)).toEqual([]);
});
