import { illegalArgument, notServedHere, SearchError } from '../errors';
import { type JsonObject, listOf, membersOf, numberOf, textOf } from '../json';
import { findAll, search, type Target } from '../search/search';
import { parseSearchBody } from '../search/search-body';
import { type ApiRequest, jsonBody, jsonLines, namesOf, ok, type Route, refreshes } from './route';

/** Without effect here: there is one copy of each shard, and a search is over before it could be cancelled. */
const idle = ['preference', 'ignore_unavailable', 'allow_no_indices', 'expand_wildcards', 'request_cache'];

export const searchRoutes: readonly Route[] = [
  ...['/_search', '/{index}/_search'].map(
    (path): Route => ({
      methods: ['GET', 'POST'],
      path,
      parameters: [
        'routing',
        'size',
        'from',
        'track_total_hits',
        '_source',
        '_source_includes',
        '_source_excludes',
        ...idle,
      ],
      handle(request) {
        const targets = targetsOf(request, request.path.index, namesOf(request.parameters.get('routing')));
        return ok(search(targets, parseSearchBody({ ...jsonBody(request), ...bodyInParameters(request.parameters) })));
      },
    }),
  ),
  ...['/_msearch', '/{index}/_msearch'].map(
    (path): Route => ({
      methods: ['GET', 'POST'],
      path,
      parameters: ['max_concurrent_searches', ...idle],
      handle(request) {
        request.guard.cluster('indices:data/read/msearch');
        const begin = performance.now();
        const lines = jsonLines(request);
        if (lines.length % 2 === 1) throw illegalArgument('a multi search has a body for each header');
        const responses: JsonObject[] = [];
        for (let at = 0; at < lines.length; at += 2) responses.push(one(request, lines[at] ?? {}, lines[at + 1] ?? {}));
        return ok({ took: Math.round(performance.now() - begin), responses });
      },
    }),
  ),
  ...['/_count', '/{index}/_count'].map(
    (path): Route => ({
      methods: ['GET', 'POST'],
      path,
      parameters: ['routing', ...idle],
      handle(request) {
        const targets = targetsOf(request, request.path.index, namesOf(request.parameters.get('routing')));
        const { query } = membersOf(jsonBody(request), 'count', ['query']);
        const shards = targets.reduce((sum, target) => sum + target.shards.length, 0);
        const count = targets.reduce((sum, target) => sum + findAll(target, query).length, 0);
        return ok({ count, _shards: { total: shards, successful: shards, skipped: 0, failed: 0 } });
      },
    }),
  ),
  {
    methods: ['POST'],
    path: '/{index}/_delete_by_query',
    parameters: [
      'routing',
      'refresh',
      'conflicts',
      'max_docs',
      'wait_for_completion',
      'scroll_size',
      'slices',
      'requests_per_second',
      ...idle,
    ],
    handle: deleteByQuery,
  },
];

/** Shards of the indices that an expression names, after the caller's permission for them was checked. */
function targetsOf({ cluster, guard }: ApiRequest, expression = '_all', routing: readonly string[]): Target[] {
  const indices = cluster.resolve(expression);
  guard.indices(
    'indices:data/read/search',
    indices.map(({ name }) => name),
  );
  return indices.map((index) => {
    index.refreshDue(cluster.now());
    return { index, shards: index.shardsFor(routing) };
  });
}

/** One search of several; a failure is told in its place. */
function one(request: ApiRequest, header: JsonObject, body: JsonObject): JsonObject {
  try {
    const { index, routing } = membersOf(header, 'msearch header', ['index', 'routing', ...idle]);
    const names = listOf(index ?? request.path.index).map((name) => textOf(name, 'index'));
    const routings = namesOf(routing === undefined ? undefined : textOf(routing, 'routing'));
    const targets = targetsOf(request, names.length > 0 ? names.join(',') : undefined, routings);
    return { ...search(targets, parseSearchBody(body)), status: 200 };
  } catch (error) {
    if (!(error instanceof SearchError) || error.status === 501) throw error;
    return error.body;
  }
}

/** What of a search may stand in the address. */
function bodyInParameters(parameters: URLSearchParams): JsonObject {
  const given: Record<string, unknown> = {};
  for (const name of ['size', 'from']) if (parameters.has(name)) given[name] = parameters.get(name);
  const tracked = parameters.get('track_total_hits');
  if (tracked !== null) given.track_total_hits = tracked === 'true' || (tracked === 'false' ? false : tracked);
  const source = parameters.get('_source');
  if (source !== null) given._source = source === 'true' || source === 'false' ? source : namesOf(source);
  const [includes, excludes] = ['_source_includes', '_source_excludes'].map((name) => parameters.get(name));
  if (includes || excludes) given._source = { includes: namesOf(includes), excludes: namesOf(excludes) };
  return given;
}

/** Removes what a search finds; what was written since that search saw it is in conflict. */
function deleteByQuery(request: ApiRequest) {
  const { cluster, guard, path, parameters } = request;
  const begin = performance.now();
  if (parameters.get('wait_for_completion') === 'false') throw notServedHere('[wait_for_completion] false');
  const { query } = membersOf(jsonBody(request), 'delete_by_query', ['query']);
  if (query === undefined)
    throw new SearchError(400, 'action_request_validation_exception', 'Validation Failed: 1: query is missing;');
  const names = cluster.resolve(path.index ?? '').map(({ name }) => name);
  guard.indices('indices:data/write/delete/byquery', names);
  guard.cluster('indices:data/read/scroll');
  guard.cluster('indices:data/write/bulk');
  for (const action of ['bulk[s]', 'delete']) guard.indices(`indices:data/write/${action}`, names);
  const targets = targetsOf(request, path.index, namesOf(parameters.get('routing')));
  const most = numberOf(parameters.get('max_docs') ?? undefined, 'max_docs', Number.POSITIVE_INFINITY);
  if (!(most > 0)) throw illegalArgument('[max_docs] parameter must be greater than 0');
  const found = targets.flatMap((target) => findAll(target, query)).slice(0, most);
  const conflicts = found.filter(({ shard, id }) => shard.isChanged(id));
  const proceeds = parameters.get('conflicts') === 'proceed';
  const stale = conflicts[0];
  if (stale && !proceeds) {
    throw new SearchError(
      409,
      'version_conflict_engine_exception',
      `[${stale.id}]: version conflict, the document was changed since it was found`,
    );
  }
  let deleted = 0;
  for (const { shard, id } of found) {
    if (shard.isChanged(id)) continue;
    shard.remove(id, cluster.now());
    deleted += 1;
  }
  if (refreshes(parameters)) for (const { index } of targets) index.refresh();
  return ok({
    took: Math.round(performance.now() - begin),
    timed_out: false,
    total: found.length,
    deleted,
    batches: Math.ceil(found.length / 1000),
    version_conflicts: conflicts.length,
    noops: 0,
    retries: { bulk: 0, search: 0 },
    throttled_millis: 0,
    requests_per_second: -1,
    throttled_until_millis: 0,
    failures: [],
  });
}
