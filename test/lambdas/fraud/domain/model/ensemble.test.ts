import * as fc from 'fast-check';
import { assembleEnsemble, type Tree } from '../../../../../lambdas/fraud/domain/model/assemble';
import { EnsembleError, margin, probability } from '../../../../../lambdas/fraud/domain/model/ensemble';
import { anyEnsemble, anyRow } from './any-ensemble';

/** x0 < 1.5, missing goes right; left another split on x1, missing goes left. */
const tree: Tree = {
  feature: [0, 1, 0, 0, 0],
  value: [1.5, 0, 30, 1, 2],
  left: [1, 3, -1, -1, -1],
  right: [2, 4, -1, -1, -1],
  defaultLeft: [0, 1, 0, 0, 0],
  cover: [4, 3, 1, 2, 1],
};
const parts = { featureNames: ['x0', 'x1'], baseMargin: 0, trees: [tree] };
const row = (...values: number[]) => Float32Array.from(values);

it.each([
  [[1, -1], 1],
  [[1, 0], 2],
  [[1, Number.NaN], 1],
  [[1.5, -1], 30],
  [[Number.NaN, -1], 30],
])('walks %j to the leaf %d', (values, leaf) => {
  expect(margin(assembleEnsemble(parts), row(...values))).toBe(leaf);
});

it('adds up all trees, and has the probability of the sum', () => {
  const ensemble = assembleEnsemble({ ...parts, baseMargin: -4, trees: [tree, tree] });
  expect(margin(ensemble, row(1, 0))).toBe(0);
  expect(probability(ensemble, row(1, 0))).toBe(0.5);
});

it('knows its depth, and the mean of its leaves by cover', () => {
  const { depth, meanMargin } = assembleEnsemble(parts);
  expect(depth).toBe(2);
  expect(meanMargin).toBeCloseTo((2 * 1 + 1 * 2 + 1 * 30) / 4, 12);
});

it('leaves out nodes that no way leads to', () => {
  const pruned = { ...tree, left: [1, -1, -1, -1, -1], feature: [0, 0, 0, 2 ** 31 - 1, 9] };
  expect(assembleEnsemble({ ...parts, trees: [pruned] }).feature).toHaveLength(3);
});

it('has siblings side by side and behind their parent, whatever the order of the nodes was', () => {
  fc.assert(
    fc.property(anyEnsemble(3), ({ left, feature }) => {
      for (const [node, child] of left.entries()) {
        expect(child < 0 ? feature[node] : child > node).toBe(child < 0 ? -1 : true);
      }
      const children = [...left].filter((child) => child >= 0).flatMap((child) => [child, child + 1]);
      expect(new Set(children).size).toBe(children.length);
    }),
  );
});

it('scores every row with a finite number', () => {
  fc.assert(
    fc.property(anyEnsemble(3), anyRow(3), (ensemble, values) => {
      expect(Number.isFinite(margin(ensemble, values))).toBe(true);
    }),
  );
});

describe('refuses', () => {
  it.each<[string, Partial<Tree>, RegExp]>([
    ['a cycle', { left: [1, 0, -1, -1, -1] }, /tree 0, node 0: is reached twice/],
    ['a child of two', { left: [1, 2, -1, -1, -1] }, /node 2: is reached twice/],
    ['a child out of range', { right: [5, 4, -1, -1, -1] }, /node 5: there are the nodes 0 to 4/],
    ['a negative child', { right: [-1, 4, -1, -1, -1] }, /node -1: there are the nodes 0 to 4/],
    ['an unknown feature', { feature: [2, 1, 0, 0, 0] }, /node 0: compares feature 2, there are the features 0 to 1/],
    ['a threshold that is no number', { value: [Number.NaN, 0, 3, 1, 2] }, /node 0: its threshold or value is NaN/],
    ['a leaf too large for float32', { value: [1.5, 0, 1e39, 1, 2] }, /node 2: its threshold or value is 1e\+39/],
    ['a missing value', { value: [1.5, 0, 3] }, /node 3: its threshold or value is undefined/],
    ['a negative cover', { cover: [4, 3, -1, 2, 1] }, /node 2: its cover is -1/],
    ['a tree without nodes', { left: [] }, /node 0: there are the nodes 0 to -1/],
  ])('%s', (_, change, message) => {
    const bad = () => assembleEnsemble({ ...parts, trees: [{ ...tree, ...change }] });
    expect(bad).toThrow(EnsembleError);
    expect(bad).toThrow(message);
  });

  it('a base margin that is not finite, and names that come twice', () => {
    expect(() => assembleEnsemble({ ...parts, baseMargin: Number.NaN })).toThrow(/base margin is NaN/);
    expect(() => assembleEnsemble({ ...parts, featureNames: ['x', 'x'] })).toThrow(/feature names, each of them once/);
  });

  it('a row of another length', () => {
    expect(() => margin(assembleEnsemble(parts), row(1))).toThrow(/the row has 1 values, the model takes 2/);
  });
});
