import { bodySize, type Line, type Page } from './print';

/** So many lines at the top and at the bottom of a page may be running headers and footers. */
const DEPTH = 3;
/** On so many pages, and this share of them, a line repeats to be one. */
const MIN_PAGES = 3;
const MIN_SHARE = 0.4;

type Edge = 'top' | 'bottom';

/**
 * Pages without their headers, footers and page numbers: lines at the edge that are the same on many pages, but for a number
 * that goes up with the page. Taken from the edge inwards, so that nothing is lost from the middle of a text.
 */
export function withoutRunningLines(pages: readonly Page[]): Page[] {
  const needed = Math.max(MIN_PAGES, Math.ceil(pages.length * MIN_SHARE));
  const body = bodySize(pages.flatMap(({ lines }) => lines));
  const counts = new Map<string, number>();
  for (const page of pages) for (const key of keysOf(page, body)) counts.set(key, (counts.get(key) ?? 0) + 1);
  const runs = (line: Line | undefined, edge: Edge, page: Page): boolean =>
    line !== undefined && formsOf(line, edge, page, body).some((key) => (counts.get(key) ?? 0) >= needed);

  return pages.map((page) => {
    const lines = page.lines.filter(({ text }) => text.trim() !== '');
    for (let taken = 0; taken < DEPTH && runs(lines[0], 'top', page); taken += 1) lines.shift();
    for (let taken = 0; taken < DEPTH && runs(lines.at(-1), 'bottom', page); taken += 1) lines.pop();
    return { number: page.number, lines };
  });
}

function keysOf(page: Page, body: number): Set<string> {
  const lines = page.lines.filter(({ text }) => text.trim() !== '');
  const keys = (some: readonly Line[], edge: Edge) => some.flatMap((line) => formsOf(line, edge, page, body));
  return new Set([...keys(lines.slice(0, DEPTH), 'top'), ...keys(lines.slice(-DEPTH), 'bottom')]);
}

/**
 * A line as it is, and with each number in it as its distance from the page's: the same on every page for a page number. Not in
 * large letters: `Chapter 1` on page 1 and `Chapter 2` on page 2 are headings.
 */
function formsOf({ text, size }: Line, edge: Edge, { number }: Page, body: number): string[] {
  const plain = text.trim().replace(/\s+/g, ' ');
  const numbers = size > body * 1.1 ? [] : [...plain.matchAll(/\d+/g)];
  const tracked = numbers.map(({ 0: digits, index }) => {
    const distance = Number(digits) - number;
    return `${plain.slice(0, index)}#${distance}#${plain.slice(index + digits.length)}`;
  });
  return [plain, ...tracked].map((form) => `${edge} ${form}`);
}
