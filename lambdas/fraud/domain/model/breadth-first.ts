import { nodeSummary } from './assemble';
import { type Ensemble, EnsembleError } from './ensemble';

/** Trees one after the other, each in breadth-first order from its root; children count from the root of their tree. */
export interface BreadthFirst extends Pick<Ensemble, 'featureNames' | 'baseMargin' | 'value' | 'cover'> {
  readonly treeSizes: readonly number[];
  readonly left: Int32Array;
  readonly feature: Int32Array;
  readonly defaultLeft: Uint8Array;
}

const LEAF = -1;

/**
 * Makes an ensemble of trees that are in order already, in one look at each node: in breadth-first order the next split has the next
 * two nodes for its children, so that no cycle and no node of two parents can be written.
 *
 * @throws EnsembleError that names the first node which cannot be right
 */
export function ensembleOf({ treeSizes, left: relative, ...parts }: BreadthFirst): Ensemble {
  const { featureNames, baseMargin } = parts;
  if (!Number.isFinite(Math.fround(baseMargin))) {
    throw new EnsembleError(`the base margin is ${baseMargin}, expected a finite number`);
  }
  if (featureNames.length === 0 || new Set(featureNames).size < featureNames.length) {
    throw new EnsembleError('expected feature names, each of them once');
  }
  const nodes = { ...parts, left: relative };
  const left = new Int32Array(relative.length);
  const roots = new Int32Array(treeSizes.length);
  let start = 0;
  for (const [tree, size] of treeSizes.entries()) {
    roots[tree] = start;
    placeTree(nodes, left, { tree, start, size });
    start += size;
  }
  const placed = { ...parts, left };
  return { ...placed, baseMargin: Math.fround(baseMargin), roots, ...nodeSummary(placed, roots, baseMargin) };
}

/** Checks the nodes of a tree, and writes where their left children are among all nodes. */
function placeTree(
  nodes: Nodes,
  left: Int32Array,
  { tree, start, size }: { readonly tree: number; readonly start: number; readonly size: number },
): void {
  let child = 1;
  for (let offset = 0; offset < size; offset += 1) {
    const node = start + offset;
    const problem = problemOf(nodes, node, child);
    if (problem) throw new EnsembleError(`tree ${tree}, node ${offset}: ${problem}`);
    const isLeaf = nodes.left[node] === LEAF;
    left[node] = isLeaf ? LEAF : start + child;
    if (!isLeaf) child += 2;
  }
  if (child !== size) throw new EnsembleError(`tree ${tree}: has ${size} nodes, its splits make ${child}`);
}

type Nodes = Omit<BreadthFirst, 'treeSizes'>;

/** This runs before any other code of a function that starts is warm, once a node: what is right takes few steps. */
function problemOf(nodes: Nodes, node: number, child: number): string | undefined {
  const value = nodes.value[node] as number;
  const cover = nodes.cover[node] as number;
  const left = nodes.left[node] as number;
  const compared = nodes.feature[node] as number;
  const byDefault = nodes.defaultLeft[node] as number;
  // What is not finite is NaN less itself.
  if (value - value !== 0) return `its threshold or value is ${value}, expected a finite number`;
  if (!(cover >= 0) || cover === Infinity) return `its cover is ${cover}, expected a finite number from 0`;
  if (left === LEAF) return compared === LEAF && byDefault === 0 ? undefined : 'is a leaf that compares something';
  if (left !== child) return `its left child is ${left}, expected ${child}`;
  const features = nodes.featureNames.length;
  if (compared < 0 || compared >= features) {
    return `compares feature ${compared}, there are the features 0 to ${features - 1}`;
  }
  return byDefault > 1 ? `its default is ${byDefault}, expected 0 or 1` : undefined;
}
