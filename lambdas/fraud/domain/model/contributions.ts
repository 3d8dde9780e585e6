import { leftShare } from './assemble';
import { checkRow, type Ensemble } from './ensemble';

/**
 * How much each value of a row adds to its margin: exact Shapley values of the game in which a split whose feature is not
 * known takes the mean of both ways by cover (path-dependent TreeSHAP). In log-odds.
 *
 * @returns one number a feature, and behind them the bias (`meanMargin`); together the margin, up to the single precision in
 *   which that is added up
 * @throws EnsembleError where the row has another length
 * @see Lundberg, Erion, Lee: Consistent Individualized Feature Attribution for Tree Ensembles (2018), algorithm 2
 * @see Yu, Xu, Lyu: Linear TreeShap (2022), for the polynomials that stand for its weights here
 */
export function contributions(ensemble: Ensemble, row: Float32Array): Float64Array {
  checkRow(ensemble, row);
  const explanation = new Explanation(ensemble, row);
  for (const root of ensemble.roots) explanation.explain(root);
  return explanation.shares;
}

/** Whether a feature is on the way, and if so, whether the row goes that way. */
const ABSENT = 0;
const FOLLOWED = 1;
const LEFT_BEHIND = 2;

/**
 * Goes to every leaf. The features on the way have each a `zero`: the part of the ways that come by where it is not known.
 * A leaf counts for a set of known features only where the row follows all of them, and then by the product of the others'
 * zeros. So of the features left behind their product is enough, and of the followed ones the polynomial `Π (x + zero)`: its
 * coefficient of `x^s` is the sum over all sets of `s` known ones.
 */
class Explanation {
  readonly shares: Float64Array;
  private readonly state: Uint8Array;
  private readonly zero: Float64Array;
  /** The features on the way, each once. */
  private readonly path: Int32Array;
  /** One polynomial after the other, `stride` coefficients each: the last is that of the way, those before of its beginning. */
  private readonly polynomials: Float64Array;
  /** Product of the zeros of what is left behind, by depth. */
  private readonly behind: Float64Array;
  private readonly weights: Float64Array;
  private readonly stride: number;

  constructor(
    private readonly ensemble: Ensemble,
    private readonly row: Float32Array,
  ) {
    const { featureNames, depth, meanMargin } = ensemble;
    const features = featureNames.length;
    this.stride = depth + 1;
    this.shares = new Float64Array(features + 1);
    this.shares[features] = meanMargin;
    this.state = new Uint8Array(features);
    this.zero = new Float64Array(features).fill(1);
    this.path = new Int32Array(depth);
    this.polynomials = new Float64Array(this.stride ** 2);
    this.behind = new Float64Array(this.stride).fill(1);
    this.weights = shapleyWeights(depth);
  }

  explain(root: number): void {
    this.polynomials[0] = 1;
    this.descend(root, 0, 0, 0, 0);
  }

  /**
   * @param length of the path
   * @param start of its polynomial
   * @param degree of that: how many features are followed
   */
  private descend(node: number, depth: number, length: number, start: number, degree: number): void {
    const { left, feature, value, defaultLeft } = this.ensemble;
    const child = left[node] as number;
    if (child < 0) {
      this.credit((value[node] as number) * (this.behind[depth] as number), length, start, degree);
      return;
    }
    const at = feature[node] as number;
    const x = this.row[at] as number;
    const isLeft = Number.isNaN(x) ? defaultLeft[node] === 1 : x < (value[node] as number);
    const share = leftShare(this.ensemble, node);
    const [state, zero] = [this.state[at] as number, this.zero[at] as number];
    const longer = state === ABSENT ? length + 1 : length;
    if (state === ABSENT) this.path[length] = at;
    this.follow(child, isLeft, share, at, depth, longer, start, degree);
    this.state[at] = state;
    this.zero[at] = zero;
    this.follow(child + 1, !isLeft, 1 - share, at, depth, longer, start, degree);
    this.state[at] = state;
    this.zero[at] = zero;
  }

