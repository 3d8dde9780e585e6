import { diagram } from '../../bench/diagram';

it('compares the time for each resource with that among a tenth of them', async () => {
  const rows = await diagram({ sizes: [20, 200], progress: () => {} });
  expect(rows.map(({ name }) => name)).toEqual(['diagram/1,000 resources among 200, among 20']);
  expect(rows[0]?.unit).toBe('ms');
  expect(Math.min(rows[0]?.value ?? 0, rows[0]?.floor ?? 0)).toBeGreaterThan(0);
});
