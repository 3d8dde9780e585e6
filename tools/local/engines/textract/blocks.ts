import { randomUUID } from 'node:crypto';

/** Lines of each page, from top to bottom. */
export type Pages = readonly (readonly string[])[];

/** Height of a line, as a share of its page. */
const lineHeight = 0.015;
/** Lines of a page at least, so that they stand at a usual distance. */
const fewestLines = 40;
const margin = 0.05;

/** What Textract gives of a document: each page, then its lines, each with its words. Confidence is 99.9 throughout. */
export function blocksOf(pages: Pages): unknown[] {
  return pages.flatMap((lines, at) => {
    const Page = at + 1;
    const found = lines.map((line, place) => ofLine(line, Page, place, Math.max(lines.length, fewestLines)));
    const page = block('PAGE', Page, { Left: 0, Top: 0, Width: 1, Height: 1 }, childrenOf(found.map(([line]) => line)));
    return [page, ...found.flat()];
  });
}

type Block = ReturnType<typeof block>;

function ofLine(Text: string, Page: number, place: number, lines: number): [Block, ...Block[]] {
  const Top = margin + (place / lines) * (1 - 2 * margin);
  const box = { Left: margin, Top, Width: 1 - 2 * margin, Height: lineHeight };
  const parts = Text.split(/\s+/).filter((word) => word !== '');
  const Width = box.Width / Math.max(parts.length, 1);
  const words = parts.map((word, at) =>
    block('WORD', Page, { ...box, Left: margin + at * Width, Width }, { ...said(word), TextType: 'PRINTED' }),
  );
  return [block('LINE', Page, box, { ...said(Text), ...childrenOf(words) }), ...words];
}

const said = (Text: string) => ({ Text, Confidence: 99.9 });

const childrenOf = (blocks: readonly { readonly Id: string }[]) =>
  blocks.length > 0 ? { Relationships: [{ Type: 'CHILD', Ids: blocks.map(({ Id }) => Id) }] } : {};

interface Box {
  readonly Left: number;
  readonly Top: number;
  readonly Width: number;
  readonly Height: number;
}

function block(BlockType: string, Page: number, box: Box, members: Readonly<Record<string, unknown>>) {
  const { Left, Top, Width, Height } = box;
  const [right, bottom] = [Left + Width, Top + Height];
  const Polygon = [
    { X: Left, Y: Top },
    { X: right, Y: Top },
    { X: right, Y: bottom },
    { X: Left, Y: bottom },
  ];
  return { BlockType, Id: randomUUID(), Page, Geometry: { BoundingBox: box, Polygon }, ...members };
}
