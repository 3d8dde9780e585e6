import { tableRows } from '../../../../../lambdas/rag/domain/text/table-rows';

const rowsOf = (rows: string[][], header?: boolean) => [...tableRows({ rows, header })].map(({ text }) => text);

test('each row says the names of its columns; empty cells are left out', () => {
  expect(
    rowsOf(
      [
        ['Country', 'Capital'],
        ['Chile', 'Santiago'],
        ['Peru', ''],
      ],
      true,
    ),
  ).toEqual(['Country: Chile | Capital: Santiago', 'Country: Peru']);
});

test('without a header, cells stand for themselves', () => {
  expect(
    rowsOf([
      ['Name', 'Bob'],
      ['Age', '33'],
    ]),
  ).toEqual(['Name | Bob', 'Age | 33']);
  expect(
    rowsOf([
      ['1', '2', '3'],
      ['4', '5', '6'],
    ]),
  ).toEqual(['1 | 2 | 3', '4 | 5 | 6']);
});

test('a first row that names what is counted below it is a header although nobody said so', () => {
  expect(
    rowsOf([
      ['Product', 'Place', 'Sold'],
      ['Tea', 'Oslo', '12'],
      ['Milk', 'Bergen', '7'],
    ]),
  ).toEqual(['Product: Tea | Place: Oslo | Sold: 12', 'Product: Milk | Place: Bergen | Sold: 7']);
});

test('a header alone is kept, and rows may be longer than it', () => {
  expect(rowsOf([['A', 'B']], true)).toEqual(['A | B']);
  expect(rowsOf([['A'], ['x', 'y']], true)).toEqual(['A: x | y']);
});
