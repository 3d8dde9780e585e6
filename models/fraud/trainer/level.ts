import type { TrainingParameters } from './parameters';

type Regularisation = Pick<TrainingParameters, 'lambda' | 'alpha' | 'minChildWeight'>;

/**
 * What gradients that add up to `g` and `h` gain as one leaf; in single precision, so that gains tie where XGBoost's do.
 *
 * @see Chen, Guestrin: XGBoost: A Scalable Tree Boosting System (2016), formula 6
 */
export function gainOf(g: number, h: number, lambda: number, alpha: number): number {
  if (h <= 0) return 0;
  const rest = shrink(g, alpha);
  return Math.fround((rest * rest) / (h + lambda));
}

/** Weight of a leaf with such gradients (formula 5), before it is multiplied with eta. */
export function weightOf(g: number, h: number, { lambda, alpha, minChildWeight }: Regularisation): number {
  return h <= 0 || h < minChildWeight ? 0 : Math.fround(-shrink(g, alpha) / (h + lambda));
}

const shrink = (g: number, alpha: number): number => (g > alpha ? g - alpha : g < -alpha ? g + alpha : 0);

/** The nodes of one depth that rows still come to, by their place in the level. */
export interface Level {
  /** Rows that come by. */
  readonly count: Int32Array;
  /** Sums of the rows' gradients and Hessians. */
  readonly g: Float64Array;
  readonly h: Float64Array;
  /** What each node gains as a leaf. */
  readonly gain: Float32Array;
}

/** @param nodes of each row, its node in the level, or -1 */
export function summarise(
  count: number,
  nodes: Int32Array,
  pairs: Float32Array,
  regularisation: Regularisation,
): Level {
  const [g, h, rows] = [new Float64Array(count), new Float64Array(count), new Int32Array(count)];
  for (let row = 0; row < nodes.length; row += 1) {
    const node = nodes[row] as number;
    if (node < 0) continue;
    g[node] = (g[node] as number) + (pairs[2 * row] as number);
    h[node] = (h[node] as number) + (pairs[2 * row + 1] as number);
    rows[node] = (rows[node] as number) + 1;
  }
  const { lambda, alpha } = regularisation;
  return {
    count: rows,
    g,
    h,
    gain: Float32Array.from(g, (sum, node) => gainOf(sum, h[node] as number, lambda, alpha)),
  };
}
