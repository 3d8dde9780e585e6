import * as fc from 'fast-check';
import { assembleEnsemble, type Tree } from '../../../../../lambdas/fraud/domain/model/assemble';

interface Leaf {
  readonly value: number;
  readonly cover: number;
}
interface Split {
  readonly feature: number;
  readonly threshold: number;
  readonly defaultLeft: boolean;
  readonly children: readonly [Node, Node];
}
type Node = Leaf | Split;

/** Of few values, so that rows lie on thresholds. */
const anyNumber = fc.integer({ min: -4, max: 4 }).map((number) => number / 2);
const anyLeaf = fc.record({ value: anyNumber, cover: fc.integer({ min: 0, max: 9 }) });

const anyNode = (features: number) =>
  fc.letrec<{ node: Node; split: Split }>((tie) => ({
    node: fc.oneof({ maxDepth: 4, depthSize: 'large' }, anyLeaf, tie('split')),
    split: fc.record({
      feature: fc.nat(features - 1),
      threshold: anyNumber,
      defaultLeft: fc.boolean(),
      children: fc.tuple(tie('node'), tie('node')),
    }),
  })).node;

/** Nodes in depth-first order, another one than the ensemble's own. */
function treeOf(root: Node): Tree {
  const tree = { feature: [0], value: [0], left: [-1], right: [-1], defaultLeft: [false], cover: [0] };
  const put = (node: Node): number => {
    const id = tree.value.length - 1;
    for (const column of Object.values(tree)) (column as unknown[]).push(0);
    if ('value' in node) {
      Object.assign(tree.value, { [id]: node.value });
      Object.assign(tree.cover, { [id]: node.cover });
      Object.assign(tree.left, { [id]: -1 });
      return id;
    }
    tree.feature[id] = node.feature;
    tree.value[id] = node.threshold;
    tree.defaultLeft[id] = node.defaultLeft;
    const [left, right] = node.children.map(put) as [number, number];
    tree.left[id] = left;
    tree.right[id] = right;
    tree.cover[id] = (tree.cover[left] as number) + (tree.cover[right] as number);
    return id;
  };
  put(root);
  return tree;
}

export const anyRow = (features: number) =>
  fc
    .array(fc.oneof(anyNumber, fc.constant(Number.NaN)), { minLength: features, maxLength: features })
    .map((values) => Float32Array.from(values));

export const anyEnsemble = (features: number, trees = 5) =>
  fc
    .record({ baseMargin: anyNumber, roots: fc.array(anyNode(features), { minLength: 1, maxLength: trees }) })
    .map(({ baseMargin, roots }) =>
      assembleEnsemble({
        featureNames: Array.from({ length: features }, (_, at) => `f${at}`),
        baseMargin,
        trees: roots.map(treeOf),
      }),
    );
