import fc from 'fast-check';
import { compilePatterns, createMatcher } from '../../../../../lambdas/streaming/domain/moderation/match/matcher';
import { patternSchema } from '../../../../../lambdas/streaming/domain/moderation/match/pattern';
import { normalise } from '../../../../../lambdas/streaming/domain/moderation/text/normalise';
import { pattern } from './support';

const patternsOf = (texts: readonly string[], wholeWord: boolean) =>
  texts.map((text, index) => patternSchema.parse(pattern(text, { id: `p-${index}`, wholeWord })));

const matcherOf = (texts: readonly string[], wholeWord = true) =>
  createMatcher(compilePatterns(patternsOf(texts, wholeWord)), 5_000);

// No letter shares a class with another, and none is repeated: nothing can be undone.
const letters = fc.constantFrom(...'abcdef');
const withoutRuns = (text: string) => [...text].every((each, index) => each !== text[index - 1]);
const word = fc.string({ unit: letters, minLength: 2, maxLength: 5 }).filter(withoutRuns);
const words = fc.array(word, { minLength: 1, maxLength: 30 });

test('patterns within words are found wherever a naive search finds them', () => {
  fc.assert(
    fc.property(fc.uniqueArray(word, { minLength: 1, maxLength: 12 }), words, (patterns, texts) => {
      const text = texts.join(' ');
      const found = matcherOf(
        patterns,
        false,
      )(text).matches.map(({ pattern: { text: one }, from, to }) => `${one} ${from} ${to}`);
      const naive = patterns.flatMap((one) =>
        [...text].flatMap((_, at) => (text.startsWith(one, at) ? [`${one} ${at} ${at + one.length}`] : [])),
      );
      expect(found.toSorted()).toEqual(naive.toSorted());
    }),
  );
});

test('whole words are found wherever a naive search finds them, and nowhere else', () => {
  fc.assert(
    fc.property(fc.uniqueArray(word, { minLength: 1, maxLength: 12 }), words, (patterns, texts) => {
      const text = texts.join(', ');
      const found = matcherOf(patterns)(text).matches.map(({ pattern: { text: one }, from, to }) => [
        one,
        text.slice(from, to),
      ]);
      const naive = texts.filter((each) => patterns.includes(each)).map((each) => [each, each]);
      expect(found.toSorted()).toEqual(naive.toSorted());
    }),
  );
});

test('offsets point at what was written, however it was', () => {
  const written = [
    'viagra',
    'VIAGRA',
    'v1agr4',
    'v\u200bi\u200bagra',
    'ｖｉａｇｒａ',
    '𝓿𝓲𝓪𝓰𝓻𝓪',
    'viiiagraaa',
    'v i a g r a',
    'v.i.a.g.r.a',
    'vі́аgrа',
  ];
  const scan = matcherOf(['viagra']);
  fc.assert(
    fc.property(fc.constantFrom(...written), words, words, (disguised, before, after) => {
      const text = `${before.join(' ')} 🎉 "${disguised}" ${after.join(' ')}`;
      const found = scan(text).matches.map(({ from, to }) => text.slice(from, to));
      expect(found).toContain(disguised);
    }),
  );
});

test('the order of patterns changes nothing that is found', () => {
  fc.assert(
    fc.property(fc.uniqueArray(word, { minLength: 2, maxLength: 8 }), words, (patterns, texts) => {
      const found = (order: readonly string[]) =>
        matcherOf(order)(texts.join(' '))
          .matches.map(({ pattern: { text }, from }) => `${from} ${text}`)
          .toSorted();
      expect(found(patterns)).toEqual(found(patterns.toReversed()));
    }),
  );
});

test('normalising twice changes nothing, and offsets go forward through the original', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      const { text: once, offsets } = normalise(text);
      expect(normalise(once).text).toBe(once);
      expect(offsets).toHaveLength(once.length);
      expect([...offsets].every((each, index) => each < text.length && each >= (offsets[index - 1] ?? 0))).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

test('a text beyond the limit is refused with its length', () => {
  expect(() => matcherOf(['viagra'])('a'.repeat(5_001))).toThrow('The text has 5001 code units, at most 5000 are read');
});

test('a hostile text is given up on rather than searched for long', () => {
  const many = Array.from({ length: 60 }, (_, index) => `${'ab'.repeat(index + 1)}`).filter(
    (each) => each.length <= 100,
  );
  const { complete } = matcherOf(many, false)('ab'.repeat(2_500));
  expect(complete).toBe(false);
});
