import { moderation } from '../../bench/moderation';

it('compares judging with parsing by the number of patterns, and with judging by few of them', () => {
  const rows = moderation({ records: 20, progress: () => {} });
  expect(rows.map(({ name }) => name.replace(/:.*/, ''))).toEqual([
    ...[10, 100, 1_000, 10_000].map((patterns) => `moderation/tier 1 with ${patterns} patterns, JSON.parse`),
    ...[100, 1_000, 10_000].map((patterns) => `moderation/tier 1 with ${patterns} patterns, with 10`),
  ]);
  for (const { unit, value, limit } of rows) {
    expect(unit).toBe('ms');
    expect(Math.min(value, limit)).toBeGreaterThan(0);
  }
});
