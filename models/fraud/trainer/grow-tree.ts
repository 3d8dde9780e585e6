import type { SortedColumn } from './data';
import { GrowingTree } from './growing-tree';
import { type Level, summarise, weightOf } from './level';
import type { TrainingParameters } from './parameters';
import type { Segments } from './segments';
import { SplitSearch } from './split-search';

/** A split has to gain more than this, whatever gamma is. */
const MIN_GAIN = Math.fround(1e-6);

export interface Growth {
  readonly columns: readonly Float32Array[];
  /** The same, sorted. */
  readonly sorted: readonly SortedColumn[];
  /** Gradient and Hessian of each row. */
  readonly pairs: Float32Array;
  /** Columns that splits may be made by, ascending. */
  readonly features: readonly number[];
  /** 0 for rows that the tree sees, else -1; used up. */
  readonly nodes: Int32Array;
  /** Room for as many rows, used for each column in turn. */
  readonly segments: Segments;
  readonly parameters: TrainingParameters;
}

/** Grows one tree level by level, as deep as allowed or as splits gain anything, and prunes it. */
export function growTree(growth: Growth): GrowingTree {
  const { nodes, pairs, features, sorted, segments, parameters } = growth;
  const tree = new GrowingTree();
  let level = summarise(1, nodes, pairs, parameters);
  let open = addLeaves(tree, level, parameters);
  for (let depth = 0; depth < parameters.maxDepth; depth += 1) {
    const search = new SplitSearch(level, segments, parameters);
    for (const feature of features) search.search(feature, sorted[feature] as SortedColumn, nodes, pairs);
    const split = open.map((_, at) => at).filter((at) => (search.gain[at] as number) > MIN_GAIN);
    if (split.length === 0) break;
    splitNodes(tree, open, split, search);
    descend(growth, tree, open, split);
    level = summarise(2 * split.length, nodes, pairs, parameters);
    const children = addLeaves(tree, level, parameters);
    for (const [pair, at] of split.entries()) {
      tree.setChildren(open[at] as number, children[2 * pair] as number, children[2 * pair + 1] as number);
    }
    open = children;
  }
  tree.prune(parameters.gamma);
  return tree;
}

/** @returns the tree's node of each one of the level */
function addLeaves(tree: GrowingTree, { g, h }: Level, parameters: TrainingParameters): number[] {
  return Array.from(g, (sum, at) => {
    const weight = weightOf(sum, h[at] as number, parameters);
    return tree.addLeaf(Math.fround(weight * parameters.eta), Math.fround(h[at] as number));
  });
}

function splitNodes(tree: GrowingTree, open: readonly number[], split: readonly number[], search: SplitSearch): void {
  for (const at of split) {
    tree.split(open[at] as number, {
      feature: search.feature[at] as number,
      threshold: search.threshold[at] as number,
      defaultLeft: search.defaultLeft[at] as number,
      gain: search.gain[at] as number,
    });
  }
}

/** Moves each row on to its node in the next level, which has two for each split; -1 where the way ends. */
function descend(growth: Growth, tree: GrowingTree, open: readonly number[], split: readonly number[]): void {
  const { nodes, columns } = growth;
  const firstChild = new Int32Array(open.length).fill(-1);
  for (const [pair, at] of split.entries()) firstChild[at] = 2 * pair;
  for (let row = 0; row < nodes.length; row += 1) {
    const at = nodes[row] as number;
    if (at < 0) continue;
    const child = firstChild[at] as number;
    nodes[row] = child < 0 ? -1 : child + (isLeft(tree, open[at] as number, columns, row) ? 0 : 1);
  }
}

function isLeft(tree: GrowingTree, node: number, columns: readonly Float32Array[], row: number): boolean {
  const column = columns[tree.feature[node] as number] as Float32Array;
  return tree.isLeft(node, column[row] as number);
}
