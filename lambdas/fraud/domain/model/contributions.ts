import { leftShare } from './assemble';
import { checkRow, type Ensemble } from './ensemble';

/**
 * How much each value of a row adds to its margin: exact Shapley values of the game in which a tree whose feature is not
 * known takes the mean of both ways by cover (path dependent TreeSHAP). In log-odds.
 *
 * @returns one number a feature, and behind them the bias (`meanMargin`); together the margin, up to the single precision in
 *   which that is added up
 * @throws EnsembleError where the row has another length
 * @see Lundberg, Erion, Lee: Consistent Individualized Feature Attribution for Tree Ensembles (2018), algorithm 2
 * @see Yang: Fast TreeSHAP (2021), for what the features that a row does not follow have in common
 */
export function contributions(ensemble: Ensemble, row: Float32Array): Float64Array {
  checkRow(ensemble, row);
  const features = ensemble.featureNames.length;
  const shares = new Float64Array(features + 1);
  shares[features] = ensemble.meanMargin;
  const explanation = new Explanation(ensemble, row, shares);
  for (const root of ensemble.roots) explanation.explain(root);
  return shares;
}

/**
 * The way from a root to a node, as a set of different features. Of each: `zero`, the part of the ways that come by where it is
 * not known, and `one`, 1 where the row comes by. `weight` is, by number of known features, how much of all subsets of the
 * way's features comes by. Entry 0 is no feature. Each depth has its own copy of the arrays, `stride` long, so that both
 * children of a split begin with the same.
 */
class Explanation {
  private readonly stride: number;
  private readonly feature: Int32Array;
  private readonly zero: Float64Array;
  private readonly one: Uint8Array;
  private readonly weight: Float64Array;

  constructor(
    private readonly ensemble: Ensemble,
    private readonly row: Float32Array,
    private readonly shares: Float64Array,
  ) {
    this.stride = ensemble.depth + 1;
    const size = this.stride ** 2;
    this.feature = new Int32Array(size);
    this.zero = new Float64Array(size);
    this.one = new Uint8Array(size);
    this.weight = new Float64Array(size);
  }

  explain(root: number): void {
    this.extend(0, 0, -1, 1, 1);
    this.descend(root, 0, 0);
  }

  /** @param last index of the way's last entry, at most `depth`: a feature that comes again is one entry */
  private descend(node: number, depth: number, last: number): void {
    const { left, feature, value, defaultLeft } = this.ensemble;
    const child = left[node] as number;
    const start = depth * this.stride;
    if (child < 0) {
      this.credit(start, last, value[node] as number);
      return;
    }
    const at = feature[node] as number;
    const x = this.row[at] as number;
    const isLeft = Number.isNaN(x) ? defaultLeft[node] === 1 : x < (value[node] as number);
    const share = leftShare(this.ensemble, node);

    const known = this.indexOf(start, last, at);
    const zero = known > 0 ? (this.zero[start + known] as number) : 1;
    const one = known > 0 ? (this.one[start + known] as number) : 1;
    if (known > 0) this.unwind(start, last, known);
    const rest = known > 0 ? last - 1 : last;
    this.follow(child, depth, rest, at, zero * share, isLeft ? one : 0);
    this.follow(child + 1, depth, rest, at, zero * (1 - share), isLeft ? 0 : one);
  }

  /** On to a child, with one entry more. A child that comes by neither way adds nothing, and could not be unwound. */
  private follow(child: number, depth: number, last: number, feature: number, zero: number, one: number): void {
    if (zero === 0 && one === 0) return;
    const start = depth * this.stride;
    const next = start + this.stride;
    for (let i = 0; i <= last; i += 1) {
      this.feature[next + i] = this.feature[start + i] as number;
      this.zero[next + i] = this.zero[start + i] as number;
      this.one[next + i] = this.one[start + i] as number;
      this.weight[next + i] = this.weight[start + i] as number;
    }
    this.extend(next, last + 1, feature, zero, one);
    this.descend(child, depth + 1, last + 1);
  }

  /** Adds an entry behind the `last` ones there are (EXTEND). */
  private extend(start: number, last: number, feature: number, zero: number, one: number): void {
    const { weight } = this;
    this.feature[start + last] = feature;
    this.zero[start + last] = zero;
    this.one[start + last] = one;
    weight[start + last] = last === 0 ? 1 : 0;
    for (let i = last - 1; i >= 0; i -= 1) {
      const own = (weight[start + i] as number) / (last + 1);
      weight[start + i + 1] = (weight[start + i + 1] as number) + one * own * (i + 1);
      weight[start + i] = zero * own * (last - i);
    }
  }

  /** Takes an entry away again (UNWIND). */
  private unwind(start: number, last: number, entry: number): void {
    const { weight, feature, zero: zeros, one: ones } = this;
    const zero = zeros[start + entry] as number;
    let next = weight[start + last] as number;
    for (let i = last - 1; i >= 0; i -= 1) {
      const own = weight[start + i] as number;
      if (ones[start + entry] === 1) {
        weight[start + i] = (next * (last + 1)) / (i + 1);
        next = own - ((weight[start + i] as number) * zero * (last - i)) / (last + 1);
      } else {
        weight[start + i] = (own * (last + 1)) / (zero * (last - i));
      }
    }
    for (let i = entry; i < last; i += 1) {
      feature[start + i] = feature[start + i + 1] as number;
      zeros[start + i] = zeros[start + i + 1] as number;
      ones[start + i] = ones[start + i + 1] as number;
    }
  }

  /** Gives each feature of the way its part of the leaf: for a feature the row does not follow the same, whatever its `zero`. */
  private credit(start: number, last: number, leaf: number): void {
    const { shares, weight, feature, zero, one } = this;
    let apart = 0;
    for (let i = 0; i < last; i += 1) apart += ((weight[start + i] as number) * (last + 1)) / (last - i);
    for (let entry = 1; entry <= last; entry += 1) {
      const at = feature[start + entry] as number;
      const part =
        one[start + entry] === 1
          ? this.unwoundSum(start, last, zero[start + entry] as number) * (1 - (zero[start + entry] as number))
          : -apart;
      shares[at] = (shares[at] as number) + part * leaf;
    }
  }

  /** Sum of the weights with an entry taken away that the row follows. */
  private unwoundSum(start: number, last: number, zero: number): number {
    const { weight } = this;
    let next = weight[start + last] as number;
    let sum = 0;
    for (let i = last - 1; i >= 0; i -= 1) {
      const own = (next * (last + 1)) / (i + 1);
      sum += own;
      next = (weight[start + i] as number) - (own * zero * (last - i)) / (last + 1);
    }
    return sum;
  }

  private indexOf(start: number, last: number, feature: number): number {
    for (let i = 1; i <= last; i += 1) if (this.feature[start + i] === feature) return i;
    return -1;
  }
}
