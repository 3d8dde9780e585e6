import type { TrainingParameters } from './parameters';

/** @returns the level's node of each row before the first split: 0, the root, or -1 for a row that the tree does not see */
export function sampleRows(rows: number, { subsample }: TrainingParameters, random: () => number): Int32Array {
  const nodes = new Int32Array(rows);
  if (subsample < 1) for (let row = 0; row < rows; row += 1) nodes[row] = random() < subsample ? 0 : -1;
  return nodes;
}

/** @returns columns that the tree sees, in their order: a part of them, rounded down, and at least one */
export function sampleColumns(
  columns: number,
  { colsampleByTree }: TrainingParameters,
  random: () => number,
): readonly number[] {
  const all = Array.from({ length: columns }, (_, column) => column);
  if (colsampleByTree === 1) return all;
  const size = Math.max(1, Math.floor(columns * colsampleByTree));
  // The first steps of Fisher and Yates's shuffle.
  for (let at = 0; at < size; at += 1) {
    const other = at + Math.floor(random() * (columns - at));
    [all[at], all[other]] = [all[other] as number, all[at] as number];
  }
  return all.slice(0, size).sort((a, b) => a - b);
}
