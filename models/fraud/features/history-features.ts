import { featureNames } from '../../../lambdas/fraud/domain/features/features-of';
import type { Payment } from '../../../lambdas/fraud/domain/payment';
import { type Columns, emptyColumns, type RowRange } from '../protocol/columns';
import { DELAY_DAYS } from '../protocol/handbook-features';
import { SECONDS_A_DAY, type Transactions } from '../simulator/transactions';
import { Replay } from './replay';

/** A row as the payment it was. A customer of the data is both account and card, a terminal the merchant; there is no more. */
export function paymentOf(transactions: Transactions, row: number): Payment {
  const customer = transactions.customers[transactions.customer[row] ?? 0] ?? '';
  return {
    paymentId: String(transactions.ids[row]),
    amount: transactions.cents[row] ?? 0,
    currency: 'EUR',
    occurredAt: transactions.start + 1000 * (transactions.seconds[row] ?? 0),
    account: customer,
    card: customer,
    merchant: transactions.terminals[transactions.terminal[row] ?? 0] ?? '',
  };
}

export interface HistoryOptions {
  /** Features that are wanted. @default all, in the order of `featureNames` */
  readonly names?: readonly string[];
  /** Only to show what it does to leave the delay out. @default 7 */
  readonly delayDays?: number;
  /** Told of each day that begins. */
  readonly onDay?: (day: number) => void;
}

/**
 * Features for a range of rows, with all rows before it as history. Each label is learned a delay after its payment, before what
 * happens then. Cards are not followed: with one an account they would say the same twice.
 */
export function historyFeatures(transactions: Transactions, range: RowRange, options: HistoryOptions = {}): Columns {
  const { names = featureNames, delayDays = DELAY_DAYS, onDay = () => {} } = options;
  const { seconds, fraud, start } = transactions;
  const columns = emptyColumns(names.length, range);
  const places = names.map((name) => featureNames.indexOf(name));
  const replay = new Replay(['account', 'merchant']);
  const ratios = new Float32Array(range.to);
  const delay = delayDays * SECONDS_A_DAY;
  let learned = 0;
  let day = -1;
  for (let row = 0; row < range.to; row += 1) {
    const now = seconds[row] ?? 0;
    for (; learned < row && (seconds[learned] ?? 0) + delay <= now; learned += 1) learnRow(learned);
    const payment = paymentOf(transactions, row);
    ratios[row] = replay.amountRatio(payment);
    if (row >= range.from) {
      const features = replay.features(payment);
      for (const [column, place] of places.entries()) {
        (columns[column] as Float32Array)[row - range.from] = features[place] ?? Number.NaN;
      }
    }
    replay.advance(payment);
    if (Math.floor(now / SECONDS_A_DAY) > day) {
      day = Math.floor(now / SECONDS_A_DAY);
      onDay(day);
    }
  }
  return columns;

  function learnRow(row: number): void {
    const payment = paymentOf(transactions, row);
    replay.learn(payment, {
      occurredAt: payment.occurredAt,
      amount: payment.amount,
      fraud: fraud[row] === 1,
      learnedAt: start + 1000 * ((seconds[row] ?? 0) + delay),
      amountRatio: ratios[row] ?? Number.NaN,
    });
  }
}
