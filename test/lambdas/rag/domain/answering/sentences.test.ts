import * as fc from 'fast-check';
import { readMarkers, withMarkers } from '../../../../../lambdas/rag/domain/answering/markers';
import { SentenceStream, sentenceSpans } from '../../../../../lambdas/rag/domain/answering/sentences';

const streamed = (pieces: readonly string[]) => {
  const stream = new SentenceStream();
  return [...pieces.flatMap((piece) => stream.push(piece)), ...stream.end()];
};
const anyText = fc
  .array(
    fc.constantFrom(
      'The fee',
      ' is 3.5',
      '%',
      '.',
      ' ',
      '[1]',
      '[2',
      ']',
      '\n',
      'e.g.',
      ' No. 5',
      '!',
      ' Next',
      ' und',
      '。',
      '"',
      '我们',
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''));

describe('sentences of a stream', () => {
  it('are the same however it is cut', () => {
    fc.assert(
      fc.property(anyText, fc.array(fc.nat(6), { maxLength: 60 }), (text, sizes) => {
        const pieces: string[] = [];
        let rest = text;
        for (const size of sizes) {
          pieces.push(rest.slice(0, size));
          rest = rest.slice(size);
        }
        expect(streamed([...pieces, rest])).toEqual(streamed([text]));
      }),
    );
  });

  it('lose nothing but space', () => {
    const bare = (text: string) => text.replace(/\s+/g, '');
    fc.assert(
      fc.property(anyText, (text) => {
        expect(bare(streamed([text]).join(''))).toBe(bare(text));
        expect(
          bare(
            sentenceSpans(text)
              .map(({ start, end }) => text.slice(start, end))
              .join(''),
          ),
        ).toBe(bare(text));
      }),
    );
  });

  it.each([
    ['One. Two! Three?', ['One.', 'Two!', 'Three?']],
    ['It is five.[1] It is six. [2][3] End', ['It is five.[1]', 'It is six. [2][3]', 'End']],
    ['It is five [1]. Then', ['It is five [1].', 'Then']],
    ['See e.g. No. 5 by Dr. Who vs. J. Smith. Done.', ['See e.g. No. 5 by Dr. Who vs. J. Smith.', 'Done.']],
    ['It costs 3.5 euros. See example.com for more.', ['It costs 3.5 euros.', 'See example.com for more.']],
    ['- first [1]\n- second [2]', ['- first [1]', '- second [2]']],
    ['broken in\nthe middle. Next', ['broken in the middle.'.replace(' the', '\nthe'), 'Next']],
    ['今天下雨。明天晴。', ['今天下雨。', '明天晴。']],
    ['She said "no." Then left.', ['She said "no."', 'Then left.']],
  ])('of %j', (text, expected) => {
    expect(streamed([text])).toEqual(expected);
  });

  it('come as soon as they are complete', () => {
    const stream = new SentenceStream();
    expect(stream.push('It is five.')).toEqual([]);
    expect(stream.push(' [1')).toEqual([]);
    expect(stream.push('] Ne')).toEqual(['It is five. [1]']);
  });
});

describe('markers', () => {
  it.each([
    ['It is five [1].', 'It is five.', [1]],
    ['It is five [1][3].', 'It is five.', [1, 3]],
    ['It is [2] five [1, 2].', 'It is five.', [2, 1]],
    ['All of it [2-4].', 'All of it.', [2, 3, 4]],
    ['An array a[i] and [sic] stay.', 'An array a[i] and [sic] stay.', []],
  ])('of %j', (sentence, text, cited) => {
    expect(readMarkers(sentence)).toEqual({ text, cited });
  });

  it('never name more than a model was given', () => {
    expect(readMarkers('All [1-999].').cited.length).toBeLessThanOrEqual(50);
  });

  it('are written so that they are read', () => {
    expect(withMarkers('It is five.', [1, 2])).toBe('It is five [1][2].');
    expect(withMarkers('A heading', [1])).toBe('A heading [1]');
    expect(readMarkers(withMarkers('It is five!', [3]))).toEqual({ text: 'It is five!', cited: [3] });
  });
});
