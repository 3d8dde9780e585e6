import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { referenceSchema } from '../../../../lambdas/fraud/domain/drift/reference';
import type { ModelCard } from '../../../../models/fraud/card/model-card';
import { reliabilityOf } from '../../../../models/fraud/card/reliability';
import { shareOf } from '../../../../models/fraud/card/share';
import { sliceFeatureNames, slicesOf } from '../../../../models/fraud/card/slices';
import shippedCard from '../../../../models/fraud/champion/card.json';
import { championFeatureNames } from '../../../../models/fraud/champion/champion';
import shipped from '../../../../models/fraud/champion/champion.json';
import { thresholdAtFalsePositiveRate } from '../../../../models/fraud/protocol/metrics';
import { problemsOf } from '../../../../tools/eval/fraud/model-card';

const directory = join(__dirname, '../../../../models/fraud/champion');
const card = shippedCard as ModelCard;
const markdown = readFileSync(join(directory, 'MODEL-CARD.md'), 'utf8');

describe('the card of the model that ships', () => {
  it('is of that model, and its text says what it says', () => {
    expect(problemsOf(shipped, card, markdown)).toEqual([]);
  });

  it('is found out where it is of another model, or was changed by hand', () => {
    const zeros = '0'.repeat(64);
    expect(problemsOf({ ...shipped, trees: '' }, card, markdown)).toEqual([
      expect.stringContaining('the trees hash to'),
    ]);
    expect(problemsOf({ ...shipped, sha256: zeros }, card, markdown)).toEqual(['sha256 differs']);
    const better = { ...card.metrics, ap: 0.99 };
    expect(problemsOf(shipped, { ...card, metrics: better }, markdown)).toEqual([
      'metrics differs',
      expect.stringContaining('MODEL-CARD.md'),
    ]);
  });

  it('counts every payment of the test once in each grouping', () => {
    const { rows, frauds } = card.testedOn;
    for (const by of new Set(card.slices.map((slice) => slice.by))) {
      const slices = card.slices.filter((slice) => slice.by === by);
      const times = by.startsWith('time') ? 2 : 1;
      expect(slices.reduce((sum, { recall }) => sum + recall.of, 0)).toBe(times * frauds);
      expect(slices.reduce((sum, { falsePositiveRate }) => sum + falsePositiveRate.of, 0)).toBe(
        times * (rows - frauds),
      );
    }
    expect(card.reliability.bins.reduce((sum, bin) => sum + bin.rows, 0)).toBe(rows);
    expect(card.overall.recall.value).toBeCloseTo(card.metrics.recallAt01Fpr, 12);
  });

  it('comes with a reference for every feature that the model reads', () => {
    const reference = referenceSchema.parse(shipped.reference);
    expect(Object.keys(reference.features)).toEqual(championFeatureNames);
    const rows = ({ counts, missing }: { counts: readonly number[]; missing: number }) =>
      counts.reduce((sum, count) => sum + count, missing);
    const all = new Set([...Object.values(reference.features), reference.score].map(rows));
    expect([...all]).toEqual([expect.any(Number)]);
  });
});

describe('intervals', () => {
  it('hold their share, and are what Wilson says', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 1, max: 500 }), (hits, more) => {
        const { value = -1, low = -1, high = -1 } = shareOf(hits, hits + more);
        expect(0 <= low && low <= value && value <= high && high <= 1).toBe(true);
      }),
    );
    // Agresti, Coull: Approximate is Better than "Exact" for Interval Estimation of Binomial Proportions (1998): z^2 / (n + z^2).
    expect(shareOf(0, 10).high).toBeCloseTo(3.8415 / 13.8415, 4);
    expect(shareOf(0, 0)).toEqual({ of: 0, hits: 0 });
  });
});

describe('reliability', () => {
  it('is without error where each bin has the frauds that it promises', () => {
    const probabilities = Float64Array.from({ length: 100 }, () => 0.2);
    const labels = Uint8Array.from({ length: 100 }, (_, at) => (at % 5 === 0 ? 1 : 0));
    const { brier, brierOfShare, expectedCalibrationError } = reliabilityOf(probabilities, labels);
    expect([brier, brierOfShare]).toEqual([expect.closeTo(0.16, 12), expect.closeTo(0.16, 12)]);
    expect(expectedCalibrationError).toBeCloseTo(0, 12);
  });

  it('tells how far off certainty is', () => {
    const { brier, expectedCalibrationError } = reliabilityOf(Float64Array.from([1, 1]), Uint8Array.from([1, 0]));
    expect([brier, expectedCalibrationError]).toEqual([0.5, 0.5]);
  });
});

describe('groups', () => {
  it('are rated at one threshold', () => {
    const columns = sliceFeatureNames.map((name) =>
      Float32Array.from([1_000, 30_000].map((v) => (name === 'amount' ? v : 0))),
    );
    const rated = { rows: Int32Array.from([0, 1]), scores: Float64Array.from([2, 1]), labels: Uint8Array.from([0, 1]) };
    const of = (threshold: number, group: string) =>
      slicesOf(columns, rated, threshold).find((one) => one.group === group);
    expect(of(1.5, 'below 20')?.falsePositiveRate).toMatchObject({ hits: 1, of: 1 });
    expect(of(1.5, 'from 220')?.recall).toMatchObject({ hits: 0, of: 1 });
    expect(of(1, 'from 220')?.recall).toMatchObject({ hits: 1, of: 1 });
  });

  it('are compared where no more genuine payments are stopped than is said', () => {
    const scored = { scores: Float64Array.from([4, 3, 3, 2, 1]), labels: Uint8Array.from([1, 0, 0, 1, 0]) };
    expect(thresholdAtFalsePositiveRate(scored, 0.4)).toBe(4);
    expect(thresholdAtFalsePositiveRate(scored, 0.7)).toBe(2);
    expect(thresholdAtFalsePositiveRate({ ...scored, labels: Uint8Array.from([0, 0, 0, 0, 0]) }, 0.1)).toBe(
      Number.POSITIVE_INFINITY,
    );
  });
});
