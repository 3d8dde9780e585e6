import type { Edge, Graph, Node } from './graph';

const failed = new Set(['dead letters', 'failures']);

/** A queue that takes only what failed becomes a line of what it belongs to. */
export function foldDeadLetters({ nodes, edges }: Pick<Graph, 'nodes' | 'edges'>): Pick<Graph, 'nodes' | 'edges'> {
  const isFailure = ({ kind, label = '' }: Edge) => kind === 'event' && failed.has(label);
  const taking = Map.groupBy(edges.filter(isFailure), ({ to }) => to);
  const busy = new Set(edges.filter((edge) => !isFailure(edge)).flatMap(({ from, to }) => [from, to]));
  const folded = nodes.filter(({ id, family }) => family === 'messaging' && taking.has(id) && !busy.has(id));
  const gone = new Set(folded.map(({ id }) => id));
  const sources = new Set(edges.filter(({ to }) => gone.has(to)).map(({ from }) => from));
  const noted = (node: Node): Node =>
    sources.has(node.id) ? { ...node, notes: [...node.notes, '+ dead letters'] } : node;
  return {
    nodes: nodes.filter(({ id }) => !gone.has(id)).map(noted),
    edges: edges.filter(({ from, to }) => !gone.has(from) && !gone.has(to)),
  };
}
