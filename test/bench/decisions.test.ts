import { decisions } from '../../bench/decisions';

it('compares decisions with their budget, after a long history with a short one, and what is written with a write unit', async () => {
  const rows = await decisions({ history: 3_000, seconds: 0.1, progress: () => {} });
  expect(rows.map(({ name, unit }) => `${name}: ${unit}`)).toEqual([
    'decisions/p99 at 200 a second, budget: ms',
    'decisions/after 3000 payments, 1,000: ms',
    'decisions/largest history, write unit: bytes',
  ]);
  for (const { value, limit } of rows) expect(Math.min(value, limit)).toBeGreaterThan(0);
});
