import { basename } from 'node:path';
import { readTransactions } from '../../../models/fraud/simulator/csv';
import { simulate, simulationDefaults } from '../../../models/fraud/simulator/simulate';
import { SECONDS_A_DAY, type Transactions } from '../../../models/fraud/simulator/transactions';

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
}

export async function openSource({ transactions: file, seed, customers, terminals }: SourceOptions): Promise<Source> {
  const isDefault = customers === simulationDefaults.customers && terminals === simulationDefaults.terminals;
  const transactions = file === undefined ? simulate({ seed, customers, terminals }) : await readTransactions(file);
  const frauds = transactions.fraud.reduce((sum, fraud) => sum + fraud, 0);
  const what = file === undefined ? `simulated, seed ${seed}${isDefault ? '' : ', other sizes'}` : basename(file);
  return {
    transactions,
    description:
      `${what}: ${transactions.seconds.length} transactions, ${frauds} frauds, ${new Set(transactions.customer).size} customers, ` +
      `${new Set(transactions.terminal).size} terminals, from ${new Date(transactions.start).toISOString().slice(0, 10)}`,
  };
}

/** Days from the start of the data to a date. @throws RangeError for a date before it */
export function dayOfDate({ start }: Pick<Transactions, 'start'>, date: string): number {
  const day = (Date.parse(date) - start) / (1000 * SECONDS_A_DAY);
  if (day >= 0) return day;
  throw new RangeError(`The data begin on ${new Date(start).toISOString().slice(0, 10)}, after ${date}`);
}
