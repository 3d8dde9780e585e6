/** One figure that was compared. */
export interface Row {
  /** What was compared, such as `chat/send: init`. */
  readonly name: string;
  /** `value / floor`. */
  readonly ratio: number;
  /** What it is compared with, in `unit`. */
  readonly floor: number;
  readonly value: number;
  readonly unit: 'bytes' | 'ms' | 'requests';
  /** What `ratio` may be at most. */
  readonly limit: number;
}

export interface Report {
  readonly machine: string;
  readonly rows: readonly Row[];
}

/** Two figures of one run, measured in the same way. */
export const compare = (
  name: string,
  unit: Row['unit'],
  { value, floor }: { readonly value: number; readonly floor: number },
  limit: number,
): Row => ({ name, ratio: round(value / floor, 3), floor: round(floor, 2), value: round(value, 2), unit, limit });

export const overLimit = ({ rows }: Report): readonly Row[] => rows.filter(({ ratio, limit }) => ratio > limit);

/** The report for people: what is over its limit is marked. */
export function describe({ machine, rows }: Report): string {
  const cells = rows.map(({ name, ratio, floor, value, unit, limit }) => [
    name,
    ratio.toFixed(2),
    limit.toFixed(2),
    amount(value, unit),
    amount(floor, unit),
    ratio > limit ? '  over the limit' : '',
  ]);
  const heading = ['', 'ratio', 'limit', 'value', 'floor', ''];
  const width = (column: number) => Math.max(...[heading, ...cells].map((row) => row[column]?.length ?? 0));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(width(0)) : cell.padStart(column === 5 ? 0 : width(column))))
      .join('  ')
      .trimEnd();
  return [machine, '', line(heading), ...cells.map(line)].join('\n');
}

const amounts: Readonly<Record<Row['unit'], (value: number) => string>> = {
  bytes: (value) => `${(value / 1024).toFixed(0)} KB`,
  ms: (value) => `${value.toFixed(1)} ms`,
  requests: (value) => `${value}`,
};
const amount = (value: number, unit: Row['unit']) => amounts[unit](value);

const round = (value: number, digits: number) => Number(value.toFixed(digits));
