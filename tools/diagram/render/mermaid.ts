import { columns, type Edge, type EdgeKind, type Graph, type Node } from '../graph/graph';
import * as palette from './palette';

/** A graph as a Mermaid flowchart, which code hosts draw from Markdown. */
export function mermaidOf({ nodes, edges }: Pick<Graph, 'nodes' | 'edges'>): string {
  const ids = new Map(nodes.map(({ id }, index) => [id, `n${index}`]));
  const drawn = edges.filter(({ kind, mark }) => kind !== 'permission' && mark === undefined);
  const used = [...new Set(nodes.map(({ family }) => family))];
  return [
    'flowchart LR',
    ...columns.flatMap((title, column) =>
      subgraph(
        title,
        column,
        nodes.filter((node) => node.column === column),
        (node) => box(node, ids, edges),
      ),
    ),
    ...drawn.map((edge) => `  ${ids.get(edge.from)} ${arrow(edge)} ${ids.get(edge.to)}`),
    ...used.map((family) => `  classDef ${family} ${styleOf(family)}`),
    ...used.map(
      (family) =>
        `  class ${nodes
          .filter((node) => node.family === family)
          .map(({ id }) => ids.get(id))
          .join(',')} ${family}`,
    ),
    ...linkStyles(drawn),
    '',
  ].join('\n');
}

function subgraph(title: string, column: number, nodes: readonly Node[], line: (node: Node) => string): string[] {
  if (nodes.length === 0) return [];
  return [`  subgraph c${column}["${title}"]`, ...nodes.map((node) => `    ${line(node)}`), '  end'];
}

const verbs: Readonly<Record<EdgeKind, string>> = {
  request: 'calls',
  event: 'events',
  read: 'reads',
  write: 'writes',
  both: 'reads and writes',
  permission: '',
};

function box(node: Node, ids: ReadonlyMap<string, string>, edges: readonly Edge[]): string {
  const own = edges.find(({ to, mark }) => mark !== undefined && to === node.id)?.mark;
  const uses = edges.filter(({ from, mark }) => mark !== undefined && from === node.id);
  const lines = [
    node.count > 1 ? `${node.service} × ${node.count}` : node.service,
    node.names.length > 0 ? `<b>${escaped(node.names.join(', '))}</b>` : '',
    ...node.notes.map(escaped),
    node.outside && !node.id.startsWith('compute of') ? `of ${node.outside}` : '',
    own === undefined ? '' : `(${own})`,
    uses.map(({ kind, mark }) => `${verbs[kind]} (${mark})`).join(', '),
  ];
  return `${ids.get(node.id)}["${lines.filter((line) => line !== '').join('<br/>')}"]`;
}

function arrow({ kind, label }: Edge): string {
  if (kind === 'request') return label ? `-->|${escaped(label)}|` : '-->';
  if (kind === 'event') return label ? `-.->|${escaped(label)}|` : '-.->';
  return `-->|${verbs[kind]}|`;
}

function styleOf(family: Node['family']): string {
  const { fill, line, text } = palette.families[family];
  return `fill:${fill},stroke:${line},color:${text}`;
}

function linkStyles(edges: readonly Edge[]): string[] {
  const numbered = edges.map(({ kind }, index) => ({ kind, index }));
  return [...Map.groupBy(numbered, ({ kind }) => kind)].map(([kind, group]) => {
    const colour = palette.edges[kind as Exclude<EdgeKind, 'permission'>].line;
    return `  linkStyle ${group.map(({ index }) => index).join(',')} stroke:${colour}`;
  });
}

const escaped = (text: string): string => text.replace(/"/g, '#quot;').replace(/[[\]{}|]/g, ' ');
