/**
 * Transactions in columns, one entry a row, ordered by time. Everything that reads them goes by row numbers, so that millions
 * take few bytes each.
 */
export interface Transactions {
  /** The midnight (UTC) that times count from, milliseconds since 1970. */
  readonly start: number;
  readonly ids: Float64Array;
  /** Seconds since `start`, never less than in the row before. */
  readonly seconds: Int32Array;
  /** Index into `customers`. */
  readonly customer: Int32Array;
  /** Index into `terminals`. */
  readonly terminal: Int32Array;
  /** Amount in hundredths. */
  readonly cents: Int32Array;
  readonly fraud: Uint8Array;
  /** What a simulator did: 0 nothing, 1 a high amount, 2 a terminal, 3 a customer. For statistics; never a feature. */
  readonly scenario: Uint8Array;
  /** Ids as they are written. */
  readonly customers: readonly string[];
  readonly terminals: readonly string[];
}

export const SECONDS_A_DAY = 86_400;

/** Days since the start, of a row. */
export const dayOf = ({ seconds }: Pick<Transactions, 'seconds'>, row: number): number =>
  Math.floor((seconds[row] ?? 0) / SECONDS_A_DAY);

type Columns = Omit<Transactions, 'start' | 'customers' | 'terminals'>;

/** The rows in the order given, with the same names. */
export function rowsOf(transactions: Transactions, rows: Int32Array): Transactions {
  const pick = <Column extends Float64Array | Int32Array | Uint8Array>(column: Column, into: Column): Column => {
    for (let index = 0; index < rows.length; index += 1) into[index] = column[rows[index] as number] as number;
    return into;
  };
  const int32 = (column: Int32Array) => pick<Int32Array>(column, new Int32Array(rows.length));
  const bytes = (column: Uint8Array) => pick<Uint8Array>(column, new Uint8Array(rows.length));
  const columns: Columns = {
    ids: pick<Float64Array>(transactions.ids, new Float64Array(rows.length)),
    seconds: int32(transactions.seconds),
    customer: int32(transactions.customer),
    terminal: int32(transactions.terminal),
    cents: int32(transactions.cents),
    fraud: bytes(transactions.fraud),
    scenario: bytes(transactions.scenario),
  };
  return { ...transactions, ...columns };
}

/** Row numbers by time; rows of one second stay in their order. */
export function rowsByTime(seconds: Int32Array): Int32Array {
  return Int32Array.from(seconds.keys()).sort(
    (left, right) => (seconds[left] ?? 0) - (seconds[right] ?? 0) || left - right,
  );
}
