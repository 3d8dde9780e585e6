import { type CalledService, type Flow, isResource } from '../flows/flow';
import { kindOf } from '../model/catalogue';
import { byText, type Resource } from '../model/resource';
import type { Facts } from './facts';
import { foldDeadLetters } from './fold';
import type { Edge, Graph, Node } from './graph';
import { mark } from './marks';
import { merge, parallel } from './merge';
import { clients, idOf, nodeOf, serviceNode } from './nodes';
import { alarmsNode, notesOf } from './notes';
import type { Scope } from './scope';

/** As many boxes as a person takes in at once. */
export const mostNodes = 25;

/** The picture of one part: what it is made of, and what of other parts it works with. */
export function partGraph(facts: Facts, scope: Scope, part: string): Graph {
  const isDrawn = (what: Resource | CalledService): boolean =>
    !isResource(what) || (scope.includes(what) && kindOf(what.type) !== undefined && !facts.helpers.has(what.key));
  const isOwn = (what: Resource | CalledService): boolean => isResource(what) && what.part === part;
  const flows = facts
    .flowsOf(part)
    .filter(({ from, to, kind }) => kind !== 'permission' && isDrawn(from) && isDrawn(to));
  const own = facts.model.ofPart(part).filter(isDrawn);
  const others = flows.flatMap(({ from, to }) => [from, to]).filter((what) => !isOwn(what));
  const nodes = [...own, ...new Map(others.map((what) => [idOf(what), what])).values()].flatMap(
    (what) => boxOf(facts, what, part) ?? [],
  );
  const drawn = foldDeadLetters({ nodes: unique(nodes), edges: parallel(flows.map((flow) => edgeOf(flow, part))) });
  const watch = alarmsOf(facts, scope, part);
  const merged = merge(withClients(drawn), mostNodes - watch.length);
  const { nodes: boxes, edges } = placed({ ...merged, nodes: [...merged.nodes, ...watch] });
  return { title: part, nodes: boxes, edges: mark({ nodes: boxes, edges }), folded: foldedOf(facts, scope, part, own) };
}

function alarmsOf({ model, owners }: Facts, scope: Scope, part: string): Node[] {
  const alarms = model.ofPart(part).filter((each) => each.type === 'AWS::CloudWatch::Alarm' && scope.includes(each));
  const topics = alarms
    .flatMap((alarm) => owners.targets(alarm, alarm.properties.AlarmActions))
    .map(({ name }) => name);
  return alarmsNode(alarms, [...new Set(topics)].sort(byText));
}

function boxOf(facts: Facts, what: Resource | CalledService, part: string): Node | undefined {
  if (!isResource(what)) return serviceNode(what);
  const incoming = facts.flowsAt(what).filter(({ to }) => to === what);
  const node = nodeOf(what, incoming, facts.notesOf(what).length > 0);
  if (!node) return undefined;
  const noted = { ...node, notes: notesOf(facts, what) };
  if (what.part === part) return noted;
  if (node.family !== 'compute') return { ...noted, outside: what.part };
  return {
    ...noted,
    id: `compute of ${what.part}`,
    names: [`functions of ${what.part}`],
    notes: [],
    column: 2,
    outside: what.part,
  };
}

const edgeOf = ({ from, to, kind, label }: Flow, part: string): Edge => ({
  from: endOf(from, part),
  to: endOf(to, part),
  kind,
  label,
});

function endOf(what: Resource | CalledService, part: string): string {
  const isOther = isResource(what) && what.part !== part && kindOf(what.type)?.family === 'compute';
  return isOther ? `compute of ${what.part}` : idOf(what);
}

const unique = (nodes: readonly Node[]): Node[] => [...new Map(nodes.map((node) => [node.id, node])).values()];

/** People and programs call what nothing else in the picture calls. */
export function withClients({ nodes, edges }: Pick<Graph, 'nodes' | 'edges'>): Pick<Graph, 'nodes' | 'edges'> {
  const called = new Set(edges.filter(({ kind }) => kind === 'request').map(({ to }) => to));
  const entrances = nodes.filter(({ id, family }) => (family === 'edge' || family === 'api') && !called.has(id));
  if (entrances.length === 0) return { nodes, edges };
  const calls = entrances.map(({ id }): Edge => ({ from: clients.id, to: id, kind: 'request' }));
  return { nodes: [clients, ...nodes], edges: [...calls, ...edges] };
}

/** Who calls from outside stands with the clients, who is called there or takes in only, with the data; the order is fixed. */
function placed({ nodes, edges }: Pick<Graph, 'nodes' | 'edges'>): Pick<Graph, 'nodes' | 'edges'> {
  const passing = new Set(
    edges.flatMap(({ from, to, kind }) => (kind === 'event' ? [from] : kind === 'read' || kind === 'both' ? [to] : [])),
  );
  const called = new Set(edges.filter(({ kind }) => kind === 'request').map(({ to }) => to));
  const calling = new Set(edges.filter(({ kind }) => kind === 'request').map(({ from }) => from));
  const columnOf = ({ id, column, family, outside }: Node): number => {
    if (column === 3) return passing.has(id) ? 3 : 5;
    if (!outside || family !== 'compute') return column;
    return called.has(id) ? 5 : calling.has(id) ? 0 : column;
  };
  const moved = nodes.map((node) => ({ ...node, column: columnOf(node) }));
  return {
    nodes: moved.sort((a, b) => a.column - b.column || byText(a.id, b.id)),
    edges: [...edges].sort((a, b) => byText(a.from, b.from) || byText(a.to, b.to) || byText(a.kind, b.kind)),
  };
}

function foldedOf({ model }: Facts, scope: Scope, part: string, drawn: readonly Resource[]): Graph['folded'] {
  const shown = new Set(drawn);
  const left = model.ofPart(part).filter((resource) => scope.includes(resource) && !shown.has(resource));
  const counts = [...Map.groupBy(left, ({ type }) => type)].map(([type, { length }]) => [type, length] as const);
  return Object.fromEntries(counts.sort(([a], [b]) => byText(a, b)));
}
