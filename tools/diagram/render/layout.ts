import ELK, { type ElkExtendedEdge, type ElkNode, type ElkPoint } from 'elkjs/lib/elk.bundled.js';
import { columns, type Edge, edgeId, type Graph, type Node } from '../graph/graph';
import { clients } from '../graph/nodes';
import { heightOf, type Line, linesOf } from './labels';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface PlacedNode extends Point {
  readonly node: Node;
  readonly lines: readonly Line[];
  readonly width: number;
  readonly height: number;
}

export interface PlacedEdge {
  readonly edge: Edge;
  readonly points: readonly Point[];
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  /** Edges that are drawn as a number in both boxes. */
  readonly marked: readonly Edge[];
  /** Where each column that has boxes begins and ends. */
  readonly bands: readonly { readonly title: string; readonly from: number; readonly to: number }[];
}

/** Layers from left to right with a column of the graph each, and edges that run straight and turn at right angles. */
const options = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.partitioning.activate': 'true',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.separateConnectedComponents': 'false',
  'elk.randomSeed': '1',
  'elk.spacing.nodeNode': '16',
  'elk.spacing.edgeNode': '10',
  'elk.spacing.edgeEdge': '8',
  'elk.layered.spacing.nodeNodeBetweenLayers': '44',
  'elk.layered.spacing.edgeNodeBetweenLayers': '12',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '7',
  'elk.layered.thoroughness': '40',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.padding': '[top=0,left=0,bottom=0,right=0]',
} as const;

type Parts = Pick<Graph, 'nodes' | 'edges'>;

/** Widths of boxes that are tried, and how wide a picture may be to be read without zooming. */
const boxWidths = [164, 150, 138] as const;
const wide = 1216;

/** Places a graph, with boxes as wide as the picture has room for. The same graph gives the same picture. */
export async function layOut(graph: Parts): Promise<Layout> {
  let layout: Layout | undefined;
  for (const boxWidth of boxWidths) {
    layout = await laidOut(graph, boxWidth);
    if (layout.width <= wide) break;
  }
  return layout as Layout;
}

async function laidOut({ nodes, edges }: Parts, width: number): Promise<Layout> {
  const drawn = edges.filter(({ kind, mark }) => kind !== 'permission' && mark === undefined);
  const above = clientsAbove(nodes, drawn);
  const boxes = new Map(nodes.map((node) => [node.id, boxOf(node, width, drawn)]));
  const asked: ElkNode = {
    id: 'root',
    layoutOptions: options,
    children: nodes.filter(({ id }) => !above || id !== clients.id).map(({ id }) => boxes.get(id) as Box),
    edges: drawn
      .filter(({ from }) => !above || from !== clients.id)
      .map((edge) => ({ id: edgeId(edge), sources: [edge.from], targets: [edge.to] })),
  };
  const root: ElkNode = await new ELK().layout(asked);
  if (above) putAbove(root, above, boxes.get(clients.id) as Box);
  const places = new Map(root.children?.map((child) => [child.id, child]));
  const placed = nodes.map((node) => placedNode(node, boxes.get(node.id) as Box, places.get(node.id)));
  const routes = new Map(root.edges?.map((edge) => [edge.id, pointsOf(edge)]));
  return {
    width: Math.ceil(root.width ?? 0),
    height: Math.ceil(root.height ?? 0),
    nodes: placed,
    marked: edges.filter(({ mark }) => mark !== undefined),
    edges: drawn.map((edge) => ({ edge, points: routes.get(edgeId(edge)) ?? [] })),
    bands: bandsOf(placed),
  };
}

interface Box extends ElkNode {
  readonly lines: readonly Line[];
  width: number;
  height: number;
}

function boxOf(node: Node, width: number, edges: readonly Edge[]): Box {
  const lines = linesOf(node, width);
  const outgoing = edges.filter(({ from }) => from === node.id).length;
  const incoming = edges.filter(({ to }) => to === node.id).length;
  const layoutOptions = { 'elk.partitioning.partition': String(node.column) };
  return { id: node.id, lines, width, height: heightOf(lines, Math.max(incoming, outgoing)), layoutOptions };
}

/** The edge of the one box in the first column that people call, if there is one: they are drawn above it. */
function clientsAbove(nodes: readonly Node[], edges: readonly Edge[]): Edge | undefined {
  const [call, another] = edges.filter(({ from }) => from === clients.id);
  return !another && nodes.find(({ id }) => id === call?.to)?.column === 0 ? call : undefined;
}

const clientsGap = 34;

/** Adds the box of the clients above the one they call, and moves everything down where that needs room. */
function putAbove(root: ElkNode, call: Edge, { width, height }: Box): void {
  const entrance = root.children?.find(({ id }) => id === call.to);
  if (!entrance) return;
  const { x = 0, y = 0 } = entrance;
  const missing = Math.max(0, height + clientsGap - y);
  for (const child of root.children ?? []) child.y = (child.y ?? 0) + missing;
  for (const point of (root.edges ?? []).flatMap(pointsOf)) point.y += missing;
  root.height = (root.height ?? 0) + missing;
  const top = y + missing - clientsGap - height;
  const middle = x + width / 2;
  const section = { id: 'call', startPoint: { x: middle, y: top + height }, endPoint: { x: middle, y: y + missing } };
  root.children?.push({ id: clients.id, x, y: top, width, height });
  root.edges?.push({ id: edgeId(call), sources: [call.from], targets: [call.to], sections: [section] });
}

function placedNode(node: Node, { lines, width, height }: Box, { x = 0, y = 0 }: Partial<Point> = {}): PlacedNode {
  return { node, lines, x: Math.round(x), y: Math.round(y), width, height };
}

function pointsOf({ sections = [] }: ElkExtendedEdge): ElkPoint[] {
  return sections.flatMap(({ startPoint, bendPoints = [], endPoint }) => [startPoint, ...bendPoints, endPoint]);
}

function bandsOf(nodes: readonly PlacedNode[]): Layout['bands'] {
  return columns.flatMap((title, column) => {
    const inside = nodes.filter(({ node }) => node.column === column);
    if (inside.length === 0) return [];
    return [
      { title, from: Math.min(...inside.map(({ x }) => x)), to: Math.max(...inside.map(({ x, width }) => x + width)) },
    ];
  });
}
