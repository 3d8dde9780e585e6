import { randomOf } from '../../random';
import type { LinearModel } from '../classifier/classifier';

const EPOCHS = 20;
const RATE = 0.5;
/** Pulls weights towards 0. */
const RIDGE = 1e-4;
/** Squares of gradients begin here, so that nothing is divided by 0. */
const LEAST = 1e-8;

/**
 * Logistic regression by stochastic gradient descent, whose steps are shorter where gradients were large (AdaGrad: Duchi, Hazan, Singer
 * 2011). The same for the same rows and seed.
 *
 * @param isPositive whether a row is of the category
 */
export function trainLinear(
  rows: readonly Float32Array[],
  isPositive: (row: number) => boolean,
  seed: number,
): LinearModel {
  const random = randomOf(seed);
  const dimensions = rows[0]?.length ?? 0;
  const weights = new Float64Array(dimensions);
  const squares = new Float64Array(dimensions).fill(LEAST);
  let [bias, biasSquares] = [0, LEAST];
  const order = Int32Array.from(rows.keys());
  for (let epoch = 0; epoch < EPOCHS; epoch += 1) {
    shuffle(order, random);
    for (const row of order) {
      const vector = rows[row] as Float32Array;
      const sum = vector.reduce((before, value, at) => before + value * (weights[at] as number), bias);
      const error = 1 / (1 + Math.exp(-sum)) - (isPositive(row) ? 1 : 0);
      biasSquares += error ** 2;
      bias -= (RATE * error) / Math.sqrt(biasSquares);
      for (let at = 0; at < dimensions; at += 1) {
        const gradient = error * (vector[at] as number) + RIDGE * (weights[at] as number);
        const seen = (squares[at] as number) + gradient ** 2;
        squares[at] = seen;
        weights[at] = (weights[at] as number) - (RATE * gradient) / Math.sqrt(seen);
      }
    }
  }
  return { bias, weights: Float32Array.from(weights) };
}

/** Fisher and Yates. */
function shuffle(order: Int32Array, random: () => number): void {
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other] as number, order[last] as number];
  }
}
