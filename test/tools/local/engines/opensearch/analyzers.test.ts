import fc from 'fast-check';
import { analyzers } from '../../../../../tools/local/engines/opensearch/analysis/analyzers';
import { tokenize } from '../../../../../tools/local/engines/opensearch/analysis/tokenizer';

const english = (text: string) => analyzers.english?.(text);

describe('tokenizer', () => {
  test.each<[string, string[]]>([
    ['', []],
    ['two words', ['two', 'words']],
    ["don't stop: it's O'Neil’s", ["don't", 'stop', "it's", 'O’Neil’s'.replace('’N', "'N")]],
    ['3.14 and 1,000,000.', ['3.14', 'and', '1,000,000']],
    ['www.example.com/a?b', ['www.example.com', 'a', 'b']],
    ['wi-fi e-mail', ['wi', 'fi', 'e', 'mail']],
    ['snake_case _ __init__', ['snake_case', '__init__']],
    ['B2B mp3 4x4', ['B2B', 'mp3', '4x4']],
    ['Größe naïve cafe\u0301', ['Größe', 'naïve', 'cafe\u0301']],
    ['日本語', ['日', '本', '語']],
    ['カタカナ', ['カタカナ']],
    ['한국어 문서', ['한국어', '문서']],
    ['a.b a:b 1:2 a.1', ['a.b', 'a:b', '1', '2', 'a', '1']],
    ['()!?—…', []],
  ])('%j', (text, expected) => {
    expect(tokenize(text)).toEqual(expected);
  });

  test('loses no letter and invents none', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const letters = (all: string) => all.match(/[\p{L}\p{Nd}]/gu) ?? [];
        expect(letters(tokenize(text).join(' '))).toEqual(letters(text));
      }),
    );
  });

  test('cuts what is longer than any word', () => {
    expect(tokenize('x'.repeat(600)).map(({ length }) => length)).toEqual([255, 255, 90]);
  });
});

describe('english analyzer', () => {
  test.each<[string, string[]]>([
    ['The quick brown foxes', ['quick', 'brown', 'fox']],
    ["The director's report was not in it", ['director', 'report']],
    ['Relational databases are relational', ['relat', 'databas', 'relat']],
    ['running runs ran', ['run', 'run', 'ran']],
    ['generalizations', ['gener']],
    ['Policies of the companies’', ['polici', 'compani']],
    ['their then there these they this', []],
    ['is us as', ['us']],
    ['YES yes', ['ye', 'ye']],
    ['GDPR 2016/679', ['gdpr', '2016', '679']],
  ])('%j', (text, expected) => {
    expect(english(text)).toEqual(expected);
  });

  test('the standard analyzer only lowers', () => {
    expect(analyzers.standard?.("The Foxes' dens")).toEqual(['the', 'foxes', 'dens']);
  });
});
