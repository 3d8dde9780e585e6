import { frauds } from './frauds';
import { Random } from './random';
import { rowsByTime, rowsOf, SECONDS_A_DAY, type Transactions } from './transactions';

/** Sizes of a simulation; the defaults are those of the published data. */
export interface SimulationOptions {
  readonly seed: number;
  readonly customers: number;
  readonly terminals: number;
  readonly days: number;
  /** Customers pay at terminals closer than this, in a square of 100 by 100. */
  readonly radius: number;
  /** Midnight (UTC) of the first day, milliseconds since 1970. */
  readonly start: number;
  /** Terminals that are compromised each day, for 28 days. */
  readonly terminalsADay: number;
  /** Customers whose cards leak each day, for 14 days. */
  readonly customersADay: number;
}

export const simulationDefaults: SimulationOptions = {
  seed: 0,
  customers: 5_000,
  terminals: 10_000,
  days: 183,
  radius: 5,
  start: Date.UTC(2018, 3, 1),
  terminalsADay: 2,
  customersADay: 3,
};

const SIDE = 100;

interface Customer {
  readonly meanAmount: number;
  readonly paymentsADay: number;
  /** Terminals within reach. */
  readonly terminals: readonly number[];
}

/**
 * Simulated card transactions: customers with habits of their own at terminals around them, and three kinds of fraud (`frauds`).
 * The same options give the same rows, byte for byte.
 *
 * @see Le Borgne, Siblini, Lebichot and Bontempi, Reproducible Machine Learning for Credit Card Fraud Detection, chapter 3
 */
export function simulate(options: Partial<SimulationOptions> = {}): Transactions {
  const all = { ...simulationDefaults, ...options };
  const random = new Random(all.seed);
  const customers = profiles(all, random);
  const genuine = payments(all, customers, random);
  return frauds(genuine, all, random);
}

function profiles({ customers, terminals, radius }: SimulationOptions, random: Random): Customer[] {
  const place = () => [random.uniform() * SIDE, random.uniform() * SIDE] as const;
  const habits = Array.from({ length: customers }, () => ({
    place: place(),
    meanAmount: random.between(5, 100),
    paymentsADay: random.between(0, 4),
  }));
  const places = Array.from({ length: terminals }, place);
  return habits.map(({ place: [x, y], ...habit }) => ({
    ...habit,
    terminals: places.flatMap(([u, v], index) => ((u - x) ** 2 + (v - y) ** 2 < radius ** 2 ? [index] : [])),
  }));
}

function payments(options: SimulationOptions, customers: readonly Customer[], random: Random): Transactions {
  const rows: { seconds: number[]; customer: number[]; terminal: number[]; cents: number[] } = {
    seconds: [],
    customer: [],
    terminal: [],
    cents: [],
  };
  for (let day = 0; day < options.days; day += 1) {
    for (const [index, { meanAmount, paymentsADay, terminals }] of customers.entries()) {
      const count = terminals.length === 0 ? 0 : random.poisson(paymentsADay);
      for (let one = 0; one < count; one += 1) {
        const time = Math.floor(random.normal(SECONDS_A_DAY / 2, 20_000));
        if (time <= 0 || time >= SECONDS_A_DAY) continue;
        rows.seconds.push(day * SECONDS_A_DAY + time);
        rows.customer.push(index);
        rows.terminal.push(terminals[random.below(terminals.length)] ?? 0);
        rows.cents.push(Math.round(100 * amountOf(meanAmount, random)));
      }
    }
  }
  const length = rows.seconds.length;
  const unordered: Transactions = {
    start: options.start,
    ids: new Float64Array(length),
    seconds: Int32Array.from(rows.seconds),
    customer: Int32Array.from(rows.customer),
    terminal: Int32Array.from(rows.terminal),
    cents: Int32Array.from(rows.cents),
    fraud: new Uint8Array(length),
    scenario: new Uint8Array(length),
    customers: Array.from({ length: options.customers }, (_, index) => String(index)),
    terminals: Array.from({ length: options.terminals }, (_, index) => String(index)),
  };
  const ordered = rowsOf(unordered, rowsByTime(unordered.seconds));
  return { ...ordered, ids: Float64Array.from(ordered.ids.keys()) };
}

function amountOf(mean: number, random: Random): number {
  const amount = random.normal(mean, mean / 2);
  return amount < 0 ? random.between(0, 2 * mean) : amount;
}
