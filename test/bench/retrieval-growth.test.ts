import { Corpus, DIMENSIONS } from '../../bench/retrieval-growth/corpus';
import { growthCurve } from '../../bench/retrieval-growth/curve';
import { retrievalGrowth } from '../../bench/retrieval-growth/retrieval-growth';
import { randomOf } from '../../models/random';

it('measures each leg and both, at every size', async () => {
  const progress: string[] = [];
  const rows = await retrievalGrowth({ sizes: [100, 300], progress: (text) => progress.push(text) });
  expect(rows.map(({ name }) => name)).toEqual([
    'retrieval/keyword: 100 chunks',
    'retrieval/vector: 100 chunks',
    'retrieval/hybrid: 100 chunks',
    'retrieval/keyword: 300 chunks',
    'retrieval/vector: 300 chunks',
    'retrieval/hybrid: 300 chunks',
  ]);
  for (const { unit, value, floor, limit } of rows) {
    expect(unit).toBe('ms');
    expect(Math.min(value, limit)).toBeGreaterThan(0);
    expect(floor).toBeGreaterThanOrEqual(0);
  }
});

it('makes the same corpus in every run, of vectors of length one', () => {
  const [one, other] = [new Corpus(randomOf(1)), new Corpus(randomOf(1))];
  expect(one.chunk(0)).toEqual(other.chunk(0));
  const { vector } = one.question();
  expect(vector).toHaveLength(DIMENSIONS);
  expect(Math.hypot(...vector)).toBeCloseTo(1, 10);
});

it('draws longer bars for longer times, and tells the power', () => {
  const row = (size: number, value: number) => ({
    ...{ name: `retrieval/hybrid: ${size} chunks`, unit: 'ms' as const, ratio: 1, floor: 1, limit: 1, value },
  });
  const lines = growthCurve([row(1000, 1), row(10_000, 4), row(100_000, 100)]).split('\n');
  const lengths = lines.slice(1, 4).map((line) => line.match(/█/g)?.length ?? 0);
  expect(lengths).toEqual([...lengths].sort((a, b) => a - b));
  expect(new Set(lengths).size).toBe(3);
  expect(lines.at(-1)).toContain('(power 1.00)');
  expect(growthCurve([])).toBe('');
});
