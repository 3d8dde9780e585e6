import type { Tree } from '../../../lambdas/fraud/domain/model/assemble';

/** A tree that nodes are added to, each as a leaf first. */
export class GrowingTree implements Tree {
  readonly feature: number[] = [];
  readonly value: number[] = [];
  readonly left: number[] = [];
  readonly right: number[] = [];
  readonly defaultLeft: number[] = [];
  readonly cover: number[] = [];
  /** What each node adds as a leaf. */
  private readonly leafValue: number[] = [];
  /** What each split gained. */
  private readonly gain: number[] = [];

  addLeaf(value: number, cover: number): number {
    const node = this.left.push(-1) - 1;
    this.right.push(-1);
    this.feature.push(-1);
    this.value.push(value);
    this.leafValue.push(value);
    this.cover.push(cover);
    this.defaultLeft.push(0);
    this.gain.push(0);
    return node;
  }

  split(node: number, split: { feature: number; threshold: number; defaultLeft: number; gain: number }): void {
    this.feature[node] = split.feature;
    this.value[node] = split.threshold;
    this.defaultLeft[node] = split.defaultLeft;
    this.gain[node] = split.gain;
  }

  setChildren(node: number, left: number, right: number): void {
    this.left[node] = left;
    this.right[node] = right;
  }

  /** Takes back, from the leaves up, splits between two leaves that gained less than gamma. */
  prune(gamma: number, node = 0): void {
    const [left, right] = [this.left[node] as number, this.right[node] as number];
    if (left < 0) return;
    this.prune(gamma, left);
    this.prune(gamma, right);
    const isBetweenLeaves = (this.left[left] as number) < 0 && (this.left[right] as number) < 0;
    if (!isBetweenLeaves || (this.gain[node] as number) >= gamma) return;
    this.setChildren(node, -1, -1);
    this.value[node] = this.leafValue[node] as number;
  }

  /** Adds to each row's margin what its leaf has. */
  addTo(margins: Float32Array, columns: readonly Float32Array[]): void {
    for (let row = 0; row < margins.length; row += 1) {
      let node = 0;
      for (let child = this.left[0] as number; child >= 0; child = this.left[node] as number) {
        const column = columns[this.feature[node] as number] as Float32Array;
        node = this.isLeft(node, column[row] as number) ? child : (this.right[node] as number);
      }
      margins[row] = (margins[row] as number) + (this.value[node] as number);
    }
  }

  isLeft(node: number, value: number): boolean {
    return Number.isNaN(value) ? this.defaultLeft[node] === 1 : value < (this.value[node] as number);
  }
}
