import type { Cluster } from '../cluster';
import { illegalArgument, SearchError } from '../errors';
import { aliasOptions } from '../index/aliases';
import { fitsPattern, type JsonObject, listOf, membersOf, onlyMember, textOf } from '../json';
import { type ApiRequest, acknowledged, jsonBody, namesOf, ok, type Route } from './route';

export const aliasRoutes: readonly Route[] = [
  {
    methods: ['POST'],
    path: '/_aliases',
    handle(request) {
      const { actions } = membersOf(jsonBody(request), 'aliases', ['actions']);
      const undo = request.cluster.aliases.snapshot();
      // Nothing brings an index back: those go when all else has been done.
      const isRemoval = (action: unknown) => onlyMember(action, 'actions')[0] === 'remove_index';
      const [removals, others] = [listOf(actions).filter(isRemoval), listOf(actions).filter((one) => !isRemoval(one))];
      try {
        for (const action of others) act(request, action);
        for (const remove of removals.map((action) => removalOf(request, action))) remove();
      } catch (error) {
        undo();
        throw error;
      }
      return acknowledged;
    },
  },
  ...['/_alias/{name}', '/_alias', '/{index}/_alias', '/{index}/_alias/{name}'].map(
    (path): Route => ({
      methods: ['GET', 'HEAD'],
      path,
      parameters: ['local', 'ignore_unavailable', 'allow_no_indices', 'expand_wildcards'],
      handle({ cluster, guard, path: { index, name } }) {
        const found = aliasesIn(cluster, index ?? '_all', name);
        const indices = Object.keys(found);
        guard.indices('indices:admin/aliases/get', indices.length > 0 ? indices : namesOf(name ?? index));
        if (name === undefined || indices.length > 0) return ok(found);
        return { status: 404, body: { error: `alias [${name}] missing`, status: 404 } };
      },
    }),
  ),
];

/** Aliases of indices: only those named, and then only of indices that have one of them. */
function aliasesIn(
  cluster: Cluster,
  indices: string,
  name: string | undefined,
): Record<string, { aliases: JsonObject }> {
  const patterns = namesOf(name);
  const found: Record<string, { aliases: JsonObject }> = {};
  for (const { name: index } of cluster.resolve(indices)) {
    const own = Object.entries(cluster.aliases.ofIndex(index)).filter(
      ([alias]) => name === undefined || patterns.some((pattern) => pattern === '_all' || fitsPattern(alias, pattern)),
    );
    if (name === undefined || own.length > 0) found[index] = { aliases: Object.fromEntries(own) };
  }
  return found;
}

/** @returns what deletes the index, which is there @throws SearchError when it is not, or may not be deleted */
function removalOf({ cluster, guard }: ApiRequest, action: unknown): () => void {
  const { index } = membersOf(onlyMember(action, 'actions')[1], 'remove_index', ['index']);
  const name = textOf(index, 'index');
  for (const right of ['indices:admin/aliases', 'indices:admin/delete']) guard.indices(right, [name]);
  cluster.index(name);
  return () => cluster.deleteIndex(name);
}

function act({ cluster, guard }: ApiRequest, action: unknown): void {
  const [kind, given] = onlyMember(action, 'actions');
  if (kind !== 'add' && kind !== 'remove') throw illegalArgument(`Unknown action [${kind}]`);
  const { index, indices, alias, aliases, must_exist, ...options } = membersOf(given, kind, [
    ...['index', 'indices', 'alias', 'aliases', 'is_write_index', 'is_hidden', 'must_exist'],
  ]);
  const targets = listOf(indices ?? index).flatMap((name) => cluster.resolve(textOf(name, 'index')));
  const names = listOf(aliases ?? alias).map((name) => textOf(name, 'alias'));
  guard.indices(
    'indices:admin/aliases',
    targets.map(({ name }) => name),
  );
  if (kind === 'add') {
    for (const { name } of targets) for (const one of names) cluster.addAlias(one, name, aliasOptions(options));
    return;
  }
  const removed = targets.flatMap(({ name }) => names.map((one) => cluster.aliases.remove(one, name)));
  if (must_exist !== false && !removed.includes(true)) {
    throw new SearchError(404, 'aliases_not_found_exception', `aliases [${names.join(',')}] missing`);
  }
}
