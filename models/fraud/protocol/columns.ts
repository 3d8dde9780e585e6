/** Rows from `from` up to, and without, `to`. */
export interface RowRange {
  readonly from: number;
  readonly to: number;
}

/** Features column by column: one array a feature, one entry a row of a range. */
export type Columns = readonly Float32Array[];

export const emptyColumns = (features: number, { from, to }: RowRange): Columns =>
  Array.from({ length: features }, () => new Float32Array(to - from));

/** The entries at some indexes, in their order. */
export const pickRows = (columns: Columns, indexes: Int32Array): Columns =>
  columns.map((column) => Float32Array.from(indexes, (index) => column[index] ?? Number.NaN));
