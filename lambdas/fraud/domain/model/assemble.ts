import { type Ensemble, EnsembleError } from './ensemble';

/**
 * One tree as XGBoost's JSON has it: its nodes by number from 0, which is the root. Nodes that no way leads to, which
 * pruning leaves behind, are allowed.
 */
export interface Tree {
  /** What a split compares; any number in a leaf. */
  readonly feature: ArrayLike<number>;
  /** Threshold of a split; what a leaf adds. */
  readonly value: ArrayLike<number>;
  /** -1 in a leaf. */
  readonly left: ArrayLike<number>;
  readonly right: ArrayLike<number>;
  /** 1 or true where a missing value goes left. */
  readonly defaultLeft: ArrayLike<number | boolean>;
  readonly cover: ArrayLike<number>;
}

export interface Parts {
  readonly featureNames: readonly string[];
  readonly baseMargin: number;
  readonly trees: readonly Tree[];
}

const LEAF = -1;

/**
 * Puts trees one after the other, each in breadth-first order.
 *
 * @throws EnsembleError for a node that is reached twice (a cycle, or a child of two), for indices out of range, for
 *   numbers that are not finite in single precision, and for names that are missing or come twice
 */
export function assembleEnsemble({ featureNames, baseMargin, trees }: Parts): Ensemble {
  if (!Number.isFinite(baseMargin))
    throw new EnsembleError(`the base margin is ${baseMargin}, expected a finite number`);
  if (featureNames.length === 0 || new Set(featureNames).size < featureNames.length) {
    throw new EnsembleError('expected feature names, each of them once');
  }
  const orders = trees.map((tree, index) => breadthFirst(tree, index, featureNames.length));
  const size = orders.reduce((sum, { length }) => sum + length, 0);
  const roots = new Int32Array(trees.length);
  const nodes = {
    feature: new Int32Array(size).fill(LEAF),
    value: new Float32Array(size),
    left: new Int32Array(size).fill(LEAF),
    defaultLeft: new Uint8Array(size),
    cover: new Float32Array(size),
  };
  let start = 0;
  for (const [index, order] of orders.entries()) {
    roots[index] = start;
    place(nodes, trees[index] as Tree, order, start);
    start += order.length;
  }
  return {
    featureNames,
    baseMargin: Math.fround(baseMargin),
    roots,
    ...nodes,
    ...nodeSummary(nodes, roots, baseMargin),
  };
}

type Nodes = Pick<Ensemble, 'feature' | 'value' | 'left' | 'defaultLeft' | 'cover'>;

/** @returns the tree's nodes, from the root on, siblings side by side */
function breadthFirst(tree: Tree, index: number, features: number): number[] {
  const seen = new Uint8Array(tree.left.length);
  const order: number[] = [];
  const visit = (node: number) => {
    const problem = problemOf(tree, node, seen, features);
    if (problem) throw new EnsembleError(`tree ${index}, node ${node}: ${problem}`);
    seen[node] = 1;
    order.push(node);
  };
  visit(0);
  for (const node of order) {
    if (tree.left[node] === LEAF) continue;
    visit(tree.left[node] as number);
    visit(tree.right[node] as number);
  }
  return order;
}

function problemOf(tree: Tree, node: number, seen: Uint8Array, features: number): string | undefined {
  if (!isIndex(node, tree.left.length)) return `there are the nodes 0 to ${tree.left.length - 1}`;
  if (seen[node]) return 'is reached twice';
  const [feature, value, cover] = [tree.feature[node], tree.value[node], tree.cover[node]];
  if (!isSingle(value)) return `its threshold or value is ${value}, expected a finite float32`;
  if (!isSingle(cover) || cover < 0) return `its cover is ${cover}, expected a finite float32 from 0`;
  if (tree.left[node] !== LEAF && !isIndex(feature, features)) {
    return `compares feature ${feature}, there are the features 0 to ${features - 1}`;
  }
  return undefined;
}

const isIndex = (index: number | undefined, length: number): boolean =>
  Number.isInteger(index) && (index as number) >= 0 && (index as number) < length;

const isSingle = (value: number | undefined): value is number => Number.isFinite(Math.fround(value ?? Number.NaN));

function place(nodes: Nodes, tree: Tree, order: readonly number[], start: number): void {
  let child = start + 1;
  for (const [offset, source] of order.entries()) {
    const node = start + offset;
    nodes.value[node] = tree.value[source] as number;
    nodes.cover[node] = tree.cover[source] as number;
    if (tree.left[source] === LEAF) continue;
    nodes.feature[node] = tree.feature[source] as number;
    nodes.defaultLeft[node] = Number(tree.defaultLeft[source]);
    nodes.left[node] = child;
    child += 2;
  }
}

/** What follows from the nodes; children stand after their parents, so that one way back through the arrays does it. */
export function nodeSummary(
  nodes: Pick<Nodes, 'left' | 'value' | 'cover'>,
  roots: Int32Array,
  baseMargin: number,
): Pick<Ensemble, 'depth' | 'meanMargin'> {
  const { left, value } = nodes;
  const heights = new Int32Array(left.length);
  const means = new Float64Array(value);
  for (let node = left.length - 1; node >= 0; node -= 1) {
    const child = left[node] as number;
    if (child === LEAF) continue;
    const share = leftShare(nodes, node);
    heights[node] = 1 + Math.max(heights[child] as number, heights[child + 1] as number);
    means[node] = share * (means[child] as number) + (1 - share) * (means[child + 1] as number);
  }
  const meanMargin = roots.reduce((sum, root) => sum + (means[root] as number), Math.fround(baseMargin));
  return { depth: roots.reduce((depth, root) => Math.max(depth, heights[root] as number), 0), meanMargin };
}

/** Part of a split's training rows that went left, by cover; half where no row says it. */
export function leftShare({ left, cover }: Pick<Ensemble, 'left' | 'cover'>, node: number): number {
  const child = left[node] as number;
  const one = cover[child] as number;
  const other = cover[child + 1] as number;
  return one + other > 0 ? one / (one + other) : 0.5;
}
