import * as fc from 'fast-check';
import { csvRow, usd } from '../../../tools/invoice/csv';

/** Reads RFC 4180. */
function parse(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain = '', end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

test('whatever a field holds, it is read as it was, but for an apostrophe before what would be a formula', () => {
  const awkward = fc.string({ unit: fc.constantFrom('a', '"', ',', '\r', '\n', '=', '+', '-', '@', '\t', 'é', ' ') });
  fc.assert(
    fc.property(fc.array(fc.array(awkward, { minLength: 1 }), { minLength: 1 }), (rows) => {
      const read = parse(rows.map(csvRow).join(''));
      const safe = rows.map((row) => row.map((field) => (/^[=+\-@\t\r\n]/.test(field) ? `'${field}` : field)));
      expect(read).toEqual(safe);
    }),
  );
});

test('no field begins as a formula does', () => {
  for (const text of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '=HYPERLINK("http://x","y")', '＝1']) {
    expect(parse(csvRow([text]))).toEqual([[`'${text}`]]);
  }
});

test('amounts are exact to a millionth', () => {
  expect([0, 1, 999_999, 1_000_000, 12_345_678_901_234].map(usd)).toEqual([
    ...['0.000000', '0.000001', '0.999999', '1.000000'],
    '12345678.901234',
  ]);
});
