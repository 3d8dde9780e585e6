const MIN_HESSIAN = 1e-16;

/**
 * First and second derivatives of the log loss by the margin, in single precision as XGBoost has them.
 *
 * @param pairs filled with the gradient and the Hessian of each row in turn, which are read together
 */
export function logisticGradients(
  margins: Float32Array,
  labels: Uint8Array | Float32Array,
  scalePosWeight: number,
  pairs: Float32Array,
): void {
  const { fround } = Math;
  for (let row = 0; row < labels.length; row += 1) {
    const label = labels[row] as number;
    const weight = label === 1 ? scalePosWeight : 1;
    const p = fround(1 / fround(1 + fround(Math.exp(-(margins[row] as number)))));
    pairs[2 * row] = fround(p - label) * weight;
    pairs[2 * row + 1] = Math.max(fround(p * fround(1 - p)), MIN_HESSIAN) * weight;
  }
}

/** Mean log loss (natural logarithm), written so that no exponent overflows. */
export function logLoss(margins: Float32Array, labels: Uint8Array | Float32Array): number {
  let loss = 0;
  for (let row = 0; row < labels.length; row += 1) {
    const x = margins[row] as number;
    loss += Math.log1p(Math.exp(-Math.abs(x))) + Math.max(x, 0) - (labels[row] as number) * x;
  }
  return loss / labels.length;
}
