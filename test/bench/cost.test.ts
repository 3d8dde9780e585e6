import { costs } from '../../bench/cost';

it('compares assemblies of growing size with as many of the one before', () => {
  const rows = costs({ sizes: [10, 600, 1_200], samples: 1, progress: () => {} });
  expect(rows.map(({ name }) => name)).toEqual([
    'cost/600 resources, 10 as many times',
    'cost/1,200 resources, 600 as many times',
  ]);
  for (const { unit, value, floor, limit } of rows) {
    expect(unit).toBe('ms');
    expect(Math.min(value, floor, limit)).toBeGreaterThan(0);
  }
});
