import { handbookFeatureNames, handbookFeatures } from '../../../../models/fraud/protocol/handbook-features';
import { splitAt } from '../../../../models/fraud/protocol/split';
import { type HandRow, transactionsOf } from './support';

const featuresOf = (rows: readonly HandRow[], row: number): Record<string, number> => {
  const columns = handbookFeatures(transactionsOf(rows), { from: row, to: row + 1 });
  return Object.fromEntries(handbookFeatureNames.map((name, index) => [name, columns[index]?.[0] ?? Number.NaN]));
};

describe("the handbook's features", () => {
  it('of the time: 2018-04-01 is a Sunday, and six is still night', () => {
    expect(featuresOf([[0, 6.9, 'c', 't', 1]], 0)).toMatchObject({ amount: 1, is_weekend: 1, is_night: 1 });
    expect(featuresOf([[1, 7, 'c', 't', 1]], 0)).toMatchObject({ is_weekend: 0, is_night: 0 });
    expect(featuresOf([[6, 0, 'c', 't', 1]], 0)).toMatchObject({ is_weekend: 1, is_night: 1 });
  });

  it('of a customer end with the row itself, and begin after a whole window', () => {
    const rows: HandRow[] = [
      [0, 12, 'c', 't', 100],
      [23, 12, 'c', 't', 40],
      [29, 12, 'c', 't', 20],
      [29, 13, 'other', 't', 999],
      [30, 12, 'c', 't', 10],
    ];
    // A day before to the second is outside of (t-1d, t], as are 7 and 30 days.
    expect(featuresOf(rows, 4)).toMatchObject({
      customer_count_1d: 1,
      customer_mean_amount_1d: 10,
      customer_count_7d: 2,
      customer_mean_amount_7d: 15,
      customer_count_30d: 3,
    });
    expect(featuresOf(rows, 4).customer_mean_amount_30d).toBeCloseTo(70 / 3, 5);
  });

  it('of a terminal end a week before the row: a label of less than a week is not known', () => {
    const rows: HandRow[] = [
      [0, 12, 'c', 't', 1, 1],
      [6, 12, 'c', 't', 1, 1],
      [7, 11, 'c', 't', 1, 0],
      [7, 13, 'c', 't', 1, 1],
      [14, 12, 'c', 't', 1, 0],
    ];
    // (t-8d, t-7d] holds day 7 at 11; day 6 at 12 is on its edge and outside, day 0 at 12 likewise of the 7 days.
    expect(featuresOf(rows, 4)).toMatchObject({
      terminal_count_1d: 1,
      terminal_risk_1d: 0,
      terminal_count_7d: 2,
      terminal_risk_7d: 0.5,
      terminal_count_30d: 3,
    });
    expect(featuresOf(rows, 4).terminal_risk_30d).toBeCloseTo(2 / 3, 6);
    expect(featuresOf(rows, 0)).toMatchObject({ terminal_count_30d: 0, terminal_risk_30d: 0 });
  });
});

describe('a split', () => {
  it('trains a week, waits for one, and tests one without the customers who are known on each day', () => {
    const rows: HandRow[] = [
      [0, 1, 'train', 't', 1, 1],
      [6, 1, 'last', 't', 1, 0],
      [7, 1, 'delay', 't', 1, 1],
      [13, 1, 'nothing', 't', 1, 0],
      [14, 1, 'delay', 't', 1, 0],
      [14, 2, 'train', 't', 1, 1],
      [15, 1, 'delay', 't', 1, 1],
      [15, 2, 'fresh', 't', 1, 1],
      [20, 1, 'fresh', 't', 1, 0],
    ];
    const split = splitAt(transactionsOf(rows), 0);
    expect([...split.train]).toEqual([0, 1]);
    // The fraud of day 7 is known from day 15 on, eight days later, and one of day 15 not within the week.
    expect([...split.test]).toEqual([4, 7, 8]);
    expect([...splitAt(transactionsOf(rows), 0, { knownAfterDays: 7 }).test]).toEqual([7, 8]);
    expect([...splitAt(transactionsOf(rows), 0, { knownAfterDays: Number.POSITIVE_INFINITY }).test]).toHaveLength(5);
  });

  it('needs three weeks of data', () => {
    expect(() => splitAt(transactionsOf([[19, 1, 'c', 't', 1]]), 0)).toThrow(
      'The data have 20 days; training from day 0 and testing need 21',
    );
  });
});
