import fc from 'fast-check';
import {
  characterStarts,
  lineStarts,
  sentenceStarts,
  stretchStarts,
  wordStarts,
} from '../../../../../lambdas/rag/domain/text/segments';

const parts = (text: string, starts: readonly number[]) =>
  starts.map((start, at) => text.slice(start, starts[at + 1]).trim());
const sentences = (text: string) => parts(text, sentenceStarts(text));

test.each([
  ['One. Two! Three?', ['One.', 'Two!', 'Three?']],
  ['Ask Dr. Smith, e.g. J. R. Doe, in Fig. 3. Then go.', ['Ask Dr. Smith, e.g. J. R. Doe, in Fig. 3.', 'Then go.']],
  ['It costs 3.50 euro. Pay.', ['It costs 3.50 euro.', 'Pay.']],
  ['东京是首都。人口很多。', ['东京是首都。', '人口很多。']],
  ['Das gilt z.B. Montags. Sonst nicht.', ['Das gilt z.B. Montags.', 'Sonst nicht.']],
])('sentences of %j', (text, expected) => {
  expect(sentences(text)).toEqual(expected);
});

test('a long text has the sentences of its parts', () => {
  const text = 'One is here. Two is there, as Dr. Smith says. '.repeat(2_000);
  expect(sentences(text)).toHaveLength(4_000);
  expect(wordStarts('词'.repeat(50_000)).length).toBeGreaterThan(10_000);
});

test('scripts without blanks have words too', () => {
  const text =
    '我们在东京的办公室每天九点开门晚上六点关门周末不开门请提前打电话预约谢谢您的理解与支持我们期待您的光临欢迎再来';
  expect(wordStarts(text).length).toBeGreaterThan(10);
  expect(wordStarts('two words')).toEqual([0, 4]);
});

test.each([
  ['sentences', sentenceStarts],
  ['words', wordStarts],
  ['lines', lineStarts],
  ['stretches', stretchStarts],
  ['characters', characterStarts],
] as const)('beginnings of %s go up and are never within a character', (_, startsOf) => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
      const starts = startsOf(text);
      expect(starts).toEqual([...new Set(starts)].sort((a, b) => a - b));
      for (const part of parts(text, starts)) expect(part.isWellFormed()).toBe(true);
      expect(starts.every((start) => start >= 0 && start <= text.length)).toBe(true);
    }),
  );
});
