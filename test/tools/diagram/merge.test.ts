import fc from 'fast-check';
import type { Edge, Node } from '../../../tools/diagram/graph/graph';
import { merge } from '../../../tools/diagram/graph/merge';

const node = (id: string, more: Partial<Node> = {}): Node => ({
  id,
  service: 'AWS Lambda',
  family: 'compute',
  names: [id],
  notes: [],
  column: 2,
  count: 1,
  ...more,
});
const edge = (from: string, to: string, kind: Edge['kind']): Edge => ({ from, to, kind });
const table = node('table', { service: 'Amazon DynamoDB', family: 'storage', column: 5 });

it('makes one box of functions that do the same with the same', () => {
  const edges = [edge('get', 'table', 'read'), edge('list', 'table', 'read'), edge('put', 'table', 'write')];
  const merged = merge({ nodes: [node('get'), node('list'), node('put'), table], edges }, 25);
  expect(merged.nodes.map(({ names }) => names)).toEqual([['get', 'list'], ['put'], ['table']]);
  expect(merged.edges).toEqual([edge('get', 'table', 'read'), edge('put', 'table', 'write')]);
});

it('goes on with the most similar ones until there are few enough, and says of them what both do', () => {
  const edges = [edge('get', 'table', 'read'), edge('put', 'table', 'write')];
  const merged = merge({ nodes: [node('get'), node('put'), table], edges }, 2);
  expect(merged.nodes[0]).toMatchObject({ names: ['get', 'put'], count: 2 });
  expect(merged.edges).toEqual([edge('get', 'table', 'both')]);
});

it('makes one box of all of a service where there are many with nothing in common', () => {
  const many = Array.from({ length: 300 }, (_, index) => node(`f${index}`));
  const edges = many.map(({ id }) => edge(id, `${id}-table`, 'read'));
  const tables = many.map(({ id }) => node(`${id}-table`, { ...table, id: `${id}-table` }));
  const merged = merge({ nodes: [...many, ...tables], edges }, 25);
  expect(merged.nodes.map(({ service, count }) => [service, count])).toEqual([
    ['AWS Lambda', 300],
    ['Amazon DynamoDB', 300],
  ]);
  expect(merged.edges).toHaveLength(1);
});

it('never loses a resource or an edge between boxes, whatever is merged', () => {
  const names = [...'abcdefghij'];
  const graphs = fc.record({
    nodes: fc.constant(names.map((name, index) => node(name, index > 6 ? { ...table, id: name, names: [name] } : {}))),
    edges: fc.uniqueArray(
      fc.record({
        from: fc.constantFrom(...names),
        to: fc.constantFrom(...names),
        kind: fc.constantFrom<Edge['kind']>('request', 'event', 'read', 'write'),
      }),
      { selector: ({ from, to, kind }) => `${from}${to}${kind}` },
    ),
    limit: fc.integer({ min: 2, max: 10 }),
  });
  fc.assert(
    fc.property(graphs, ({ nodes, edges, limit }) => {
      const merged = merge({ nodes, edges }, limit);
      expect(merged.nodes.flatMap((each) => each.names).sort()).toEqual(names);
      expect(merged.nodes.reduce((sum, { count }) => sum + count, 0)).toBe(names.length);
      const boxOf = (name: string) => merged.nodes.find((each) => each.names.includes(name))?.id;
      for (const { from, to } of edges) {
        if (boxOf(from) === boxOf(to)) continue;
        expect(merged.edges.some((each) => each.from === boxOf(from) && each.to === boxOf(to))).toBe(true);
      }
    }),
  );
});
