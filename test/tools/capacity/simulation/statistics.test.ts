import fc from 'fast-check';
import { estimate, pairedDifference, quantile, studentT } from '../../../../tools/capacity/simulation/statistics';

describe('statistics', () => {
  it.each([
    // Probability, degrees of freedom, value: from the printed tables.
    [0.975, 1, 12.706],
    [0.975, 2, 4.303],
    [0.975, 4, 2.776],
    [0.975, 9, 2.262],
    [0.995, 30, 2.75],
    [0.95, 10, 1.812],
    [0.9995, 19, 3.883],
  ])("gives Student's t at %d with %d degrees of freedom", (probability, degrees, value) => {
    expect(studentT(probability, degrees)).toBeCloseTo(value, 3);
    expect(studentT(1 - probability, degrees)).toBeCloseTo(-value, 3);
  });

  it('gives a mean with its interval', () => {
    const { value, halfWidth } = estimate([1, 2, 3, 4, 5]);
    expect(value).toBe(3);
    expect(halfWidth).toBeCloseTo(2.776 * Math.sqrt(2.5 / 5), 3);
    expect(estimate([4]).halfWidth).toBe(Number.POSITIVE_INFINITY);
  });

  it('finds the difference of pairs that go up and down together', () => {
    const noise = [10, 200, 35, 80, 120];
    const { value, halfWidth } = pairedDifference(
      noise.map((each, index) => each + 1 + 0.01 * index),
      noise,
    );
    expect(value).toBeCloseTo(1.02, 10);
    expect(halfWidth).toBeLessThan(0.05);
    expect(() => pairedDifference([1], [1, 2])).toThrow('1 replications against 2');
  });

  it('takes the smallest value with at least the share at or below it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1 }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (values, share) => {
          const sorted = values.sort((one, other) => one - other);
          const found = quantile(sorted, share);
          const atOrBelow = (bound: number) => sorted.filter((value) => value <= bound).length;
          expect(atOrBelow(found)).toBeGreaterThanOrEqual(share * sorted.length);
          expect(sorted.filter((value) => value < found).length).toBeLessThan(share * sorted.length);
        },
      ),
    );
  });
});
