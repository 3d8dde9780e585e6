import type { Transactions } from '../../../../models/fraud/simulator/transactions';

export const START = Date.UTC(2018, 3, 1);

/** A row by hand: day and hour, who, where, amount in whole units, label. */
export type HandRow = readonly [
  day: number,
  hour: number,
  customer: string,
  terminal: string,
  amount: number,
  fraud?: 0 | 1,
];

export function transactionsOf(rows: readonly HandRow[]): Transactions {
  const customers = [...new Set(rows.map((row) => row[2]))];
  const terminals = [...new Set(rows.map((row) => row[3]))];
  return {
    start: START,
    ids: Float64Array.from(rows.keys()),
    seconds: Int32Array.from(rows, ([day, hour]) => (24 * day + hour) * 3600),
    customer: Int32Array.from(rows, (row) => customers.indexOf(row[2])),
    terminal: Int32Array.from(rows, (row) => terminals.indexOf(row[3])),
    cents: Int32Array.from(rows, (row) => 100 * row[4]),
    fraud: Uint8Array.from(rows, (row) => row[5] ?? 0),
    scenario: new Uint8Array(rows.length),
    customers,
    terminals,
  };
}
