import fc from 'fast-check';
import { Coalescer, splitText } from '../../../../lambdas/chat/domain/coalescer';
import { MAX_FRAME_BYTES } from '../../../../lambdas/chat/domain/frames';

/** Plays pieces to a coalescer as the worker does: a piece when it comes, a poll when one is due. */
function play(pieces: readonly { text: string; gapMs: number }[]): { text: string; at: number }[] {
  const coalescer = new Coalescer();
  const frames: { text: string; at: number }[] = [];
  let now = 1_000_000;
  const emit = (texts: string[], at: number) => frames.push(...texts.map((text) => ({ text, at })));
  for (const { text, gapMs } of pieces) {
    const arrival = now + gapMs;
    const due = coalescer.dueAt;
    if (due !== undefined && due <= arrival) emit(coalescer.poll(due), due);
    now = arrival;
    emit(coalescer.push(text, now), now);
  }
  emit(coalescer.flush(), now);
  return frames;
}

const largestFrame = (text: string): number =>
  Buffer.byteLength(
    JSON.stringify({
      type: 'delta',
      conversationId: 'c'.repeat(64),
      clientMessageId: 'm'.repeat(64),
      messageId: 'i'.repeat(64),
      seq: Number.MAX_SAFE_INTEGER,
      text,
    }),
  );

// Any UTF-16 code units: characters cut in half between two pieces, lone halves, controls that JSON spells out.
const anyText = fc.oneof(
  { weight: 5, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  {
    weight: 5,
    arbitrary: fc
      .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 })
      .map((units) => String.fromCharCode(...units)),
  },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 12_000 }).map((length) => '\u0001'.repeat(length)) },
);
const anyPieces = fc.array(fc.record({ text: anyText, gapMs: fc.integer({ min: 0, max: 2000 }) }), { maxLength: 60 });

test('frames together are the text, in order, each under the frame limit and none empty', () => {
  fc.assert(
    fc.property(anyPieces, (pieces) => {
      const frames = play(pieces);
      expect(frames.map(({ text }) => text).join('')).toBe(pieces.map(({ text }) => text).join(''));
      expect(frames.filter(({ text }) => text === '' || largestFrame(text) >= MAX_FRAME_BYTES)).toEqual([]);
    }),
  );
});

test('what fills a frame goes at once, whatever the time', () => {
  const coalescer = new Coalescer();
  expect(coalescer.push('first', 0)).toEqual(['first']);
  expect(coalescer.push('x'.repeat(4 * 1024), 1)).toEqual([]);
  expect(coalescer.push('y'.repeat(4 * 1024), 2).join('')).toHaveLength(8 * 1024);
});

test('no frame cuts a character in two', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }),
      fc.integer({ min: 1, max: 3 }),
      (text, size) => {
        const pieces: { text: string; gapMs: number }[] = [];
        for (let at = 0; at < text.length; at += size) pieces.push({ text: text.slice(at, at + size), gapMs: 50 });
        expect(play(pieces).every((frame) => frame.text.isWellFormed())).toBe(true);
      },
    ),
  );
});

test('the first piece goes at once', () => {
  expect(new Coalescer().push('Hello', 5)).toEqual(['Hello']);
});

test.each([30, 50, 100, 1000])('a thousand tokens at %i a second cost tens of frames', (tokensPerSecond) => {
  const pieces = Array.from({ length: 1000 }, (_, index) => ({ text: ` word${index}`, gapMs: 1000 / tokensPerSecond }));
  const frames = play(pieces);
  expect(frames.length).toBeLessThan(100);
});

test('no text waits longer than the longest pause', () => {
  const pieces = Array.from({ length: 1000 }, (_, index) => ({ text: ` word${index}`, gapMs: 20 }));
  const frames = play(pieces);
  const pauses = frames.slice(1, -1).map(({ at }, index) => at - (frames[index]?.at ?? 0));
  expect(Math.max(...pauses)).toBeLessThanOrEqual(420);
  expect(Math.min(...pauses.slice(0, 5))).toBeLessThanOrEqual(80);
});

test('a piece after a silence goes at once', () => {
  const coalescer = new Coalescer();
  coalescer.push('a', 0);
  coalescer.push('b', 10);
  coalescer.poll(60);
  expect(coalescer.push('c', 5_000)).toEqual(['c']);
});

test('splitting keeps every part within its bytes of JSON', () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 12, max: 200 }), (text, maxBytes) => {
      const parts = splitText(text, maxBytes);
      expect(parts.join('')).toBe(text);
      expect(parts.filter((part) => Buffer.byteLength(JSON.stringify(part)) - 2 > maxBytes)).toEqual([]);
    }),
  );
});
