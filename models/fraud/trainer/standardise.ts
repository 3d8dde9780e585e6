/** How a column is centred and scaled. */
export interface Scaling {
  readonly mean: number;
  /** Standard deviation of all rows (divided by n); 1 for a column that is constant. */
  readonly scale: number;
}

/** @throws RangeError for a value that is missing or infinite */
export function scalingOf(column: Float32Array, name: string): Scaling {
  if (!column.every(Number.isFinite)) throw new RangeError(`${name} has a value that is missing or infinite`);
  const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
  const variance = column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / column.length;
  return { mean, scale: Math.sqrt(variance) || 1 };
}

export const standardise = (column: Float32Array, { mean, scale }: Scaling): Float64Array =>
  Float64Array.from(column, (value) => (value - mean) / scale);
