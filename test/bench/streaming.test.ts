import { streaming } from '../../bench/streaming/streaming';

it('compares counting after a long history with after a short one, and looking up with its budget', async () => {
  const rows = await streaming({ history: 2_000, events: 1_000, seconds: 0.1, progress: () => {} });
  expect(rows.map(({ name, unit }) => `${name}: ${unit}`)).toEqual([
    'streaming/requests of 500 events after 2000, 1000: requests',
    'streaming/bytes written of 500 events after 2000, 1000: bytes',
    'streaming/time of 500 events after 2000, 1000: ms',
    'streaming/heap after 2000 events, 1000: bytes',
    'streaming/features of an item, p99 at 200 a second, budget: ms',
    'streaming/features of a user, p99 at 200 a second, budget: ms',
    'streaming/trending, what leads, p99 at 200 a second, budget: ms',
    'streaming/trending, what is together, p99 at 200 a second, budget: ms',
    'streaming/trending, what leads, read anew, p99 at 200 a second, budget: ms',
  ]);
  for (const { value, limit } of rows) expect(Math.min(value, limit)).toBeGreaterThan(0);
  // The same on every machine.
  for (const { ratio, limit } of rows.slice(0, 2)) expect(ratio).toBeLessThanOrEqual(limit);
}, 120_000);
