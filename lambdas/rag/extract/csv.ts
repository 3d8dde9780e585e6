import { parse } from 'csv-parse/sync';
import { DocumentFault } from '../domain/document';
import { checkLength, composeDocument } from '../domain/text/compose-document';
import { tableRows } from '../domain/text/table-rows';
import { textOf } from './plain-text';
import type { Reader } from './reader';

const delimiters = [',', ';', '\t', '|'];
/** Lines by which the delimiter is told. */
const SAMPLE_LINES = 20;

/** Each row is a record of lines `column: value`, with the names of the first row; cells without a value are left out. */
export const readCsv: Reader = async (bytes) => {
  const text = checkLength(textOf(bytes));
  const rows = recordsOf(text, delimiterOf(text));
  const [names = [], ...rest] = rows;
  const columns = Math.max(...rows.slice(0, SAMPLE_LINES).map((row) => row.length));
  const named = Array.from({ length: columns }, (_, at) => names[at]?.trim() || `Column ${at + 1}`);
  // A list of one column has no names to say.
  const table = columns === 1 || rest.length === 0 ? { rows, header: false } : { rows: [named, ...rest], header: true };
  return composeDocument({ blocks: tableRows(table, '\n') });
};

const parseRows = (text: string, delimiter: string, to?: number): string[][] =>
  parse(text, {
    delimiter,
    bom: true,
    relax_column_count: true,
    // A quote within a value, as in 5" or O"Neil, is one.
    relax_quotes: true,
    skip_empty_lines: true,
    ...(to !== undefined && { to }),
  });

function recordsOf(text: string, delimiter: string): string[][] {
  try {
    return parseRows(text, delimiter);
  } catch (error) {
    const line = error instanceof Error && 'lines' in error ? ` (line ${String(error.lines)})` : '';
    throw new DocumentFault('malformed', `It is no proper CSV${line}: a quoted value does not end.`);
  }
}

/** The delimiter that gives the most columns, the same number in each of the first rows. */
function delimiterOf(text: string): string {
  const scores = delimiters.map((delimiter) => {
    const counts = sampleRows(text, delimiter).map((row) => row.length);
    const [first = 1] = counts;
    const even = counts.filter((count) => count === first).length / (counts.length || 1);
    return { delimiter, score: first === 1 ? 0 : even * 100 + Math.min(first, 50) / 50 };
  });
  return scores.reduce((best, each) => (each.score > best.score ? each : best)).delimiter;
}

function sampleRows(text: string, delimiter: string): string[][] {
  try {
    return parseRows(text, delimiter, SAMPLE_LINES);
  } catch {
    return [];
  }
}
