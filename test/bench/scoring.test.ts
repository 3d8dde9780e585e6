import { scoring } from '../../bench/scoring';

it('compares scores with the barest walk, and contributions with scores', () => {
  const rows = scoring({ trees: 3, rows: 20, progress: () => {} });
  expect(rows.map(({ name }) => name)).toEqual([
    'scoring/probability: 3 trees, 20 payments',
    'scoring/contributions: 3 trees, 20 payments',
  ]);
  for (const { unit, value, limit } of rows) {
    expect(unit).toBe('ms');
    expect(Math.min(value, limit)).toBeGreaterThan(0);
  }
});
