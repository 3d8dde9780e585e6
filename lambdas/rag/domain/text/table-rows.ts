import type { RawBlock } from './block';
import { cleanLine } from './clean-text';

/** A table as it was found: rows of cells. */
export interface Table {
  readonly rows: readonly (readonly string[])[];
  /** Whether the first row names the columns; undefined where the format does not say. */
  readonly header?: boolean | undefined;
  readonly page?: number | undefined;
}

/** Between the cells of a row: on one line, as a table looks, or each on its own, as a record does. */
export type CellSeparator = ' | ' | '\n';

/**
 * Rows that each say what their cells are (`Country: Chile | Capital: Santiago`). So a chunk that begins in the middle of a
 * table can be understood without repeating the header row in it, and still is a slice of the document's text.
 */
export function* tableRows({ rows, header, page }: Table, separator: CellSeparator = ' | '): Generator<RawBlock> {
  const [first = [], ...rest] = rows;
  const named = rest.length > 0 && (header ?? namesColumns(first, rest));
  const names = named ? first.map(cleanLine) : [];
  for (const cells of named ? rest : rows) {
    const text = cells.map((cell, at) => cellText(names[at], cell)).filter((cell) => cell !== '');
    if (text.length > 0) yield { kind: 'table-row', text: text.join(separator), page };
  }
}

function cellText(name: string | undefined, cell: string): string {
  const value = cleanLine(cell);
  return value && name ? `${name}: ${value}` : value;
}

/**
 * Whether an undeclared first row seems to name the columns: it has a text without figures in each, and the rows below have
 * figures in one of them. Two columns are more often names and values than a header and records.
 */
function namesColumns(first: readonly string[], rest: readonly (readonly string[])[]): boolean {
  if (first.length < 3 || first.some((cell) => cell.trim() === '' || /\d/.test(cell))) return false;
  return first.some((_, column) => rest.every((row) => /\d/.test(row[column] ?? '')));
}
