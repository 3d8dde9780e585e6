/**
 * Solves `A x = b` for a symmetric positive definite matrix.
 *
 * @param matrix row by row, its lower triangle is read and overwritten
 * @throws RangeError where the matrix is not positive definite
 * @see Golub, Van Loan: Matrix Computations, 4.2
 */
export function solveCholesky(matrix: Float64Array, b: Float64Array): Float64Array {
  const size = b.length;
  factorise(matrix, size);
  const x = b.slice();
  for (let i = 0; i < size; i += 1) {
    let rest = x[i] as number;
    for (let k = 0; k < i; k += 1) rest -= (matrix[i * size + k] as number) * (x[k] as number);
    x[i] = rest / (matrix[i * size + i] as number);
  }
  for (let i = size - 1; i >= 0; i -= 1) {
    let rest = x[i] as number;
    for (let k = i + 1; k < size; k += 1) rest -= (matrix[k * size + i] as number) * (x[k] as number);
    x[i] = rest / (matrix[i * size + i] as number);
  }
  return x;
}

/** Leaves `L` of `A = L Lᵀ` in the lower triangle. */
function factorise(matrix: Float64Array, size: number): void {
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let rest = matrix[i * size + j] as number;
      for (let k = 0; k < j; k += 1) rest -= (matrix[i * size + k] as number) * (matrix[j * size + k] as number);
      if (i > j) matrix[i * size + j] = rest / (matrix[j * size + j] as number);
      else if (rest > 0) matrix[i * size + i] = Math.sqrt(rest);
      else throw new RangeError('the matrix is not positive definite');
    }
  }
}
