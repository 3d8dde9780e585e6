import { dayOf, type Transactions } from '../simulator/transactions';
import type { RowRange } from './columns';

/** Days of training, of waiting for labels, and of testing. */
export const WEEK = 7;

/** How many days before a test day the last frauds are that are known on it. */
export const KNOWN_AFTER_DAYS = 8;

/** One week of training, one of delay that is neither trained on nor scored, and one of testing. Rows are ascending. */
export interface Split {
  /** Days since the start of the data. */
  readonly trainDay: number;
  readonly testDay: number;
  readonly train: Int32Array;
  readonly test: Int32Array;
}

export interface SplitOptions {
  /**
   * Customers with a fraud in the training week, or since then up to so many days before the test day, are not scored on it.
   * `Infinity` keeps them all, which shows what that does.
   */
  readonly knownAfterDays: number;
}

/** First days of training: 2018-07-25 where data begin on 2018-04-01, as published; and those of four weeks in a row. */
export const singleSplit = [115] as const;
export const fourWeeks = [115, 122, 129, 136] as const;

/** @throws RangeError where the data end before the test week does */
export function splitAt(
  transactions: Transactions,
  trainDay: number,
  { knownAfterDays }: SplitOptions = { knownAfterDays: KNOWN_AFTER_DAYS },
): Split {
  const testDay = trainDay + 2 * WEEK;
  const days = dayOf(transactions, transactions.seconds.length - 1) + 1;
  if (days < testDay + WEEK) {
    throw new RangeError(
      `The data have ${days} days; training from day ${trainDay} and testing need ${testDay + WEEK}`,
    );
  }
  return {
    trainDay,
    testDay,
    train: rowsBetween(transactions, trainDay, trainDay + WEEK),
    test: unknownRows(transactions, trainDay, testDay, knownAfterDays),
  };
}

/** Rows of the test week, without those of customers who are known on their day. */
function unknownRows(
  transactions: Transactions,
  trainDay: number,
  testDay: number,
  knownAfterDays: number,
): Int32Array {
  const { fraud, customer } = transactions;
  const known = new Set<number>();
  const kept: number[] = [];
  let next = trainDay;
  for (let day = testDay; day < testDay + WEEK; day += 1) {
    for (; next <= day - knownAfterDays; next += 1) {
      const frauds = rowsBetween(transactions, next, next + 1).filter((row) => fraud[row] === 1);
      for (const row of frauds) known.add(customer[row] ?? 0);
    }
    kept.push(...rowsBetween(transactions, day, day + 1).filter((row) => !known.has(customer[row] ?? 0)));
  }
  return Int32Array.from(kept);
}

/** Rows of some days, from the first of one up to, and without, the first of the other. */
export function rangeOfDays(transactions: Transactions, fromDay: number, toDay: number): RowRange {
  return { from: firstRow(transactions, fromDay), to: firstRow(transactions, toDay) };
}

function rowsBetween(transactions: Transactions, fromDay: number, toDay: number): Int32Array {
  const { from, to } = rangeOfDays(transactions, fromDay, toDay);
  return Int32Array.from({ length: to - from }, (_, index) => from + index);
}

/** The first row of a day or later, by bisection. */
function firstRow(transactions: Transactions, day: number): number {
  let low = 0;
  let high = transactions.seconds.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (dayOf(transactions, middle) < day) low = middle + 1;
    else high = middle;
  }
  return low;
}
