import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { DataCard, Origin } from '../../../models/fraud/card/model-card';
import { readTransactions } from '../../../models/fraud/simulator/csv';
import { simulate, simulationDefaults } from '../../../models/fraud/simulator/simulate';
import { dayOf, SECONDS_A_DAY, type Transactions } from '../../../models/fraud/simulator/transactions';

/** Where transactions come from: a file, or else a simulation. */
export interface SourceOptions {
  readonly transactions?: string;
  readonly seed: number;
  readonly customers: number;
  readonly terminals: number;
}

export interface Source {
  readonly transactions: Transactions;
  /** What they are, in one line. */
  readonly description: string;
  readonly card: DataCard;
}

export async function openSource({ transactions: file, seed, customers, terminals }: SourceOptions): Promise<Source> {
  const isDefault = customers === simulationDefaults.customers && terminals === simulationDefaults.terminals;
  const transactions = file === undefined ? simulate({ seed, customers, terminals }) : await readTransactions(file);
  const origin: Origin =
    file === undefined
      ? { kind: 'simulated', seed }
      : { kind: 'file', name: basename(file), sha256: await sha256Of(file) };
  const card = cardOf(transactions, origin);
  const what = file === undefined ? `simulated, seed ${seed}${isDefault ? '' : ', other sizes'}` : basename(file);
  return {
    transactions,
    card,
    description:
      `${what}: ${card.transactions} transactions, ${card.frauds} frauds, ${card.customers} customers, ` +
      `${card.terminals} terminals, from ${card.from}`,
  };
}

function cardOf(transactions: Transactions, origin: Origin): DataCard {
  const { seconds, fraud, customer, terminal } = transactions;
  return {
    origin,
    transactions: seconds.length,
    frauds: fraud.reduce((sum, one) => sum + one, 0),
    customers: new Set(customer).size,
    terminals: new Set(terminal).size,
    from: dateOfDay(transactions, 0),
    to: dateOfDay(transactions, dayOf(transactions, seconds.length - 1)),
  };
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/** The date of a day since the start of the data, such as `2018-07-25`. */
export const dateOfDay = ({ start }: Pick<Transactions, 'start'>, day: number): string =>
  new Date(start + 1000 * SECONDS_A_DAY * day).toISOString().slice(0, 10);

/** Days from the start of the data to a date. @throws RangeError for a date before it */
export function dayOfDate({ start }: Pick<Transactions, 'start'>, date: string): number {
  const day = (Date.parse(date) - start) / (1000 * SECONDS_A_DAY);
  if (day >= 0) return day;
  throw new RangeError(`The data begin on ${new Date(start).toISOString().slice(0, 10)}, after ${date}`);
}
