/** One feature's values that are there, ascending. */
export interface SortedColumn {
  readonly values: Float32Array;
  /** Row of each value. */
  readonly rows: Int32Array;
  /** Whether values are missing, and those that are there differ. */
  readonly isSparse: boolean;
}

export interface Rows {
  /** One array a feature, one value a row; NaN where it is missing. */
  readonly columns: readonly Float32Array[];
  /** 1 for fraud, 0 for genuine; between for what is not certain. */
  readonly labels: Uint8Array | Float32Array;
}

/** @throws RangeError where lengths differ, a value is infinite, or a label is not from 0 to 1 */
export function checkRows({ columns, labels }: Rows, featureNames: readonly string[]): void {
  if (columns.length !== featureNames.length) {
    throw new RangeError(`there are ${columns.length} columns and ${featureNames.length} feature names`);
  }
  if (labels.length === 0) throw new RangeError('there are no rows');
  if (labels.some((label) => !(label >= 0 && label <= 1))) throw new RangeError('a label is not from 0 to 1');
  for (const [at, column] of columns.entries()) {
    if (column.length !== labels.length) {
      throw new RangeError(`${featureNames[at]} has ${column.length} values, there are ${labels.length} labels`);
    }
    if (column.some((value) => Math.abs(value) === Number.POSITIVE_INFINITY)) {
      throw new RangeError(`${featureNames[at]} has an infinite value, expected finite ones, or NaN for a missing one`);
    }
  }
}

/** Sorts a column once, for all trees. */
export function sortColumn(column: Float32Array): SortedColumn {
  const rows = Int32Array.from(column.keys())
    .filter((row) => !Number.isNaN(column[row]))
    .sort((a, b) => (column[a] as number) - (column[b] as number));
  const values = Float32Array.from(rows, (row) => column[row] as number);
  return { rows, values, isSparse: rows.length < column.length && values[0] !== values.at(-1) };
}
