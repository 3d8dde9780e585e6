import { escaped } from '../../markup/escaped';
import type { Edge, EdgeKind } from '../graph/graph';
import { box } from './labels';
import type { Layout, PlacedEdge, PlacedNode, Point } from './layout';
import * as palette from './palette';

type DrawnKind = Exclude<EdgeKind, 'permission'>;

const margin = 16;
const head = 84;
const foot = 62;

/** Short names of boxes within the picture: logical ids have hashes. */
type Ids = ReadonlyMap<string, string>;

export interface Caption {
  readonly title: string;
  readonly subtitle: string;
  /** What the picture leaves out, for its foot. */
  readonly left: string;
}

/** A picture that stands by itself: its own ground, no scripts, no fonts or images from elsewhere. */
export function svgOf(layout: Layout, caption: Caption): string {
  const width = layout.width + 2 * margin;
  const height = layout.height + head + foot;
  const ids: Ids = new Map(layout.nodes.map(({ node }, index) => [node.id, `n${index}`]));
  const kinds = [...new Set(layout.edges.map(({ edge }) => edge.kind))];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title desc" font-family="${palette.font}">`,
    `<title id="title">${escaped(caption.title)}</title>`,
    `<desc id="desc">${escaped(describe(layout))}</desc>`,
    `<defs>${Object.entries(palette.edges)
      .map(([kind, { line }]) => marker(kind, line))
      .join('')}</defs>`,
    `<rect width="${width}" height="${height}" fill="${palette.ground}"/>`,
    text(margin, 30, caption.title, 18, palette.ink, 'bold'),
    text(margin, 49, caption.subtitle, 12, palette.ink),
    ...layout.bands.map((band) => bandOf(band, layout.height)),
    `<g transform="translate(${margin} ${head})">`,
    ...layout.edges.map((edge) => edgeOf(edge, ids)),
    ...layout.nodes.map((placed) => nodeOf(placed, layout.marked, ids)),
    '</g>',
    ...legend(kinds, layout.marked, margin, height - 30),
    text(margin, height - 11, caption.left, 11.5, '#4b5563'),
    '</svg>',
    '',
  ].join('\n');
}

function bandOf({ title, from, to }: Layout['bands'][number], height: number): string {
  const x = from + margin - 7;
  const width = to - from + 14;
  return `<rect x="${x}" y="${head - 26}" width="${width}" height="${height + 34}" rx="8" fill="${palette.faint}" stroke="${palette.rule}" stroke-dasharray="3 3"/>${text(x + 8, head - 11, title, 12, '#334155', 'bold')}`;
}

