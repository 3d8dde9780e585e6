import fc from 'fast-check';
import { averagePrecision, mean, ndcg, percentile, recall } from '../../../tools/eval/metrics';

const grades = (judged: Record<string, number>) => new Map(Object.entries(judged));

describe('nDCG', () => {
  // The example of Wikipedia's "Discounted cumulative gain": grades 3 2 3 0 1 2 in this order, and 3 and 2 not found.
  const judged = grades({ d1: 3, d2: 2, d3: 3, d4: 0, d5: 1, d6: 2, d7: 3, d8: 2 });
  const ranking = ['d1', 'd2', 'd3', 'd4', 'd5', 'd6'];

  it('is what was computed by hand', () => {
    expect(ndcg(ranking, judged, 6)).toBeCloseTo(0.785, 3);
    // 3 + 2/log2(3) + 3/2 over 3 + 3/log2(3) + 3/2
    expect(ndcg(ranking, judged, 3)).toBeCloseTo((4.5 + 2 * 0.63093) / (4.5 + 3 * 0.63093), 4);
  });

  it('takes the grade as gain, and none from a document that was not judged or judged below 0', () => {
    expect(ndcg(['other', 'd1'], grades({ d1: 4, d2: -1 }), 10)).toBeCloseTo(1 / Math.log2(3), 10);
    expect(ndcg(['d2', 'd1'], grades({ d1: 4, d2: -1 }), 10)).toBeCloseTo(1 / Math.log2(3), 10);
  });

  it('is 0 where nothing is relevant or found', () => {
    expect(ndcg(['d1'], grades({ d1: 0 }), 10)).toBe(0);
    expect(ndcg([], judged, 10)).toBe(0);
  });
});

describe('average precision', () => {
  it('is what was computed by hand: relevant at ranks 1, 3 and 6 of 5 relevant ones', () => {
    const judged = grades({ a: 1, c: 2, f: 1, y: 1, z: 4, b: 0 });
    expect(averagePrecision(['a', 'b', 'c', 'd', 'e', 'f'], judged)).toBeCloseTo((1 + 2 / 3 + 3 / 6) / 5, 10);
  });

  // Manning, Raghavan and Schütze, Introduction to Information Retrieval, section 8.4.
  it('is 0.622 for the first query of a textbook', () => {
    const found = ['r1', 'n', 'r2', 'n2', 'n3', 'r3', 'n4', 'n5', 'r4', 'r5'];
    const judged = grades({ r1: 1, r2: 1, r3: 1, r4: 1, r5: 1 });
    expect(averagePrecision(found, judged)).toBeCloseTo((1 + 2 / 3 + 3 / 6 + 4 / 9 + 5 / 10) / 5, 10);
    expect(averagePrecision(found, judged)).toBeCloseTo(0.622, 3);
  });

  it('is 0 where nothing is relevant', () => {
    expect(averagePrecision(['a'], grades({ a: 0, b: -1 }))).toBe(0);
  });
});

it('recall is the share of what is relevant among the first', () => {
  const judged = grades({ a: 1, b: 4, c: 0, d: 2, e: 1 });
  expect(recall(['a', 'c', 'b', 'd'], judged, 3)).toBe(0.5);
  expect(recall(['a', 'c', 'b', 'd'], judged, 100)).toBe(0.75);
  expect(recall(['a'], grades({ a: 0 }), 100)).toBe(0);
});

it('percentiles are by nearest rank', () => {
  const values = [15, 50, 20, 40, 35];
  expect([0.05, 0.3, 0.4, 0.5, 1].map((share) => percentile(values, share))).toEqual([15, 20, 20, 35, 50]);
  expect(percentile([], 0.5)).toBe(0);
  expect(mean([1, 2, 6])).toBe(3);
  expect(mean([])).toBe(0);
});

const judgement = fc.dictionary(fc.constantFrom(...'abcdefghij'), fc.integer({ min: -1, max: 4 }));
const anyRanking = fc.uniqueArray(fc.constantFrom(...'abcdefghijklmn'));

it('all are from 0 to 1; 1 for the best order of all that is relevant', () => {
  fc.assert(
    fc.property(judgement, anyRanking, fc.integer({ min: 1, max: 20 }), (judged, ranking, k) => {
      const known = grades(judged);
      for (const value of [ndcg(ranking, known, k), averagePrecision(ranking, known), recall(ranking, known, k)]) {
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1 + 1e-12);
      }
      const best = [...known].filter(([, grade]) => grade > 0).sort(([, left], [, right]) => right - left);
      if (best.length === 0) return;
      const ideal = best.map(([id]) => id);
      expect(ndcg(ideal, known, k)).toBeCloseTo(1, 10);
      expect(averagePrecision(ideal, known)).toBeCloseTo(1, 10);
      expect(recall(ideal, known, 100)).toBe(1);
    }),
  );
});

it('none gets worse when a relevant document changes places with an irrelevant one before it', () => {
  fc.assert(
    fc.property(judgement, anyRanking, fc.nat(13), fc.nat(13), (judged, ranking, one, other) => {
      const known = grades(judged);
      const [first, second] = [Math.min(one, other), Math.max(one, other)];
      const [bad, good] = [ranking[first], ranking[second]];
      if (bad === undefined || good === undefined || first === second) return;
      if ((known.get(bad) ?? 0) > 0 || (known.get(good) ?? 0) <= 0) return;
      const better = ranking.with(first, good).with(second, bad);
      expect(ndcg(better, known, 10)).toBeGreaterThanOrEqual(ndcg(ranking, known, 10) - 1e-12);
      expect(averagePrecision(better, known)).toBeGreaterThanOrEqual(averagePrecision(ranking, known) - 1e-12);
      expect(recall(better, known, 5)).toBeGreaterThanOrEqual(recall(ranking, known, 5));
    }),
  );
});
