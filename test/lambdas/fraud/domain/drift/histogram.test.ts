import * as fc from 'fast-check';
import {
  countInto,
  histogramOf,
  histogramSchema,
  MOST_BINS,
} from '../../../../../lambdas/fraud/domain/drift/histogram';

/** Few distinct values, so that equal ones are common, and some missing. */
const anyValues = fc.array(fc.oneof(fc.integer({ min: -3, max: 30 }), fc.constant(Number.NaN)), { maxLength: 300 });

it('counts every value once, in bins that rise, and never more bins than it is allowed', () => {
  fc.assert(
    fc.property(anyValues, (values) => {
      const histogram = histogramOf(values);
      expect(histogramSchema.safeParse(histogram).error).toBeUndefined();
      expect(histogram.counts.reduce((sum, count) => sum + count, histogram.missing)).toBe(values.length);
      expect(histogram.counts.length).toBeLessThanOrEqual(MOST_BINS + 1);
      const present = values.filter((value) => !Number.isNaN(value));
      // A bin that nothing fell into would say nothing of what is expected there.
      if (present.length > 0) expect(Math.min(...histogram.counts)).toBeGreaterThan(0);
    }),
  );
});

it('gives bins of equal counts where no values are equal', () => {
  const { counts, missing } = histogramOf(Float32Array.from({ length: 1000 }, (_, at) => at / 7));
  expect([counts, missing]).toEqual([new Array(MOST_BINS).fill(100), 0]);
});

it('keeps what is rare apart from a value that nearly all have', () => {
  const values = [...new Array(970).fill(0), ...new Array(20).fill(1), ...new Array(10).fill(Number.NaN)];
  expect(histogramOf(values)).toEqual({ edges: [1], counts: [970, 20], missing: 10 });
});

it('puts a value that is equal to an edge into the next bin', () => {
  expect(countInto([1, 2], [0.5, 1, 1.5, 2, 3, Number.NaN])).toEqual({ edges: [1, 2], counts: [1, 2, 2], missing: 1 });
});

it.each([
  ['too few counts', { edges: [1], counts: [1], missing: 0 }],
  ['edges that fall', { edges: [2, 1], counts: [1, 1, 1], missing: 0 }],
])('refuses %s', (_, histogram) => {
  expect(histogramSchema.safeParse(histogram).success).toBe(false);
});
