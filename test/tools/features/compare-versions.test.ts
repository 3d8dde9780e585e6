import { compareVersions } from '../../../tools/features/compare-versions';
import { countPipeline, recordOf } from '../../lambdas/streaming/support/count-pipeline';
import { NOW, streamed } from '../../lambdas/streaming/support/events';
import { type FeatureTable, startFeatureTable } from '../../lambdas/streaming/support/feature-table';

let table: FeatureTable;
beforeAll(async () => {
  table = await startFeatureTable();
}, 60_000);
afterAll(() => table.stop());

const dataOf = (index: number) => ({ user: `u${index % 3}`, session: `s${index % 5}`, item: `i${index % 4}` });
const recordsOf = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    recordOf(
      streamed({ id: `e${index}`, at: NOW - 60_000, data: { ...dataOf(index), surface: 'page' }, receivedAt: NOW }),
      index,
    ),
  );
const compare = (one: number, other: number, most = 1_000) =>
  compareVersions({ document: table.document, tableName: 'features' }, { one, other, most, at: NOW });

it('says which entities have other features in another version, and takes all parts of each', async () => {
  const records = recordsOf(40);
  const [one, other] = [1, 2].map((version) => countPipeline(table.ofVersion(version).store));
  // In other batches, and so in other parts.
  for (let from = 0; from < 40; from += 5) await one?.deliver(records.slice(from, from + 5));
  await other?.deliver(records);
  expect(await compare(1, 2)).toEqual({ compared: 12, found: 12, same: 12, behindMs: 0, differences: [] });
  expect(await compare(2, 1)).toMatchObject({ compared: 12, same: 12 });
  expect(await compare(1, 2, 5)).toMatchObject({ compared: 5, same: 5 });

  await one?.deliver([
    recordOf(streamed({ id: 'more', at: NOW, receivedAt: NOW + 9_000, data: { ...dataOf(0), surface: 'page' } }), 41),
  ]);
  const { same, behindMs, differences } = await compare(1, 2);
  expect([same, behindMs]).toEqual([9, 9_000]);
  expect(differences.map(({ entity }) => entity).sort()).toEqual(['item:i0', 'session:s0', 'user:u0']);
  expect(differences).toContainEqual({
    ...{ org: 'acme', entity: 'session:s0' },
    features: { session_events_1d: [9, 8] },
  });
  expect(await compare(3, 1)).toMatchObject({ compared: 0 });
  expect(await compare(1, 3)).toMatchObject({ compared: 12, found: 0 });
});