  /** On to a child, to which a part of the ways goes, and the row or not. */
  private follow(
    child: number,
    isRowHere: boolean,
    share: number,
    feature: number,
    depth: number,
    length: number,
    start: number,
    degree: number,
  ): void {
    const state = this.state[feature] as number;
    const before = this.zero[feature] as number;
    const zero = before * share;
    const wasFollowed = state === FOLLOWED;
    const isFollowed = isRowHere && state !== LEFT_BEHIND;
    const product = this.behind[depth] as number;
    this.behind[depth + 1] = isFollowed ? product : product * (state === LEFT_BEHIND ? share : zero);
    if (this.behind[depth + 1] === 0) return;
    this.state[feature] = isFollowed ? FOLLOWED : LEFT_BEHIND;
    this.zero[feature] = zero;
    if (!wasFollowed && !isFollowed) {
      this.descend(child, depth + 1, length, start, degree);
      return;
    }
    const next = start + this.stride;
    const rest = wasFollowed ? this.divide(start, next, degree, before) : this.copy(start, next, degree);
    this.descend(child, depth + 1, length, next, isFollowed ? this.multiply(next, rest, zero) : rest);
  }

  /** Gives each feature of the way its part of a leaf. */
  private credit(leaf: number, length: number, start: number, degree: number): void {
    const { shares, path, state, zero } = this;
    let behind = 0;
    for (let s = 0; s <= degree && degree < length; s += 1) {
      behind += (this.polynomials[start + s] as number) * this.weight(s, length);
    }
    for (let entry = 0; entry < length; entry += 1) {
      const feature = path[entry] as number;
      const z = zero[feature] as number;
      const part = state[feature] === FOLLOWED ? (1 - z) * this.sumWithout(z, length, start, degree) : -behind;
      shares[feature] = (shares[feature] as number) + part * leaf;
    }
  }

  /** Sum over the sets that a followed feature is not in: the coefficients of the polynomial divided by `x + zero`. */
  private sumWithout(zero: number, length: number, start: number, degree: number): number {
    let quotient = 0;
    let sum = 0;
    for (let s = degree; s > 0; s -= 1) {
      quotient = (this.polynomials[start + s] as number) - zero * quotient;
      sum += quotient * this.weight(s - 1, length);
    }
    return sum;
  }

  private weight(known: number, length: number): number {
    return this.weights[length * this.stride + known] as number;
  }

  private copy(from: number, to: number, degree: number): number {
    for (let s = 0; s <= degree; s += 1) this.polynomials[to + s] = this.polynomials[from + s] as number;
    return degree;
  }

  /** By `x + zero`; @returns the new degree */
  private divide(from: number, to: number, degree: number, zero: number): number {
    let quotient = 0;
    for (let s = degree; s > 0; s -= 1) {
      quotient = (this.polynomials[from + s] as number) - zero * quotient;
      this.polynomials[to + s - 1] = quotient;
    }
    return degree - 1;
  }

  /** By `x + zero`, in place; @returns the new degree */
  private multiply(start: number, degree: number, zero: number): number {
    const { polynomials } = this;
    polynomials[start + degree + 1] = polynomials[start + degree] as number;
    for (let s = degree; s > 0; s -= 1) {
      polynomials[start + s] = zero * (polynomials[start + s] as number) + (polynomials[start + s - 1] as number);
    }
    polynomials[start] = zero * (polynomials[start] as number);
    return degree + 1;
  }
}

/** Part of the orders of `n` features in which exactly `s` given ones come before a given one: `s! (n - s - 1)! / n!`. */
function shapleyWeights(depth: number): Float64Array {
  const stride = depth + 1;
  const weights = new Float64Array(stride ** 2);
  for (let n = 1; n <= depth; n += 1) {
    weights[n * stride] = 1 / n;
    for (let s = 1; s < n; s += 1) {
      weights[n * stride + s] = ((weights[n * stride + s - 1] as number) * s) / (n - s);
    }
  }
  return weights;
}
