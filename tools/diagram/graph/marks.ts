import { byText } from '../model/resource';
import type { Edge, Graph } from './graph';

/** Lines to one box from which on they hide more than they show. */
const many = 3;

/** Numbers the stores and streams of other parts that many boxes work with; their edges are drawn as that number. */
export function mark({ nodes, edges }: Pick<Graph, 'nodes' | 'edges'>): Edge[] {
  const outside = new Set(nodes.filter(({ outside }) => outside !== undefined).map(({ id }) => id));
  return marked(edges, ({ to }) => outside.has(to));
}

/** The same for edges that may be drawn as a number by `isFar`. */
export function marked(edges: readonly Edge[], isFar: (edge: Edge) => boolean): Edge[] {
  const isData = (edge: Edge) => (edge.kind === 'read' || edge.kind === 'write' || edge.kind === 'both') && isFar(edge);
  const counts = Map.groupBy(edges.filter(isData), ({ to }) => to);
  const busy = [...counts]
    .filter(([, group]) => group.length >= many)
    .map(([id]) => id)
    .sort(byText);
  const numbers = new Map(busy.map((id, index) => [id, index + 1]));
  return edges.map((edge) => (isData(edge) && numbers.has(edge.to) ? { ...edge, mark: numbers.get(edge.to) } : edge));
}
