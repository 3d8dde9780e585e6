import {
  assessDrift,
  type DriftInput,
  type WatchedDecision,
} from '../../../../../lambdas/fraud/domain/drift/assess-drift';
import type { Histogram } from '../../../../../lambdas/fraud/domain/drift/histogram';
import { type Reference, referenceSchema } from '../../../../../lambdas/fraud/domain/drift/reference';
import { fraudConfiguration } from '../../../../../lib/designs/fraud/settings';
import shipped from '../../../../../models/fraud/champion/champion.json';
import { Random } from '../../../../../models/fraud/simulator/random';

const reference = referenceSchema.parse(shipped.reference);
const featureNames = Object.keys(reference.features);
const { psi, least } = fraudConfiguration.presets.prod.drift;
const version = 'champion-1';

/** A value as the reference says that they come. */
function drawn({ edges, counts, missing }: Histogram, random: Random): number {
  let place = random.below(counts.reduce((sum, count) => sum + count, missing));
  for (const [bin, count] of counts.entries()) {
    if (place < count) return bin === 0 ? (edges[0] ?? 0) - 1 : (edges[bin - 1] as number);
    place -= count;
  }
  return Number.NaN;
}

function decision(random: Random, { features, score }: Reference = reference): WatchedDecision {
  return {
    ...{ decisionId: 'd', decision: 'approve', model: version, score: Math.max(0, drawn(score, random)) },
    features: Float32Array.from(featureNames, (name) => drawn(features[name] as Histogram, random)),
  };
}

const decisions = (count: number, random: Random, change: (one: WatchedDecision) => WatchedDecision = (one) => one) =>
  Array.from({ length: count }, () => change(decision(random)));

const assess = (input: Partial<DriftInput>) =>
  assessDrift({ ...{ version, reference, featureNames, recent: [], settled: [] }, ...input }, least);

/** Settled decisions of one score, so many of which turned out to be fraud; all others are labelled as told. */
const settled = (count: number, score: number, frauds: number, rest?: boolean): WatchedDecision[] =>
  Array.from({ length: count }, (_, at) => ({
    ...{ decisionId: `d${at}`, decision: 'approve', model: version, score, features: new Float32Array(0) },
    ...(at < frauds ? { fraud: true } : rest !== undefined && { fraud: rest }),
  }));

describe('features and scores', () => {
  it('are quiet where nothing drifts: no alarm in 100 samples of the least size, nor half of one', () => {
    const seed = 20261128;
    const random = new Random(seed);
    const highest = Array.from({ length: 100 }, () => {
      const { features = [], scorePsi = Number.NaN } = assess({ recent: decisions(least.decisions, random) });
      return Math.max(features[0]?.psi ?? Number.NaN, scorePsi);
    });
    const alarms = highest.filter((one) => !(one < psi)).length;
    console.log(`seed ${seed}: the highest index of ${highest.length} samples is ${Math.max(...highest).toFixed(3)}`);
    expect([alarms, Math.max(...highest) < psi / 2]).toEqual([0, true]);
  });

  it.each(featureNames)('tell of %s when it moves, by its name', (name) => {
    const place = featureNames.indexOf(name);
    const random = new Random(7);
    const { edges } = reference.features[name] as Histogram;
    const above = (edges.at(-1) as number) * 2 + 1;
    const moved = decisions(least.decisions, random, (one) => {
      // A third of all payments are as the highest were.
      if (random.uniform() < 1 / 3) one.features[place] = above;
      return one;
    });
    const [most, next] = assess({ recent: moved }).features ?? [];
    expect(most?.name).toBe(name);
    expect(most?.psi).toBeGreaterThanOrEqual(psi);
    expect(next?.psi).toBeLessThan(psi);
  });

  it('tell of a feature that is no longer there', () => {
    const recent = decisions(least.decisions, new Random(3), (one) => ({
      ...one,
      features: one.features.fill(Number.NaN, 0, 1),
    }));
    expect(assess({ recent }).features?.[0]).toEqual({ name: 'amount', psi: expect.any(Number) });
    expect(assess({ recent }).features?.[0]?.psi).toBeGreaterThan(1);
  });

  it('compare the scores of this model alone', () => {
    const random = new Random(4);
    const others = decisions(least.decisions, random, (one) => ({ ...one, model: 'another', score: 0.99 }));
    const own = decisions(least.decisions, random);
    expect(assess({ recent: [...own, ...others] }).scorePsi).toBeLessThan(psi / 2);
    const high = own.map((one) => ({ ...one, score: 0.99 }));
    expect(assess({ recent: [...high, ...others] }).scorePsi).toBeGreaterThan(psi);
  });
});

describe('calibration', () => {
  it('is 1 where as many frauds come as scores say, labels of genuine payments or not', () => {
    for (const rest of [undefined, false])
      expect(assess({ settled: settled(2000, 0.02, 40, rest) }).calibration?.factor).toBeCloseTo(1, 10);
  });

  it('tells of more and of fewer frauds alike', () => {
    expect(assess({ settled: settled(2000, 0.02, 120) }).calibration).toMatchObject({
      ...{ observed: 120, expected: expect.closeTo(40, 9), factor: expect.closeTo(120.5 / 40.5, 9) },
    });
    expect(assess({ settled: settled(2000, 0.06, 40) }).calibration?.factor).toBeCloseTo(120.5 / 40.5, 9);
  });

  it('says nothing without a label at all, however many frauds were expected', () => {
    const { calibration, feedbackShare, notTold } = assess({ settled: settled(2000, 0.2, 0) });
    expect([calibration, feedbackShare]).toEqual([undefined, 0]);
    expect(notTold).toContain('calibration: no settled decision has a label');
  });

  it('leaves out what was declined and never had an outcome', () => {
    const declined = settled(1000, 0.9, 0).map((one) => ({ ...one, decision: 'decline' as const }));
    const report = assess({ settled: [...settled(2000, 0.02, 40), ...declined] });
    expect(report.calibration?.factor).toBeCloseTo(1, 10);
    expect(report.feedbackShare).toBeCloseTo(40 / 3000, 10);
  });
});

it('says that there is too little, of what, and nothing else', () => {
  const random = new Random(1);
  const report = assess({ recent: decisions(least.decisions - 1, random), settled: settled(20, 0.02, 1) });
  expect(report).toEqual({
    ...{ version, recent: least.decisions - 1, settled: 20 },
    notTold: [
      `features: 999 decisions are too few, 1000 are needed`,
      `scores: 999 of ${version} are too few, 1000 are needed`,
      'calibration: 1 frauds and 0.4 expected ones are too few, 30 of either are needed',
      'feedback: 20 settled decisions are too few, 1000 are needed',
    ],
  });
});
