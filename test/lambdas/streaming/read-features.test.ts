import './support/environment';
import { createReadFeatures } from '../../../lambdas/streaming/read-features.handler';
import { NOW } from './support/events';

const minute = Math.floor(NOW / 300_000);

function reader() {
  const asked: unknown[] = [];
  const read = createReadFeatures({
    async read(org, entity) {
      asked.push([org, entity]);
      return [{ 'item.viewed@5': new Map([[minute, entity.kind === 'item' ? 4 : 2]]) }];
    },
    now: () => NOW,
  });
  return { asked, read };
}

it('tells features of several entities at once, by their names', async () => {
  const { asked, read } = reader();
  const entities = [
    { kind: 'user', id: 'u1' },
    { kind: 'item', id: 'i1' },
  ];
  expect(await read({ org: 'acme', entities })).toEqual({
    features: {
      ...{ user_views_1h: 2, user_purchases_1d: 0, user_sessions_1d: 0 },
      ...{ item_views_5m: 4, item_views_1h: 4, item_sold_today: 0 },
    },
  });
  expect(asked).toEqual(entities.map((entity) => ['acme', entity]));
});

it.each([
  ['without an organisation', { entities: [{ kind: 'user', id: 'u1' }] }],
  ['of nothing', { org: 'acme', entities: [] }],
  ['of a kind that there is not', { org: 'acme', entities: [{ kind: 'card', id: 'c1' }] }],
  ['of one kind twice', { org: 'acme', entities: ['u1', 'u2'].map((id) => ({ kind: 'user', id })) }],
])('a question %s is a fault of who asks', async (_, event) => {
  const { asked, read } = reader();
  await expect(read(event)).rejects.toThrow('This is no question for features');
  expect(asked).toEqual([]);
});
