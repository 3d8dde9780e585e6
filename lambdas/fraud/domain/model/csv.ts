/** What is no answer of the container. */
export class CsvError extends Error {
  override readonly name = 'CsvError';
}

/** A row as SageMaker's XGBoost container takes it: each single-precision number to the letter, `nan` where it is missing. */
export const csvOf = (row: Float32Array): string =>
  Array.from(row, (value) => (Number.isNaN(value) ? 'nan' : String(value))).join(',');

/**
 * The container's answer to one row: one number, which is the margin.
 *
 * @throws CsvError for anything else
 */
export function marginOf(answer: string): number {
  const text = answer.trim();
  const margin = Number(text);
  if (text === '' || !Number.isFinite(margin)) throw new CsvError('expected one number of the container');
  return margin;
}
