import '../support/environment';
import { problemSchema } from '../../../../lambdas/shared/domain/problem';
import type { HttpResponse } from '../../../../lambdas/shared/http';
import { httpRoute } from '../../../../lambdas/shared/http-route';
import { featuresResponse } from '../../../../lambdas/streaming/domain/api/features';
import { trendingResponse } from '../../../../lambdas/streaming/domain/api/trending';
import type { ListRef } from '../../../../lambdas/streaming/domain/rankings/counter';
import { createLookUp } from '../../../../lambdas/streaming/looking-up';
import { httpEvent } from '../../chat/http/support/event';
import { capturedLogger } from '../../support/captured-logger';
import { invoke } from '../../support/context';
import { alice } from '../../support/principals';
import { NOW } from '../support/events';

const minute = Math.floor(NOW / 300_000);

function lookUpApi() {
  const asked: unknown[] = [];
  const lists: ListRef[] = [];
  const lookUp = createLookUp({
    async read(org, entity) {
      asked.push([org, entity]);
      return [{ 'item.viewed@5': new Map([[minute, 2]]) }, { 'item.viewed@5': new Map([[minute - 1, 3]]) }];
    },
    lists: {
      async head(list) {
        lists.push(list);
        return [{ item: 'i1', count: 2 }];
      },
      counts: async (of) => of.map(() => 0),
    },
    now: () => NOW,
  });
  const route = httpRoute(capturedLogger().logger).handler(lookUp);
  const get = async (resource: string, pathParameters: object | null, queryStringParameters: object | null = null) => {
    const event = httpEvent({ httpMethod: 'GET', resource, pathParameters, queryStringParameters } as never, alice);
    const answer = (await invoke(route, event)) as HttpResponse;
    return { ...answer, json: JSON.parse(answer.body) as Record<string, unknown> };
  };
  return {
    asked,
    lists,
    features: (entity: string) => get('/v1/features/{entity}', { entity }),
    trending: (query: object | null) => get('/v1/trending', null, query),
  };
}

it('tells the features of an entity of the caller’s organisation, all of its parts together', async () => {
  const { features, asked } = lookUpApi();
  const { statusCode, json } = await features('item%3Asku-1');
  expect(statusCode).toBe(200);
  expect(featuresResponse.parse(json)).toEqual({
    entity: 'item:sku-1',
    asOf: new Date(NOW).toISOString(),
    features: { item_views_5m: 2, item_views_1h: 5, item_sold_today: 0 },
  });
  expect(asked).toEqual([['acme', { kind: 'item', id: 'sku-1' }]]);
});

it.each(['', 'item', 'item:', 'shop:1', 'item:a b', '%', 'item:%ZZ'])('%j names no entity', async (entity) => {
  const { features, asked } = lookUpApi();
  const { statusCode, json } = await features(entity);
  expect([statusCode, problemSchema.parse(json).code]).toEqual([400, 'invalid_entity']);
  expect(asked).toEqual([]);
});

it('tells what leads, over every step and part of the window', async () => {
  const { trending, lists } = lookUpApi();
  const { statusCode, json } = await trending({ ranking: 'viewed_1h', limit: '1' });
  expect(statusCode).toBe(200);
  expect(trendingResponse.parse(json)).toMatchObject({ items: [{ item: 'i1', count: 48 }] });
  expect(new Set(lists.map(({ org }) => org))).toEqual(new Set(['acme']));
  expect(new Set(lists.map(({ step, part }) => `${step} ${part}`)).size).toBe(6 * 4);
});

it.each([
  [null],
  [{ ranking: 'loved' }],
  [{ ranking: 'viewed_1h', limit: '0' }],
  [{ ranking: 'viewed_1h', limit: '51' }],
  [{ ranking: 'viewed_1h', item: 'i1' }],
  [{ ranking: 'together_today' }],
  [{ ranking: 'viewed_1h', org: 'globex' }],
])('%j is no question', async (query) => {
  const { trending, lists } = lookUpApi();
  const { statusCode, json } = await trending(query);
  expect([statusCode, problemSchema.parse(json).code]).toEqual([400, 'invalid_request']);
  expect(lists).toEqual([]);
});
