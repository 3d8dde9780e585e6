import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { dayOf, rowsByTime, rowsOf, SECONDS_A_DAY, type Transactions } from './transactions';

/** Columns of a file, as the published data have them, in this order. */
export const columns = [
  'TRANSACTION_ID',
  'TX_DATETIME',
  'CUSTOMER_ID',
  'TERMINAL_ID',
  'TX_AMOUNT',
  'TX_TIME_SECONDS',
  'TX_TIME_DAYS',
  'TX_FRAUD',
  'TX_FRAUD_SCENARIO',
] as const;

/** Something in a file is not as it should be. The message begins with file and line. */
export class TransactionsError extends Error {
  override readonly name = 'TransactionsError';
}

const ROWS_A_CHUNK = 10_000;

/** Writes transactions, piece by piece. Times are UTC, without a zone: `2018-04-01 00:00:31`. */
export async function writeTransactions(file: string, transactions: Transactions): Promise<void> {
  const out = createWriteStream(file);
  const failed = finished(out);
  out.write(`${columns.join(',')}\n`);
  for (let row = 0; row < transactions.seconds.length; row += ROWS_A_CHUNK) {
    const last = Math.min(row + ROWS_A_CHUNK, transactions.seconds.length);
    let text = '';
    for (let next = row; next < last; next += 1) text += lineOf(transactions, next);
    if (!out.write(text)) await Promise.race([once(out, 'drain'), failed]);
  }
  out.end();
  await failed;
}

function lineOf(transactions: Transactions, row: number): string {
  const { start, ids, seconds, customer, terminal, cents, fraud, scenario } = transactions;
  const time = new Date(start + 1000 * (seconds[row] ?? 0)).toISOString().slice(0, 19).replace('T', ' ');
  const who = `${transactions.customers[customer[row] ?? 0]},${transactions.terminals[terminal[row] ?? 0]}`;
  const amount = ((cents[row] ?? 0) / 100).toFixed(2);
  return `${ids[row]},${time},${who},${amount},${seconds[row]},${dayOf(transactions, row)},${fraud[row]},${scenario[row]}\n`;
}

/**
 * Reads a file with exactly these columns, parted by commas. Rows need not be ordered.
 *
 * @throws TransactionsError with file and line of the first thing that is wrong
 */
export async function readTransactions(file: string): Promise<Transactions> {
  const rows = new Rows();
  let number = 0;
  for await (const line of linesOf(file)) {
    number += 1;
    try {
      if (number === 1) checkHeading(line);
      else if (line !== '') rows.add(line);
    } catch (error) {
      if (error instanceof TransactionsError) throw new TransactionsError(`${file}:${number}: ${error.message}`);
      throw error;
    }
  }
  if (rows.length === 0) throw new TransactionsError(`${file}: holds no transaction`);
  return rows.finish();
}

function checkHeading(line: string): void {
  const heading = line.replace(/^\uFEFF/, '');
  if (heading !== columns.join(',')) {
    throw new TransactionsError(`the columns are ${JSON.stringify(heading)} and should be ${columns.join(',')}`);
  }
}

/** Collects lines into columns. */
class Rows {
  readonly #ids: number[] = [];
  readonly #seconds: number[] = [];
  readonly #customer: number[] = [];
  readonly #terminal: number[] = [];
  readonly #cents: number[] = [];
  readonly #fraud: number[] = [];
  readonly #scenario: number[] = [];
  readonly #customers = new Map<string, number>();
  readonly #terminals = new Map<string, number>();
  #start: number | undefined;

  get length(): number {
    return this.#ids.length;
  }

