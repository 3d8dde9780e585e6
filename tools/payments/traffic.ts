import { simulate } from '../../models/fraud/simulator/simulate';
import { SECONDS_A_DAY, type Transactions } from '../../models/fraud/simulator/transactions';

const CUSTOMERS_AT_LEAST = 250;
/** Real seconds that a simulated day takes at least: in less, a busy customer's cards would pay more often than rules let anybody. */
const SECONDS_A_SIMULATED_DAY = 100;
/** Payments a second for which there are customers enough: the simulation compares each with each terminal. */
export const MOST_RATE = 200;

/** Of a customer, on average. */
const PAYMENTS_A_DAY = 2;

/** Days that are simulated and not sent: frauds are rare at first, until some terminals and cards are compromised. */
const DAYS_BEFORE = 7;
const DAYS = 14;

/** Cards of a customer: a device with more is suspicious. */
const CARDS = 5;
/** Devices of those who pay with leaked cards. */
const THIEVES = 5;
const countries = ['DE', 'FR', 'NL', 'AT', 'BE', 'IT'] as const;

/** A payment as it is asked about, without its time, and what it is in truth. */
export interface SimulatedPayment {
  /** Counted from 0. */
  readonly index: number;
  readonly payment: {
    readonly amount: number;
    readonly currency: 'EUR';
    readonly account: string;
    readonly card: string;
    readonly merchant: string;
    readonly device: string;
    readonly ip: string;
    readonly country: string;
  };
  /** 0 for none, 1 a high amount, 2 a compromised terminal, 3 a leaked card. */
  readonly scenario: number;
  /** Seconds since the simulated start. */
  readonly seconds: number;
}

export interface TrafficOptions {
  readonly seed: number;
  /** Payments a second, up to `MOST_RATE`. */
  readonly rate: number;
}

/**
 * Simulated payments without end, in their simulated order; the same for the same options. What the simulator does not have is
 * made up: a customer has five cards, a device and an address; leaked cards are paid with on a few devices of thieves. When two
 * weeks have been paid, other customers come at other terminals.
 */
export function* traffic({ seed, rate }: TrafficOptions): Generator<SimulatedPayment, never> {
  for (let index = 0, world = 0; ; world += 1) {
    const transactions = simulate(worldOf(seed + world, rate));
    for (let row = 0; row < transactions.seconds.length; row += 1) {
      const seconds = (transactions.seconds[row] ?? 0) - DAYS_BEFORE * SECONDS_A_DAY;
      if (seconds < 0) continue;
      yield {
        index,
        ...paymentOf(transactions, row, `${seed}-${world}`),
        seconds: seconds + world * DAYS * SECONDS_A_DAY,
      };
      index += 1;
    }
  }
}

/**
 * Twice as many terminals as customers, as in the handbook, and of each the same part compromised a day: so many that one payment in
 * thirty, and later in fifteen, is a fraud. That is far more than in life, and seen within minutes.
 */
function worldOf(seed: number, rate: number) {
  const customers = Math.max(CUSTOMERS_AT_LEAST, Math.ceil((rate * SECONDS_A_SIMULATED_DAY) / PAYMENTS_A_DAY));
  const perDay = Math.max(1, Math.round(customers / CUSTOMERS_AT_LEAST));
  const days = DAYS_BEFORE + DAYS;
  return { seed, customers, terminals: 2 * customers, days, radius: 7, terminalsADay: perDay, customersADay: perDay };
}

function paymentOf({ customer, terminal, cents, scenario, ids }: Transactions, row: number, world: string) {
  const [who, where, kind] = [customer[row] ?? 0, terminal[row] ?? 0, scenario[row] ?? 0];
  const stolen = kind === 3;
  const holder = stolen ? `thief-${who % THIEVES}` : `${who}`;
  const octets = [who >> 16, who >> 8, who].map((part) => part & 255);
  return {
    payment: {
      ...{ amount: Math.max(1, cents[row] ?? 0), currency: 'EUR' as const },
      ...{ account: `acct-${world}-${who}`, card: `card-${world}-${who}-${(ids[row] ?? 0) % CARDS}` },
      ...{ merchant: `shop-${world}-${where}`, device: `dev-${world}-${holder}` },
      ip: stolen ? `198.51.100.${who % THIEVES}` : `10.${octets.join('.')}`,
      country: countries[where % countries.length] ?? 'DE',
    },
    scenario: kind,
  };
}
