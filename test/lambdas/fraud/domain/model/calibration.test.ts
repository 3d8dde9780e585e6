import * as fc from 'fast-check';
import { calibrate, fitCalibration } from '../../../../../lambdas/fraud/domain/model/calibration';
import { sigmoid } from '../../../../../lambdas/fraud/domain/model/ensemble';

const anyLabels = (length: number) => fc.array(fc.constantFrom(0, 1), { minLength: length, maxLength: length });
const anySample = fc
  .array(
    fc.integer({ min: -48, max: 48 }).map((quarters) => quarters / 4),
    { minLength: 4, maxLength: 60 },
  )
  .chain((scores) => fc.record({ scores: fc.constant(scores), labels: anyLabels(scores.length) }));

/** Undefined where there is nothing to calibrate. */
function fitted({ scores, labels }: { readonly scores: readonly number[]; readonly labels: readonly number[] }) {
  try {
    return fitCalibration(scores, labels);
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError);
    return undefined;
  }
}

it('keeps the order of the scores, and gives probabilities', () => {
  fc.assert(
    fc.property(anySample, (sample) => {
      const calibration = fitted(sample);
      if (!calibration) return;
      expect(calibration.slope).toBeGreaterThan(0);
      const calibrated = sample.scores.toSorted((a, b) => a - b).map((score) => calibrate(score, calibration));
      expect(calibrated).toEqual(calibrated.toSorted((a, b) => a - b));
      expect(Math.min(...calibrated)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...calibrated)).toBeLessThanOrEqual(1);
    }),
  );
});

it('has, at its best, no gradient left: the mean probability is that of the smoothed labels', () => {
  fc.assert(
    fc.property(anySample, (sample) => {
      const calibration = fitted(sample);
      if (!calibration) return;
      const positives = sample.labels.filter((label) => label === 1).length;
      const negatives = sample.labels.length - positives;
      const targets = sample.labels.map((label) =>
        label === 1 ? (positives + 1) / (positives + 2) : 1 / (negatives + 2),
      );
      const errors = sample.scores.map((score, row) => calibrate(score, calibration) - (targets[row] as number));
      expect(Math.abs(sum(errors))).toBeLessThan(1e-5);
      expect(Math.abs(sum(errors.map((error, row) => error * (sample.scores[row] as number))))).toBeLessThan(1e-5);
    }),
  );
});

it('undoes a shift and a stretch of log-odds', () => {
  // Each score as often, and each as often fraud as the log-odds (score - 3) / 2 say.
  const [scores, labels]: [number[], number[]] = [[], []];
  for (let score = -8; score <= 8; score += 0.5) {
    const frauds = Math.round(1_000 * sigmoid((score - 3) / 2));
    for (let row = 0; row < 1_000; row += 1) {
      scores.push(score);
      labels.push(row < frauds ? 1 : 0);
    }
  }
  const { slope, intercept } = fitCalibration(scores, labels);
  expect(slope).toBeCloseTo(0.5, 1);
  expect(intercept).toBeCloseTo(-1.5, 1);
});

it('makes no certainty of scores that separate perfectly', () => {
  const calibration = fitCalibration([-2, -1, 1, 2], [0, 0, 1, 1]);
  expect(calibrate(2, calibration)).toBeLessThan(0.9);
});

it.each([
  [[1, 2], [1], /2 scores and 1 labels/],
  [[1, 2], [1, 1], /both genuine and fraudulent/],
  [[1, Number.NaN], [1, 0], /not finite/],
  [[1, 2, 3, 4], [1, 1, 0, 0], /higher scores are not more often fraud/],
])('refuses the scores %j with the labels %j', (scores, labels, message) => {
  expect(() => fitCalibration(scores, labels)).toThrow(message);
});

const sum = (numbers: readonly number[]) => numbers.reduce((all, each) => all + each, 0);
