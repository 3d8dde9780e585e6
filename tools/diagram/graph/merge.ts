import { byText } from '../model/resource';
import type { Edge, EdgeKind, Graph, Node } from './graph';

type Parts = Pick<Graph, 'nodes' | 'edges'>;

/** Up to how many boxes are compared each with each. */
const comparable = 100;

/**
 * Puts together functions that have the same neighbours, then the most similar boxes of one service (by the share of
 * neighbours that they have in common) until no more than `limit` are left. Of very many boxes, or where none have anything
 * in common, all of the most frequent service become one.
 */
export function merge({ nodes, edges }: Parts, limit: number): Parts {
  let merged = mergeEqual({ nodes, edges });
  while (merged.nodes.length > limit) {
    const alike = (merged.nodes.length <= comparable && mostSimilar(merged)) || mostFrequent(merged);
    if (alike.length < 2) return merged;
    merged = together(merged, [alike]);
  }
  return merged;
}

function mostFrequent({ nodes }: Parts): readonly string[] {
  const groups = [...Map.groupBy(nodes, sort)].sort(([a, m], [b, n]) => n.length - m.length || byText(a, b));
  return (groups[0]?.[1] ?? []).map(({ id }) => id);
}

/** What has to agree for two boxes to become one. */
const sort = ({ service, column, outside }: Node): string => `${service}|${column}|${outside ?? ''}`;

function mergeEqual(graph: Parts): Parts {
  const around = neighbours(graph, ({ kind }) => kind);
  const alike = Map.groupBy(
    graph.nodes,
    (node) => `${sort(node)}|${[...(around.get(node.id) ?? [])].sort(byText).join('|')}`,
  );
  const groups = [...alike.values()].filter(([first, second]) => second && first?.family === 'compute');
  return together(
    graph,
    groups.map((group) => group.map(({ id }) => id)),
  );
}

function neighbours({ nodes, edges }: Parts, detail: (edge: Edge) => string): Map<string, Set<string>> {
  const found = new Map(nodes.map(({ id }) => [id, new Set<string>()]));
  for (const edge of edges) {
    found.get(edge.from)?.add(`>${detail(edge)} ${edge.to}`);
    found.get(edge.to)?.add(`<${detail(edge)} ${edge.from}`);
  }
  return found;
}

function mostSimilar(graph: Parts): readonly string[] | undefined {
  const around = neighbours(graph, () => '');
  let best: { readonly pair: readonly string[]; readonly score: number } | undefined;
  for (const [index, one] of graph.nodes.entries()) {
    for (const other of graph.nodes.slice(index + 1)) {
      if (sort(one) !== sort(other)) continue;
      const score = similarity(around.get(one.id), around.get(other.id)) / Math.sqrt(one.count + other.count);
      if (score > (best?.score ?? 0)) best = { pair: [one.id, other.id], score };
    }
  }
  return best?.pair;
}

function similarity(one: ReadonlySet<string> = new Set(), other: ReadonlySet<string> = new Set()): number {
  const common = [...one].filter((each) => other.has(each)).length;
  const all = one.size + other.size - common;
  return all === 0 ? 0.5 : common / all;
}

/** Makes one box of each group, and one edge of those that run alongside then. */
export function together({ nodes, edges }: Parts, groups: readonly (readonly string[])[]): Parts {
  const into = new Map(groups.flatMap((group) => group.map((id) => [id, group[0] as string] as const)));
  const target = (id: string) => into.get(id) ?? id;
  const byTarget = Map.groupBy(nodes, ({ id }) => target(id));
  return { nodes: [...byTarget].map(([id, group]) => oneOf(id, group)), edges: parallel(edges, target) };
}

function oneOf(id: string, group: readonly Node[]): Node {
  const [first] = group as [Node];
  if (group.length === 1) return first;
  return {
    ...first,
    id,
    names: [...new Set(group.flatMap(({ names }) => names))],
    notes: [...new Set(group.flatMap(({ notes }) => notes))],
    count: group.reduce((sum, { count }) => sum + count, 0),
  };
}

export function parallel(edges: readonly Edge[], target: (id: string) => string = (id) => id): Edge[] {
  const moved = edges
    .map((edge) => ({ ...edge, from: target(edge.from), to: target(edge.to) }))
    .filter(({ from, to }) => from !== to);
  const grouped = Map.groupBy(moved, ({ from, to, kind }) => `${from} ${to} ${isData(kind) ? 'data' : kind}`);
  return [...grouped.values()].map((group) => {
    const [first] = group as [Edge & (typeof group)[number]];
    const labels = new Set(group.flatMap(({ label }) => label ?? []));
    return {
      ...first,
      kind: combined(group.map(({ kind }) => kind)),
      label: labels.size === 1 ? [...labels][0] : undefined,
    };
  });
}

const isData = (kind: EdgeKind): boolean => kind === 'read' || kind === 'write' || kind === 'both';

function combined(kinds: readonly EdgeKind[]): EdgeKind {
  const distinct = new Set(kinds);
  return distinct.size > 1 ? 'both' : (kinds[0] as EdgeKind);
}