  add(line: string): void {
    const fields = line.split(',');
    if (fields.length !== columns.length) {
      throw new TransactionsError(`${fields.length} columns instead of ${columns.length}, parted by commas`);
    }
    const [
      id = '',
      time = '',
      customer = '',
      terminal = '',
      amount = '',
      seconds = '',
      day = '',
      fraud = '',
      scenario = '',
    ] = fields;
    const since = whole(seconds, 'TX_TIME_SECONDS');
    this.#checkTime(time, since, whole(day, 'TX_TIME_DAYS'));
    this.#ids.push(whole(id, 'TRANSACTION_ID'));
    this.#seconds.push(since);
    this.#customer.push(numberOf(this.#customers, named(customer, 'CUSTOMER_ID')));
    this.#terminal.push(numberOf(this.#terminals, named(terminal, 'TERMINAL_ID')));
    this.#cents.push(centsOf(amount));
    this.#fraud.push(whole(fraud, 'TX_FRAUD', 1));
    this.#scenario.push(whole(scenario, 'TX_FRAUD_SCENARIO', 3));
  }

  finish(): Transactions {
    const transactions: Transactions = {
      start: this.#start ?? 0,
      ids: Float64Array.from(this.#ids),
      seconds: Int32Array.from(this.#seconds),
      customer: Int32Array.from(this.#customer),
      terminal: Int32Array.from(this.#terminal),
      cents: Int32Array.from(this.#cents),
      fraud: Uint8Array.from(this.#fraud),
      scenario: Uint8Array.from(this.#scenario),
      customers: [...this.#customers.keys()],
      terminals: [...this.#terminals.keys()],
    };
    return rowsOf(transactions, rowsByTime(transactions.seconds));
  }

  #checkTime(text: string, seconds: number, day: number): void {
    const start = timeOf(text) - 1000 * seconds;
    this.#start ??= start;
    if (start % (1000 * SECONDS_A_DAY) !== 0 || start !== this.#start) {
      throw new TransactionsError(`TX_TIME_SECONDS ${seconds} does not count from the first day's midnight to ${text}`);
    }
    if (day !== Math.floor(seconds / SECONDS_A_DAY)) {
      throw new TransactionsError(`TX_TIME_DAYS is ${day} where TX_TIME_SECONDS is ${seconds}`);
    }
  }
}

const said = (text: string): string => JSON.stringify(text);

function timeOf(text: string): number {
  const match = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)$/.exec(text);
  const time = match ? Date.parse(`${match[1]}T${match[2]}Z`) : Number.NaN;
  if (Number.isNaN(time)) throw new TransactionsError(`TX_DATETIME ${said(text)} is no time like 2018-04-01 00:00:31`);
  return time;
}

function whole(text: string, column: string, most = Number.MAX_SAFE_INTEGER): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= most) return value;
  throw new TransactionsError(
    `${column} ${said(text)} is no whole number from 0${most === Number.MAX_SAFE_INTEGER ? '' : ` to ${most}`}`,
  );
}

const MOST_CENTS = 2 ** 31 - 1;

function centsOf(text: string): number {
  const cents = Math.round(100 * Number(text));
  if (/^\d+(\.\d+)?$/.test(text) && cents <= MOST_CENTS) return cents;
  throw new TransactionsError(`TX_AMOUNT ${said(text)} is no amount like 57.16, up to ${MOST_CENTS / 100}`);
}

function named(text: string, column: string): string {
  if (text !== '') return text;
  throw new TransactionsError(`${column} is empty`);
}

function numberOf(names: Map<string, number>, name: string): number {
  const known = names.get(name);
  if (known !== undefined) return known;
  names.set(name, names.size);
  return names.size - 1;
}

async function* linesOf(file: string): AsyncGenerator<string> {
  let rest = '';
  try {
    for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: 1 << 20 })) {
      const lines = (rest + chunk).split(/\r?\n/);
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } catch (error) {
    if (error instanceof TransactionsError || (error as NodeJS.ErrnoException).code === undefined) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new TransactionsError(`${file}: ${code === 'ENOENT' ? 'is not there' : message}`);
  }
  if (rest !== '') yield rest;
}
