import { Bitset } from './bitset';
import { Top } from './top';

/** How near two vectors are; the score is as the k-NN plugin gives it, higher for nearer, and never negative. */
export type Space = 'innerproduct' | 'cosinesimil' | 'l2';

/**
 * Scores by inner product: of two vectors, or for `l2` minus half of which the squared distance is made.
 * @see https://docs.opensearch.org/latest/field-types/supported-field-types/knn-spaces/
 */
const scorers: Readonly<Record<Space, (product: number, squares: number) => number>> = {
  innerproduct: (product) => (product >= 0 ? product + 1 : 1 / (1 - product)),
  cosinesimil: (product, squares) => (1 + product / Math.sqrt(squares)) / 2,
  l2: (product, squares) => 1 / (1 + Math.max(0, squares - 2 * product)),
};

/** Vectors of a field. Search is exact: every vector that passes the filter is compared. */
export class VectorColumn {
  readonly kind = 'vector';
  readonly present = new Bitset();
  private readonly vectors: (Float32Array | undefined)[] = [];

  constructor(readonly space: Space) {}

  add(slot: number, vector: Float32Array): void {
    this.vectors[slot] = vector;
    this.present.add(slot);
  }

  remove(slot: number): void {
    this.vectors[slot] = undefined;
    this.present.remove(slot);
  }

  /** The `k` nearest among the slots given, nearest first. */
  nearest(query: Float32Array, k: number, among: Bitset): { readonly slot: number; readonly score: number }[] {
    const top = new Top(k);
    const score = this.scorer(query);
    const { vectors } = this;
    const candidates = among.copy().intersect(this.present);
    candidates.visit((slot) => {
      const vector = vectors[slot];
      if (vector) top.offer(slot, score(vector));
    });
    return top.ranked();
  }

  private scorer(query: Float32Array): (vector: Float32Array) => number {
    const own = dot(query, query);
    const scored = scorers[this.space];
    if (this.space === 'innerproduct') return (vector) => scored(dot(vector, query), 0);
    if (this.space === 'l2') return (vector) => scored(dot(vector, query), own + dot(vector, vector));
    return (vector) => scored(dot(vector, query), own * dot(vector, vector));
  }
}

/** Four sums at once: the processor does not wait for one addition to begin the next. */
export function dot(one: Float32Array, other: Float32Array): number {
  const length = one.length;
  const even = length - (length % 4);
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let i = 0; i < even; i += 4) {
    a += (one[i] as number) * (other[i] as number);
    b += (one[i + 1] as number) * (other[i + 1] as number);
    c += (one[i + 2] as number) * (other[i + 2] as number);
    d += (one[i + 3] as number) * (other[i + 3] as number);
  }
  for (let i = even; i < length; i += 1) a += (one[i] as number) * (other[i] as number);
  return a + b + c + d;
}
