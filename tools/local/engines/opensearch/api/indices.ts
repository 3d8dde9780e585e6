import { indexNotFound } from '../errors';
import type { SearchIndex } from '../index/search-index';
import { type ApiRequest, acknowledged, jsonBody, ok, type Route } from './route';

/** Indices that the path names, after the caller's permission for them was checked. */
export function permitted({ cluster, guard, path }: ApiRequest, action: string): SearchIndex[] {
  const indices = cluster.resolve(path.index ?? '_all');
  guard.indices(
    action,
    indices.map(({ name }) => name),
  );
  return indices;
}

const namesIn = (path: ApiRequest['path']) => (path.index ?? '').split(',');

export const indexRoutes: readonly Route[] = [
  {
    methods: ['PUT'],
    path: '/{index}',
    parameters: ['wait_for_active_shards'],
    handle(request) {
      const { index = '' } = request.path;
      request.guard.indices('indices:admin/create', [index]);
      const body = jsonBody(request);
      if (body.aliases !== undefined) request.guard.indices('indices:admin/aliases', [index]);
      request.cluster.createIndex(index, body);
      return ok({ acknowledged: true, shards_acknowledged: true, index });
    },
  },
  {
    methods: ['HEAD'],
    path: '/{index}',
    parameters: ['allow_no_indices', 'ignore_unavailable', 'expand_wildcards', 'local'],
    handle({ cluster, guard, path }) {
      const names = namesIn(path);
      guard.indices('indices:admin/get', names);
      return {
        status: names.every((name) => name.includes('*') || cluster.hasName(name)) ? 200 : 404,
        body: undefined,
      };
    },
  },
  {
    methods: ['GET'],
    path: '/{index}',
    handle(request) {
      const described = permitted(request, 'indices:admin/get').map((index) => [
        index.name,
        {
          aliases: request.cluster.aliases.ofIndex(index.name),
          mappings: index.mapping.json,
          settings: index.settingsJson,
        },
      ]);
      return ok(Object.fromEntries(described));
    },
  },
  {
    methods: ['DELETE'],
    path: '/{index}',
    parameters: ['ignore_unavailable'],
    handle({ cluster, guard, path, parameters }) {
      const names = namesIn(path);
      guard.indices('indices:admin/delete', names);
      const isLenient = parameters.get('ignore_unavailable') === 'true';
      const missing = names.find((name) => !cluster.hasName(name));
      if (missing !== undefined && !isLenient) throw indexNotFound(missing);
      for (const name of names) if (cluster.hasName(name)) cluster.deleteIndex(name);
      return acknowledged;
    },
  },
  {
    methods: ['GET'],
    path: '/{index}/_mapping',
    handle(request) {
      const mappings = permitted(request, 'indices:admin/mappings/get').map(({ name, mapping }) => [
        name,
        { mappings: mapping.json },
      ]);
      return ok(Object.fromEntries(mappings));
    },
  },
  ...['/_refresh', '/{index}/_refresh'].map(
    (path): Route => ({
      methods: ['GET', 'POST'],
      path,
      handle(request) {
        const indices = permitted(request, 'indices:admin/refresh');
        for (const index of indices) index.refresh();
        const total = indices.reduce((sum, { shards }) => sum + shards.length, 0);
        return ok({ _shards: { total, successful: total, failed: 0 } });
      },
    }),
  ),
];
