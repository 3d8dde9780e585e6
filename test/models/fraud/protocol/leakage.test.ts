import { featureNames } from '../../../../lambdas/fraud/domain/features/features-of';
import { marginsOf } from '../../../../models/fraud/champion/champion';
import { historyFeatures } from '../../../../models/fraud/features/history-features';
import { trainXgboost } from '../../../../models/fraud/protocol/baselines';
import { type Columns, pickRows } from '../../../../models/fraud/protocol/columns';
import { DELAY_DAYS, handbookFeatures } from '../../../../models/fraud/protocol/handbook-features';
import { cardPrecision } from '../../../../models/fraud/protocol/metrics';
import { rate } from '../../../../models/fraud/protocol/rate';
import { rangeOfDays, splitAt } from '../../../../models/fraud/protocol/split';
import { simulate } from '../../../../models/fraud/simulator/simulate';
import { dayOf, rowsOf, SECONDS_A_DAY, type Transactions } from '../../../../models/fraud/simulator/transactions';

/** Small, so that fraud is more frequent than in the published data. */
const data = simulate({ seed: 11, customers: 300, terminals: 600, days: 56, terminalsADay: 1, customersADay: 1 });
const trainDay = 35;

/** What was known when a row was decided, and no more: later rows are gone, and labels are blank that were not known yet. */
function knownAt(row: number): Transactions {
  const until = (data.seconds[row] ?? 0) - DELAY_DAYS * SECONDS_A_DAY;
  const rows = Int32Array.from({ length: row + 1 }, (_, index) => index);
  const before = rowsOf(data, rows);
  return { ...before, fraud: before.fraud.map((label, index) => ((before.seconds[index] ?? 0) <= until ? label : 0)) };
}

const features = {
  "the handbook's": (transactions: Transactions, from: number, to: number) =>
    handbookFeatures(transactions, { from, to }),
  "the champion's": (transactions: Transactions, from: number, to: number) =>
    historyFeatures(transactions, { from, to }),
} satisfies Record<string, (transactions: Transactions, from: number, to: number) => Columns>;

describe.each(Object.entries(features))('%s features', (_, of) => {
  const { from, to } = rangeOfDays(data, 40, 41);

  it('of a day are the same when every label later than the delay is blank and every later row is gone', () => {
    const all = of(data, from, to);
    expect(all.some((column) => new Set(column).size > 1)).toBe(true);
    const blank = data.fraud.map((label, row) => (dayOf(data, row) > 40 - DELAY_DAYS ? 0 : label));
    const rows = Int32Array.from({ length: to }, (_unused, index) => index);
    expect(blank).not.toEqual(data.fraud);
    expect(of(rowsOf({ ...data, fraud: blank }, rows), from, to)).toEqual(all);
  });

  it('of one payment are the same from what was known at its second', () => {
    const all = of(data, from, to);
    for (const row of [from, Math.floor((from + to) / 2), to - 1]) {
      expect(of(knownAt(row), row, row + 1)).toEqual(all.map((column) => column.slice(row - from, row - from + 1)));
    }
  });

  it('do not know which scenario there was', () => {
    expect(of({ ...data, scenario: new Uint8Array(data.scenario.length) }, from, to)).toEqual(of(data, from, to));
  });
});

it('a label known too early would be seen by these tests', () => {
  const { from, to } = rangeOfDays(data, 40, 41);
  const blank = data.fraud.map((label, row) => (dayOf(data, row) > 40 - DELAY_DAYS ? 0 : label));
  const early = (fraud: Uint8Array) => ({
    handbook: handbookFeatures({ ...data, fraud }, { from, to }, 0),
    history: historyFeatures({ ...data, fraud }, { from, to }, { delayDays: 0 }),
  });
  const [known, unknown] = [early(data.fraud), early(blank)];
  expect(known.handbook).not.toEqual(unknown.handbook);
  expect(known.history[featureNames.indexOf('merchant_frauds_7d')]).not.toEqual(
    unknown.history[featureNames.indexOf('merchant_frauds_7d')],
  );
});

describe('a slip in the protocol shows in the figures', () => {
  const range = rangeOfDays(data, trainDay, trainDay + 21);
  const split = splitAt(data, trainDay);
  const inRange = (rows: Int32Array) => rows.map((row) => row - range.from);
  const labels = Uint8Array.from(split.train, (row) => data.fraud[row] ?? 0);
  const marginsWith = (columns: Columns, test: Int32Array) =>
    marginsOf(trainXgboost(pickRows(columns, inRange(split.train)), labels), columns, inRange(test));
  const honestColumns = handbookFeatures(data, range);
  const honestMargins = marginsWith(honestColumns, split.test);
  const honest = rate(data, split, honestMargins);

  it('terminal risk without the delay', () => {
    const early = rate(data, split, marginsWith(handbookFeatures(data, range, 0), split.test));
    expect(early.ap).toBeGreaterThan(honest.ap + 0.1);
    expect(early.auc).toBeGreaterThan(honest.auc + 0.02);
  });

  it('known cards that are kept', () => {
    const kept = splitAt(data, trainDay, { knownAfterDays: Number.POSITIVE_INFINITY });
    const inflated = rate(data, kept, marginsWith(honestColumns, kept.test));
    expect(inflated.ap).toBeGreaterThan(honest.ap + 0.02);
    expect(inflated.cp100).toBeGreaterThan(honest.cp100);
  });

  it('cards known a day early, which takes others out of the test', () => {
    const early = new Set(splitAt(data, trainDay, { knownAfterDays: 7 }).test);
    const gone = split.test.filter((row) => !early.has(row));
    const defrauded = new Set(
      [...data.fraud.keys()]
        .filter((row) => data.fraud[row] === 1)
        .map((row) => `${dayOf(data, row)} ${data.customer[row]}`),
    );
    expect(gone.length).toBeGreaterThan(0);
    expect(early.size).toBe(split.test.length - gone.length);
    // Each had a fraud seven days before the first test day on which it is missing.
    expect(
      gone.every((row) =>
        Array.from({ length: 7 }, (_, back) => dayOf(data, row) - 7 - back).some((day) =>
          defrauded.has(`${day} ${data.customer[row]}`),
        ),
      ),
    ).toBe(true);
  });

  it('cards that are found again and again', () => {
    const scored = {
      scores: honestMargins,
      labels: Uint8Array.from(split.test, (row) => data.fraud[row] ?? 0),
      cards: Int32Array.from(split.test, (row) => data.customer[row] ?? 0),
      days: Int32Array.from(split.test, (row) => dayOf(data, row)),
    };
    expect(cardPrecision(scored, 20, true)).toBeGreaterThan(cardPrecision(scored, 20));
  });
});