function nodeOf({ node, lines, x, y, width, height }: PlacedNode, marked: readonly Edge[], ids: Ids): string {
  const { fill, line, text: colour } = palette.families[node.family];
  const dashes = node.outside ? ' stroke-dasharray="5 3"' : '';
  const rows = lines.map(({ text: words, size, role }, index) => {
    const top = y + box.padding + index * box.lineHeight + 10;
    return text(
      x + box.padding + 3,
      top,
      words,
      size,
      role === 'name' ? palette.ink : colour,
      role === 'name' ? 'bold' : 'normal',
    );
  });
  return [
    `<g class="node" data-id="${ids.get(node.id)}">`,
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="5" fill="${node.outside ? palette.ground : fill}" stroke="${line}" stroke-width="1.2"${dashes}/>`,
    `<rect x="${x}" y="${y}" width="4" height="${height}" rx="2" fill="${line}"/>`,
    ...rows,
    ...chipsOf(node.id, marked).map((chip, index) => chipAt(x + width - 10 - index * 17, y, chip)),
    '</g>',
  ].join('');
}

interface Chip {
  readonly mark: number;
  readonly colour: string;
}

/** At a box, what it works with, by the colour of how; at what they work with, its own number. */
function chipsOf(id: string, marked: readonly Edge[]): Chip[] {
  const own = marked.find(({ to }) => to === id);
  const used = marked.filter(({ from }) => from === id).sort((a, b) => Number(b.mark) - Number(a.mark));
  return [
    ...(own ? [{ mark: Number(own.mark), colour: palette.ink }] : []),
    ...used.map(({ mark, kind }) => ({ mark: Number(mark), colour: palette.edges[kind as DrawnKind].line })),
  ];
}

function chipAt(x: number, y: number, { mark, colour }: Chip): string {
  const number = `<text class="mark" x="${x}" y="${y + 4}" font-size="11" font-weight="bold" text-anchor="middle" fill="#ffffff">${mark}</text>`;
  return `<circle cx="${x}" cy="${y}" r="8" fill="${colour}" stroke="#ffffff"/>${number}`;
}

function edgeOf({ edge, points }: PlacedEdge, ids: Ids): string {
  return line(
    points,
    edge.kind as DrawnKind,
    `class="edge" data-from="${ids.get(edge.from)}" data-to="${ids.get(edge.to)}"`,
  );
}

function line(points: readonly Point[], kind: DrawnKind, attributes: string): string {
  const { line: colour, dashes } = palette.edges[kind];
  const end = kind === 'read' ? '' : ` marker-end="url(#${kind})"`;
  const start = kind === 'read' || kind === 'both' ? ` marker-start="url(#${kind})"` : '';
  const dashed = dashes ? ` stroke-dasharray="${dashes}"` : '';
  return `<path ${attributes} d="${pathOf(points)}" fill="none" stroke="${colour}" stroke-width="1.4"${dashed}${end}${start}/>`;
}

const pathOf = (points: readonly Point[]): string =>
  points.map(({ x, y }, index) => `${index ? 'L' : 'M'}${round(x)} ${round(y)}`).join(' ');
const round = (value: number): number => Math.round(value * 10) / 10;

const marker = (id: string, colour: string): string =>
  `<marker id="${id}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path d="M0 0.5 L7.5 4 L0 7.5 z" fill="${colour}"/></marker>`;

const meanings: Readonly<Record<EdgeKind, string>> = {
  request: 'request and answer',
  event: 'event or delivery',
  read: 'reads',
  write: 'writes',
  both: 'reads and writes',
  permission: 'permission',
};

function legend(kinds: readonly EdgeKind[], marked: readonly Edge[], x: number, y: number): string[] {
  const order = (Object.keys(palette.edges) as DrawnKind[]).filter((kind) => kinds.includes(kind));
  const samples = order.map((kind, index) => {
    const left = x + index * 150;
    const ends = [left, left + 30].map((end) => ({ x: end, y: y - 4 }));
    const sample = line(ends, kind, 'class="legend"');
    return `${sample}${text(left + 38, y, meanings[kind], 11.5, palette.ink)}`;
  });
  if (marked.length === 0) return samples;
  const left = x + order.length * 150;
  const chip = chipAt(left + 8, y - 4, { mark: 1, colour: palette.ink });
  return [
    ...samples,
    `${chip}${text(left + 24, y, 'works with the box of that number, in the colour of how', 11.5, palette.ink)}`,
  ];
}

function text(x: number, y: number, words: string, size: number, colour: string, weight = 'normal'): string {
  const bold = weight === 'bold' ? ' font-weight="bold"' : '';
  return `<text x="${x}" y="${y}" font-size="${size}"${bold} fill="${colour}">${escaped(words)}</text>`;
}

/** The picture in words, for those who do not see it. */
function describe({ nodes, edges, marked }: Layout): string {
  const all = [...edges.map(({ edge }) => edge), ...marked];
  const names = new Map(nodes.map(({ node }) => [node.id, node.names.join(', ') || node.service]));
  return all.map((edge) => `${names.get(edge.from)}: ${meanings[edge.kind]}, ${names.get(edge.to)}`).join('. ');
}
