import fc from 'fast-check';
import { compilePatterns, createMatcher } from '../../../../../lambdas/streaming/domain/moderation/match/matcher';
import { patternSchema } from '../../../../../lambdas/streaming/domain/moderation/match/pattern';
import { endsPart } from '../../../../../lambdas/streaming/domain/moderation/text/join';
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

// No everyday word is made of these.
const rareWord = (minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...'xzqjkv'), minLength, maxLength }).filter(withoutRuns);

test('words that were cut by spaces are found wherever neighbours make up a pattern, nowhere else, and never for certain', () => {
  const pieces = fc.array(rareWord(2, 4), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(fc.array(pieces, { minLength: 1, maxLength: 4 }), fc.nat(), (cut, seed) => {
      const all = cut.flat();
      const first = seed % all.length;
      const pattern = all.slice(first, first + 2 + (seed % 5)).join('');
      if (pattern.length < 6 || pattern.length > 20 || !withoutRuns(pattern)) return;
      const { matches } = matcherOf([pattern])(all.join(' '));
      const found = matches.map(({ from, to }) => all.join(' ').slice(from, to).replaceAll(' ', ''));
      expect(found.length).toBeGreaterThan(0);
      expect(new Set(found)).toEqual(new Set([pattern]));
      expect(matches.filter(({ certain }) => certain)).toEqual([]);
    }),
  );
});

test.each(['casino', 'zorrvaxxin'])('%s is found wherever it is cut, a doubled letter among the places', (written) => {
  const scan = matcherOf([written]);
  for (let at = 1; at < written.length; at += 1)
    expect(scan(`so ${written.slice(0, at)} ${written.slice(at)}!`).matches).toMatchObject([
      { from: 3, to: 4 + written.length, certain: false, undone: ['parted'] },
    ]);
});

test.each([
  ['everyday words that make up a pattern', 'pay day came'],
  ['words with more than a space between them', 'a casi, no'],
  ['words on two lines', 'a casi\nno'],
  ['words that make up more than a pattern', 'a casi note'],
  ['words that make up a short pattern', 'a be st idea'],
])('%s are nothing', (_what, text) => {
  expect(matcherOf(['payday', 'casino', 'best'])(text).matches).toEqual([]);
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

test('what goes on for ever is looked at no further than a word goes: else the time would grow with the square of a text', () => {
  const lookedAt = (length: number) => {
    let looks = 0;
    const unit = Int32Array.from('i!'.repeat(length), (each) => each.charCodeAt(0));
    const counted = new Proxy(unit, {
      get(units, place) {
        looks += 1;
        return Reflect.get(units, place);
      },
    });
    endsPart(counted, unit.length - 1);
    return looks;
  };
  expect(lookedAt(10_000)).toBe(lookedAt(1_000));
});
