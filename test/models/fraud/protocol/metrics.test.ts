import fc from 'fast-check';
import {
  aucRoc,
  averagePrecision,
  cardPrecision,
  recallAtFalsePositiveRate,
} from '../../../../models/fraud/protocol/metrics';

const scored = (scores: number[], labels: number[]) => ({
  scores: Float64Array.from(scores),
  labels: Uint8Array.from(labels),
});

describe('of a ranking computed by hand', () => {
  // Fraud, genuine, fraud, genuine, genuine.
  const ranking = scored([0.9, 0.8, 0.7, 0.2, 0.1], [1, 0, 1, 0, 0]);

  it('five of the six pairs of a fraud and a genuine one are in order', () => {
    expect(aucRoc(ranking)).toBeCloseTo(5 / 6, 12);
  });

  it('average precision is (1 + 2/3) / 2', () => {
    expect(averagePrecision(ranking)).toBeCloseTo((1 + 2 / 3) / 2, 12);
  });

  it('recall is that of the lowest threshold which stops few enough', () => {
    expect(recallAtFalsePositiveRate(ranking, 0)).toBe(0.5);
    expect(recallAtFalsePositiveRate(ranking, 0.33)).toBe(0.5);
    expect(recallAtFalsePositiveRate(ranking, 0.34)).toBe(1);
  });
});

describe('equal scores', () => {
  const equal = scored([0.5, 0.5, 0.5, 0.1], [1, 0, 0, 1]);

  it('count half of a pair, come in together, and are stopped together', () => {
    expect(aucRoc(equal)).toBeCloseTo(1 / 4, 12);
    expect(averagePrecision(equal)).toBeCloseTo((1 / 3 + 2 / 4) / 2, 12);
    expect(recallAtFalsePositiveRate(equal, 0.5)).toBe(0);
  });

  it('make no difference by their order', () => {
    const transactions = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 1 }), fc.nat()), {
      minLength: 2,
      maxLength: 30,
    });
    fc.assert(
      fc.property(transactions, (given) => {
        const of = (rows: typeof given) => {
          const one = scored(
            rows.map(([score]) => score),
            rows.map(([, label]) => label),
          );
          return [aucRoc(one), averagePrecision(one), recallAtFalsePositiveRate(one, 0.2)].map((value) =>
            value.toFixed(9),
          );
        };
        expect(of(given.toSorted((left, right) => left[2] - right[2]))).toEqual(of(given));
      }),
    );
  });
});

describe('card precision', () => {
  const cards = (rows: [day: number, card: number, score: number, label: number][]) => ({
    ...scored(
      rows.map(([, , score]) => score),
      rows.map(([, , , label]) => label),
    ),
    days: Int32Array.from(rows, ([day]) => day),
    cards: Int32Array.from(rows, ([, card]) => card),
  });

  it('takes the highest score of a card, and apart from it whether any of its transactions was fraud', () => {
    // Card 1 is suspicious by a genuine transaction, and another one is fraud.
    expect(
      cardPrecision(
        cards([
          [0, 1, 0.9, 0],
          [0, 1, 0.1, 1],
          [0, 2, 0.5, 0],
          [0, 3, 0.4, 1],
        ]),
        2,
      ),
    ).toBe(0.5);
  });

  it('is a mean over days, without cards found before', () => {
    const days = cards([
      [0, 1, 0.9, 1],
      [0, 2, 0.8, 0],
      [1, 1, 0.9, 1],
      [1, 2, 0.8, 0],
      [1, 3, 0.7, 1],
    ]);
    // The second day card 1 is gone, and 2 is looked at again: the first 1 of 2, then 1 of 2.
    expect(cardPrecision(days, 2)).toBe(0.5);
    expect(cardPrecision(days, 1)).toBe(0.5);
    expect(cardPrecision(days, 1, true)).toBe(1);
  });

  it('of equal scores takes the lower number, and counts places that nothing fills', () => {
    expect(
      cardPrecision(
        cards([
          [0, 9, 0.5, 1],
          [0, 4, 0.5, 0],
        ]),
        1,
      ),
    ).toBe(0);
    expect(
      cardPrecision(
        cards([
          [0, 4, 0.5, 1],
          [0, 9, 0.5, 0],
        ]),
        1,
      ),
    ).toBe(1);
    expect(cardPrecision(cards([[0, 4, 0.5, 1]]), 100)).toBe(0.01);
  });
});
