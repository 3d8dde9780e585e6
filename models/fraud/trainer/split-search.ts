import type { SortedColumn } from './data';
import { gainOf, type Level } from './level';
import type { TrainingParameters } from './parameters';
import type { Segments } from './segments';

/** Distance from the outermost value at which a split divides only what is missing from what is there. */
const MARGIN = 1e-6;
/** Of a gain, more than single precision rounds away. */
const SLACK = 1e-6;

/**
 * The best split of every node of a level, looked for in all columns one after the other: each is read in order, and the
 * gradients of what was read are on one side of a split, the others, and what is missing, on the other.
 *
 * @see Chen, Guestrin: XGBoost: A Scalable Tree Boosting System (2016), algorithms 1 and 3
 */
export class SplitSearch {
  /** What the best split gains so far; 0 where there is none. The earlier column is kept where two gain the same. */
  readonly gain: Float32Array;
  readonly feature: Int32Array;
  readonly threshold: Float32Array;
  readonly defaultLeft: Uint8Array;

  constructor(
    private readonly level: Level,
    private readonly segments: Segments,
    private readonly parameters: TrainingParameters,
  ) {
    const count = level.g.length;
    this.gain = new Float32Array(count);
    this.feature = new Int32Array(count);
    this.threshold = new Float32Array(count);
    this.defaultLeft = new Uint8Array(count);
    segments.layOut(level);
  }

  /**
   * Looks for splits by a column; columns come in ascending order.
   *
   * @param nodes of each row, its node in the level, or -1
   * @param pairs gradient and Hessian of each row
   */
  search(feature: number, column: SortedColumn, nodes: Int32Array, pairs: Float32Array): void {
    const { segments, level } = this;
    segments.fill(column, nodes, pairs);
    for (let node = 0; node < level.g.length; node += 1) {
      const [start, end] = [segments.starts[node] as number, segments.ends[node] as number];
      if (start === end) continue;
      if (column.isSparse) this.scan(node, feature, start, end, 1);
      this.scan(node, feature, end - 1, start - 1, -1);
    }
  }

  /** @param step 1 reads upwards, and missing values go right; -1 downwards, and they go left */
  private scan(node: number, feature: number, from: number, to: number, step: 1 | -1): void {
    const { values, g: gs, h: hs } = this.segments;
    const { lambda } = this.parameters;
    const total = (this.level.h[node] as number) + 2 * lambda;
    const mean = (this.level.g[node] as number) / total;
    let bar = this.barOf(node);
    let g = gs[from] as number;
    let h = hs[from] as number;
    let last = values[from] as number;
    for (let at = from + step; at !== to; at += step) {
      const value = values[at] as number;
      const share = h + lambda;
      const excess = g - mean * share;
      if (excess * excess > bar * share * (total - share) && value !== last) {
        this.consider(node, feature, g, h, between(last, value), step);
        bar = this.barOf(node);
      }
      last = value;
      g += gs[at] as number;
      h += hs[at] as number;
    }
    const beyond = Math.fround(last + step * Math.fround(Math.abs(last) + MARGIN));
    this.consider(node, feature, g, h, beyond, step);
  }

  /**
   * What a split must be over to gain more than the best one, so that most need no division. With `S` the sum of both sides'
   * `h + lambda` and `G` that of their gradients, `a²/p + b²/q = G²/S + (a - p G/S)² S / (p q)` where `a + b = G` and `p + q = S`;
   * alpha only makes it less. A little is left to rounding: what passes is reckoned as XGBoost does.
   */
  private barOf(node: number): number {
    const total = (this.level.h[node] as number) + 2 * this.parameters.lambda;
    const wanted = ((this.level.gain[node] as number) + (this.gain[node] as number)) * (1 - SLACK);
    return (wanted - (this.level.g[node] as number) ** 2 / total) / total;
  }

  /** @param g sum of the gradients of one side, that which was read; `h` of its Hessians */
  private consider(node: number, feature: number, g: number, h: number, threshold: number, step: 1 | -1): void {
    const { lambda, alpha, minChildWeight } = this.parameters;
    const rest = (this.level.h[node] as number) - h;
    if (h < minChildWeight || rest < minChildWeight) return;
    const other = gainOf((this.level.g[node] as number) - g, rest, lambda, alpha);
    const both = Math.fround(gainOf(g, h, lambda, alpha) + other);
    const gain = Math.fround(both - (this.level.gain[node] as number));
    if (gain <= (this.gain[node] as number)) return;
    this.gain[node] = gain;
    this.feature[node] = feature;
    this.threshold[node] = threshold;
    this.defaultLeft[node] = step === -1 ? 1 : 0;
  }
}

/** Half way between two values, and never at the lower one, which goes left. */
function between(one: number, other: number): number {
  const middle = Math.fround((one + other) * 0.5);
  return middle > Math.min(one, other) ? middle : Math.max(one, other);
}
