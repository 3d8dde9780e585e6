import type { RawBlock } from './block';
import { vocabularyOf, withoutHyphens } from './hyphens';
import { bodySize, fontSizes, type HeadingSizes, type Line, type Page } from './print';
import { withoutRunningLines } from './running-lines';

const MAX_HEADING_LINES = 3;
const MAX_HEADING_CHARACTERS = 200;
/** Between two paragraphs is at least so much more than between two lines. */
const PARAGRAPH_GAP = 1.35;
const bullet = /^(?:[•◦▪▫●○■□‣⁃–—*-]|\(?(?:\d{1,3}|[a-z])[.)])\s+\S/u;

/** Headings, paragraphs and list items of printed pages: lines are joined, what repeats on every page is left out. */
export function blocksOfPages(found: readonly Page[], sizes: HeadingSizes = fontSizes): RawBlock[] {
  const pages = withoutRunningLines(found);
  const lines = pages.flatMap((page) => page.lines);
  const vocabulary = vocabularyOf(lines.map(({ text }) => text));
  // Of all lines: where little but headings is left, these are still larger than what was printed around them.
  const body = bodySize(found.flatMap((page) => page.lines));
  const levelOf = headingLevels(lines, body, sizes);
  const leading = leadingOf(pages);
  return pages.flatMap(({ number, lines }) =>
    grouped(lines, levelOf, leading).map((group): RawBlock => {
      const text = withoutHyphens(
        group.map((line) => line.text.trim()),
        vocabulary,
      );
      const level = levelOf(group[0]);
      if (level && isHeading(group, text)) return { kind: 'heading', level, text, page: number };
      return { kind: bullet.test(text) ? 'list-item' : 'paragraph', text, page: number };
    }),
  );
}

type LevelOf = (line: Line | undefined) => number | undefined;

const isHeading = (lines: readonly Line[], text: string): boolean =>
  lines.length <= MAX_HEADING_LINES && text.length <= MAX_HEADING_CHARACTERS && /\p{L}/u.test(text);

/** Sizes above that of most of the text, the largest first, are the levels of headings. */
function headingLevels(lines: readonly Line[], body: number, { from, step }: HeadingSizes): LevelOf {
  const rank = (line: Line) => Math.round(line.size / (body || 1) / step);
  const large = (line: Line) => line.size >= body * from;
  const ranks = [...new Set(lines.filter(large).map(rank))].sort((a, b) => b - a);
  return (line) => (line && large(line) ? Math.min(6, ranks.indexOf(rank(line)) + 1) : undefined);
}

/** From line to line within a paragraph, in letter heights: what is usual in the document. */
function leadingOf(pages: readonly Page[]): number {
  const leadings = pages.flatMap(({ lines }) =>
    lines.slice(1).flatMap((line, at) => {
      const gap = (line.top - (lines[at]?.top ?? line.top)) / line.size;
      return gap > 0.5 && gap < 4 ? [gap] : [];
    }),
  );
  // The lower quartile: in a document of short paragraphs most gaps are between those.
  return leadings.sort((a, b) => a - b)[Math.floor(leadings.length / 4)] ?? 1.2;
}

function grouped(lines: readonly Line[], levelOf: LevelOf, leading: number): Line[][] {
  const groups: Line[][] = [];
  let open: Line[] = [];
  for (const line of lines) {
    if (line.text.trim() === '') continue;
    const last = open.at(-1);
    if (!last || levelOf(last) !== levelOf(line) || begins(line, last, open, leading)) {
      open = [];
      groups.push(open);
    }
    open.push(line);
  }
  return groups;
}

/** Whether a line begins a paragraph: below a gap, indented after a full stop, with a bullet, or atop of a further column. */
function begins(line: Line, last: Line, paragraph: readonly Line[], leading: number): boolean {
  if (bullet.test(line.text.trim())) return true;
  const gap = line.top - last.top;
  const ended = /[.!?:;…。！？]["'”’»)]*$/u.test(last.text.trim());
  if (gap < 0) return ended;
  if (gap > leading * PARAGRAPH_GAP * line.size) return true;
  const left = Math.min(...paragraph.slice(1, 4).map((each) => each.left), last.left);
  return ended && line.left > left + line.size * 0.8;
}
