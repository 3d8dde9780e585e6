import { calendar } from '../../../lambdas/fraud/domain/features/derived';
import { SECONDS_A_DAY, type Transactions } from '../simulator/transactions';
import { type Columns, emptyColumns, type RowRange } from './columns';

const windowDays = [1, 7, 30] as const;

/** The handbook's 15 features by name, in their order. */
export const handbookFeatureNames: readonly string[] = [
  ...['amount', 'is_weekend', 'is_night'],
  ...windowDays.map((days) => `customer_count_${days}d`),
  ...windowDays.map((days) => `customer_mean_amount_${days}d`),
  ...windowDays.map((days) => `terminal_count_${days}d`),
  ...windowDays.map((days) => `terminal_risk_${days}d`),
];

const FIRST = { customerCount: 3, customerMean: 6, terminalCount: 9, terminalRisk: 12 } as const;

/** Days until a payment's label is known. */
export const DELAY_DAYS = 7;

/**
 * The handbook's features of a range of rows. A customer's windows (t-w, t] end with the row itself. A terminal's end a delay
 * before it, (t-delay-w, t-delay]: its risk is the share of frauds there, 0 of nothing. Of rows of one second, later ones do not
 * count.
 *
 * @param delayDays only to show what it does to leave the delay out
 * @see Reproducible Machine Learning for Credit Card Fraud Detection, chapter 3, Baseline feature transformation
 */
export function handbookFeatures(transactions: Transactions, range: RowRange, delayDays = DELAY_DAYS): Columns {
  const columns = emptyColumns(handbookFeatureNames.length, range);
  ofRows(transactions, range, columns);
  ofCustomers(transactions, range, columns);
  ofTerminals(transactions, range, columns, delayDays * SECONDS_A_DAY);
  return columns;
}

const set = (columns: Columns, feature: number, index: number, value: number): void => {
  (columns[feature] as Float32Array)[index] = value;
};

function ofRows({ start, seconds, cents }: Transactions, { from, to }: RowRange, columns: Columns): void {
  for (let row = from; row < to; row += 1) {
    const of = calendar(start + 1000 * (seconds[row] ?? 0));
    set(columns, 0, row - from, (cents[row] ?? 0) / 100);
    set(columns, 1, row - from, of.is_weekend);
    set(columns, 2, row - from, of.is_night);
  }
}

function ofCustomers(transactions: Transactions, { from, to }: RowRange, columns: Columns): void {
  const { cents, customer } = transactions;
  for (const rows of rowsByEntity(customer, to)) {
    for (const [index, days] of windowDays.entries()) {
      for (const { row, count, sum } of windowsOf(transactions, rows, cents, 0, days)) {
        if (row < from) continue;
        set(columns, FIRST.customerCount + index, row - from, count);
        set(columns, FIRST.customerMean + index, row - from, sum / count / 100);
      }
    }
  }
}

function ofTerminals(transactions: Transactions, { from, to }: RowRange, columns: Columns, delay: number): void {
  const { fraud, terminal } = transactions;
  for (const rows of rowsByEntity(terminal, to)) {
    for (const [index, days] of windowDays.entries()) {
      for (const { row, count, sum } of windowsOf(transactions, rows, fraud, delay, days)) {
        if (row < from) continue;
        set(columns, FIRST.terminalCount + index, row - from, count);
        set(columns, FIRST.terminalRisk + index, row - from, count === 0 ? 0 : sum / count);
      }
    }
  }
}

/** For each row of one entity, count and sum of a column over (t-delay-days, t-delay], of rows not after it. */
function* windowsOf(
  { seconds }: Transactions,
  rows: readonly number[],
  column: Int32Array | Uint8Array,
  delay: number,
  days: number,
): Generator<{ readonly row: number; readonly count: number; readonly sum: number }> {
  const timeAt = (position: number) => seconds[rows[position] as number] ?? 0;
  const valueAt = (position: number) => column[rows[position] as number] ?? 0;
  let first = 0;
  let end = 0;
  let sum = 0;
  for (const [position, row] of rows.entries()) {
    const until = timeAt(position) - delay;
    for (; end <= position && timeAt(end) <= until; end += 1) sum += valueAt(end);
    for (; first < end && timeAt(first) <= until - days * SECONDS_A_DAY; first += 1) sum -= valueAt(first);
    yield { row, count: end - first, sum };
  }
}

/** Rows before `to` of each entity, in their order. */
function rowsByEntity(entity: Int32Array, to: number): Iterable<readonly number[]> {
  const rows = new Map<number, number[]>();
  for (let row = 0; row < to; row += 1) {
    const id = entity[row] ?? 0;
    const known = rows.get(id);
    if (known) known.push(row);
    else rows.set(id, [row]);
  }
  return rows.values();
}
