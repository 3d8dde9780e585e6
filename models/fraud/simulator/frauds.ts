import type { Random } from './random';
import type { SimulationOptions } from './simulate';
import { dayOf, type Transactions } from './transactions';

const HIGH_CENTS = 22_000;
const TERMINAL_DAYS = 28;
const CUSTOMER_DAYS = 14;
const CUSTOMER_FACTOR = 5;

/**
 * Three kinds of fraud. Scenario 1: what is above 220. Scenario 2: each day some terminals are compromised, and all that is paid
 * there for 28 days is fraud. Scenario 3: each day the cards of some customers leak; a third of what they pay in the next 14 days
 * is of five times the amount, and fraud. The last day starts none.
 */
export function frauds(genuine: Transactions, options: SimulationOptions, random: Random): Transactions {
  const cents = genuine.cents.slice();
  const scenario = genuine.scenario.slice();
  for (let row = 0; row < cents.length; row += 1) if ((cents[row] ?? 0) > HIGH_CENTS) scenario[row] = 1;

  const ofTerminals = rowsBy(genuine.terminal, options.terminals);
  for (let day = 0; day < options.days - 1; day += 1) {
    for (const terminal of distinct(options.terminals, options.terminalsADay, random)) {
      for (const row of within(genuine, ofTerminals[terminal], day, TERMINAL_DAYS)) scenario[row] = 2;
    }
  }

  const ofCustomers = rowsBy(genuine.customer, options.customers);
  for (let day = 0; day < options.days - 1; day += 1) {
    const leaked = distinct(options.customers, options.customersADay, random);
    const rows = leaked.flatMap((customer) => within(genuine, ofCustomers[customer], day, CUSTOMER_DAYS));
    for (const row of random.sample(rows, Math.floor(rows.length / 3))) {
      cents[row] = CUSTOMER_FACTOR * (cents[row] ?? 0);
      scenario[row] = 3;
    }
  }
  return { ...genuine, cents, scenario, fraud: scenario.map((one) => (one > 0 ? 1 : 0)) };
}

function rowsBy(entity: Int32Array, count: number): number[][] {
  const rows = Array.from({ length: count }, (): number[] => []);
  for (let row = 0; row < entity.length; row += 1) rows[entity[row] ?? 0]?.push(row);
  return rows;
}

const within = (transactions: Transactions, rows: readonly number[] = [], day: number, days: number): number[] =>
  rows.filter((row) => dayOf(transactions, row) >= day && dayOf(transactions, row) < day + days);

function distinct(population: number, count: number, random: Random): number[] {
  const taken = new Set<number>();
  while (taken.size < Math.min(count, population)) taken.add(random.below(population));
  return [...taken];
}
