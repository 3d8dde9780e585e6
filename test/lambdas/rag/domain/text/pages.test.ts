import { blocksOfPages } from '../../../../../lambdas/rag/domain/text/pages';
import type { Line } from '../../../../../lambdas/rag/domain/text/print';

/** Lines at a distance of 12 with letters of 10; an empty one is a gap. */
const lines = (...texts: (string | Partial<Line>)[]): Line[] =>
  texts.map((each, at) => ({
    size: 10,
    left: 50,
    top: at * 12,
    ...(typeof each === 'string' ? { text: each } : { text: '', ...each }),
  }));
const read = (...pages: Line[][]) =>
  blocksOfPages(pages.map((each, at) => ({ number: at + 1, lines: each }))).map(({ kind, text, page }) => [
    kind,
    text,
    page,
  ]);

test('lines of a paragraph are joined; a gap begins another', () => {
  expect(read(lines('The first line', 'goes on here.', '', 'A second one', 'is below.'))).toEqual([
    ['paragraph', 'The first line goes on here.', 1],
    ['paragraph', 'A second one is below.', 1],
  ]);
});

test('an indented line after a full stop begins a paragraph', () => {
  expect(read(lines('It ends', 'with this line.', { text: 'Another begins', left: 62 }, 'and goes on.'))).toEqual([
    ['paragraph', 'It ends with this line.', 1],
    ['paragraph', 'Another begins and goes on.', 1],
  ]);
});

test('a paragraph goes on atop of the next column', () => {
  const second = { text: 'in the next column.', left: 300, top: 0 };
  expect(read(lines('A sentence that', 'continues', second))).toEqual([
    ['paragraph', 'A sentence that continues in the next column.', 1],
  ]);
});

test('bullets and numbers begin items', () => {
  expect(read(lines('It needs:', '• salt', '• pepper', 'and more', '2) oil'))).toEqual([
    ['paragraph', 'It needs:', 1],
    ['list-item', '• salt', 1],
    ['list-item', '• pepper and more', 1],
    ['list-item', '2) oil', 1],
  ]);
});

test('words divided at line ends are whole again; compounds and ranges keep their hyphen', () => {
  const text = read(lines('The inter-', 'national well-', 'known Jean-', 'Paul of 2019-', '2020 is well-known.'));
  expect(text).toEqual([['paragraph', 'The international well-known Jean-Paul of 2019-2020 is well-known.', 1]]);
});

test('headers, footers and page numbers go, from the edge inwards only', () => {
  const page = (n: number) =>
    lines(
      'Annual report',
      `${['Salt', 'Pepper', 'Oil'][n - 1]} begins.`,
      'Annual report',
      `It ends ${n * n}.`,
      `- ${n + 4} -`,
    );
  expect(read(page(1), page(2), page(3)).map(([, text]) => text)).toEqual([
    'Salt begins. Annual report It ends 1.',
    'Pepper begins. Annual report It ends 4.',
    'Oil begins. Annual report It ends 9.',
  ]);
});

test('two pages that begin alike are too few to tell', () => {
  const page = lines('Dear reader,', 'hello.');
  expect(read(page, page)).toHaveLength(2);
});
