import fc from 'fast-check';
import { cleanCode, cleanLine, cleanText } from '../../../../../lambdas/rag/domain/text/clean-text';

const any = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        'a',
        'é',
        'e',
        '\u0301',
        ' ',
        '\n',
        '\r',
        '\t',
        '\u00AD',
        '\u200B',
        '\uFB01',
        '\uD800',
        '\u0000',
        '\u00A0',
        '\u2028',
        '\uF0B7',
        '\uE001',
        '\u{E0041}',
      ),
      { maxLength: 40 },
    )
    .map((parts) => parts.join('')),
);

test.each([
  ['prose', cleanText],
  ['code', cleanCode],
  ['a line', cleanLine],
] as const)('cleaning %s again changes nothing, and nothing that cannot be read is left', (_, clean) => {
  fc.assert(
    fc.property(any, (text) => {
      const cleaned = clean(text);
      expect(clean(cleaned)).toBe(cleaned);
      expect(cleaned).toBe(cleaned.normalize('NFC'));
      expect(cleaned.isWellFormed()).toBe(true);
      expect(cleaned).not.toMatch(/(?!\n)\p{Cc}|\p{Co}|[\u00AD\u200B\u202E\uFEFF\uFB00-\uFB06]/u);
      expect(cleaned.trimEnd()).toBe(cleaned);
    }),
  );
});

test.each([
  ['re\u00ADsume\u0301', 'resumé'],
  ['a\u00A0\u2003 b\t c', 'a b c'],
  [' one \r\n\r\n  two\u2028three ', 'one\ntwo\nthree'],
  ['e\uFB03cient o\uFB00er', 'efficient offer'],
  ['\uF0B7 item', '• item'],
  ['pay \u202Eevil\u202C now', 'pay evil now'],
  ['see\u{E0049}\u{E0067}\u{E006E} this', 'see this'],
  ['👩\u200D🚀 می\u200Cخواهم', '👩\u200D🚀 می\u200Cخواهم'],
])('%j is %j', (text, cleaned) => {
  expect(cleanText(text)).toBe(cleaned);
});

test('code keeps its indentation and single empty lines', () => {
  expect(cleanCode('\n\nif x:\r\n\treturn 1  \n\n\n\n  done\n')).toBe('if x:\n  return 1\n\n  done');
});
