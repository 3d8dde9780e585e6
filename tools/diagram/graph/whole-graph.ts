import { type CalledService, type Flow, isResource } from '../flows/flow';
import { kindOf } from '../model/catalogue';
import { byText, type Resource } from '../model/resource';
import type { Facts } from './facts';
import { foldDeadLetters } from './fold';
import type { Edge, Graph, Node } from './graph';
import { marked } from './marks';
import { parallel } from './merge';
import { idOf, nodeOf, serviceNode } from './nodes';
import { mostNodes, withClients } from './part-graph';
import type { Scope } from './scope';

/** A resource, or a service that is called, in the picture of all: the box that it is in. */
interface Member {
  readonly what: Resource | CalledService;
  readonly node: Node;
  readonly box: string;
}

/** All parts in one picture: a box for what a part has in one column, such as its tables and buckets. */
export function wholeGraph(facts: Facts, scope: Scope, title: string): Graph {
  const isDrawn = (what: Resource | CalledService): boolean =>
    !isResource(what) || (scope.includes(what) && kindOf(what.type) !== undefined && !facts.helpers.has(what.key));
  const flows = facts.flows.filter(({ from, to, kind }) => kind !== 'permission' && isDrawn(from) && isDrawn(to));
  const members = withoutDeadLetters(membersOf(facts, flows, isDrawn), flows);
  const boxOf = new Map(members.map(({ what, box }) => [idOf(what), box]));
  const edges = parallel(flows.flatMap((flow) => edgeBetween(flow, boxOf)));
  const boxes = [...Map.groupBy(members, ({ box }) => box)].map(([id, inside]) => summary(id, inside));
  const graph = withClients(fewer({ nodes: boxes, edges }));
  const nodes = [...graph.nodes].sort((a, b) => a.column - b.column || byText(a.id, b.id));
  return {
    title,
    nodes,
    edges: marked(sorted(graph.edges), ({ from, to }) => partOf(from) !== partOf(to)),
    folded: {},
  };
}

function membersOf(
  facts: Facts,
  flows: readonly Flow[],
  isDrawn: (what: Resource | CalledService) => boolean,
): Member[] {
  const incoming = Map.groupBy(flows, ({ to }) => idOf(to));
  const resources = facts.model.resources.filter(isDrawn).flatMap((what): Member[] => {
    const node = nodeOf(what, incoming.get(what.key) ?? [], facts.notesOf(what).length > 0);
    return node ? [{ what, node, box: `${what.part} ${node.column}` }] : [];
  });
  const called = new Map(flows.flatMap(({ to }) => (isResource(to) ? [] : [[idOf(to), to] as const])));
  const services = [...called.values()].flatMap((what): Member[] => {
    const node = serviceNode(what);
    return node ? [{ what, node, box: `called ${node.family}` }] : [];
  });
  return [...resources, ...services];
}

function withoutDeadLetters(members: readonly Member[], flows: readonly Flow[]): Member[] {
  const edges = flows.map(({ from, to, kind, label }): Edge => ({ from: idOf(from), to: idOf(to), kind, label }));
  const { nodes } = foldDeadLetters({ nodes: members.map(({ node }) => node), edges });
  const kept = new Set(nodes.map(({ id }) => id));
  return members.filter(({ node }) => kept.has(node.id));
}

function edgeBetween({ from, to, kind, label }: Flow, boxOf: ReadonlyMap<string, string>): Edge[] {
  const [source, target] = [boxOf.get(idOf(from)), boxOf.get(idOf(to))];
  return source && target ? [{ from: source, to: target, kind, label }] : [];
}

/** Says how many of which service are in a box. The colour is that of most of them. */
function summary(id: string, inside: readonly Member[]): Node {
  const services = [...Map.groupBy(inside, ({ node }) => node.service)].sort(
    ([a, m], [b, n]) => n.length - m.length || byText(a, b),
  );
  const [first] = (services[0]?.[1] ?? inside) as [Member];
  const { what, node } = first;
  const names = services.map(([service, { length }]) => (length === 1 ? service : `${service} × ${length}`));
  const service = isResource(what) ? what.part : 'Models and services';
  return { id, service, family: node.family, names, notes: [], column: node.column, outside: undefined, count: 1 };
}

const partOf = (id: string): string => id.replace(/ \d+$/, '');

/** Leaves out the smallest boxes that only work for their own part, where there are too many. */
function fewer({ nodes, edges }: Pick<Graph, 'nodes' | 'edges'>): Pick<Graph, 'nodes' | 'edges'> {
  const reaching = new Set(
    edges.filter(({ from, to }) => partOf(from) !== partOf(to)).flatMap(({ from, to }) => [from, to]),
  );
  const inner = nodes
    .filter(({ id }) => !reaching.has(id))
    .sort((a, b) => a.names.length - b.names.length || byText(a.id, b.id));
  const gone = new Set(inner.slice(0, Math.max(0, nodes.length + 1 - mostNodes)).map(({ id }) => id));
  return {
    nodes: nodes.filter(({ id }) => !gone.has(id)),
    edges: edges.filter(({ from, to }) => !gone.has(from) && !gone.has(to)),
  };
}

const sorted = (edges: readonly Edge[]): Edge[] =>
  [...edges].sort((a, b) => byText(a.from, b.from) || byText(a.to, b.to) || byText(a.kind, b.kind));
