import { randomUUID } from 'node:crypto';
import { illegalArgument, SearchError } from '../errors';
import type { Shard } from '../index/shard';
import { type JsonObject, membersOf, onlyMember, textOf } from '../json';
import { type ApiRequest, jsonLines, ok, type Route, refreshes } from './route';
import { type Address, deleteDocument, updateDocument, type Written, writeDocument } from './write';

export const bulkRoutes: readonly Route[] = ['/_bulk', '/{index}/_bulk'].map(
  (path): Route => ({
    methods: ['POST', 'PUT'],
    path,
    parameters: ['refresh', 'routing', 'wait_for_active_shards'],
    handle(request) {
      request.guard.cluster('indices:data/write/bulk');
      const begin = performance.now();
      const touched = new Set<Shard>();
      const items = operationsOf(jsonLines(request)).map((operation) => item(request, operation, touched));
      if (refreshes(request.parameters)) for (const shard of touched) shard.refresh();
      const errors = items.some((entry) => Object.values(entry).some(({ error }) => error !== undefined));
      return ok({ took: Math.round(performance.now() - begin), errors, items });
    },
  }),
);

interface Operation {
  readonly kind: 'index' | 'create' | 'update' | 'delete';
  readonly target: JsonObject;
  /** The document, or what changes of it; absent for `delete`. */
  readonly body: JsonObject;
}

const isKind = (kind: string): kind is Operation['kind'] => ['index', 'create', 'update', 'delete'].includes(kind);

function operationsOf(lines: readonly JsonObject[]): Operation[] {
  const operations: Operation[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const [kind, target] = onlyMember(lines[at], 'bulk');
    if (!isKind(kind)) throw illegalArgument(`Malformed action/metadata line [${at + 1}], unknown action [${kind}]`);
    const members = membersOf(target, kind, ['_index', '_id', 'routing', 'retry_on_conflict']);
    if (kind === 'delete') {
      operations.push({ kind, target: members, body: {} });
      continue;
    }
    at += 1;
    const body = lines[at];
    if (!body) throw illegalArgument(`Malformed bulk request: line [${at}] has no source`);
    operations.push({ kind, target: members, body });
  }
  return operations;
}

/** One operation; a failure is told where it happened, and leaves the others as they are. */
function item(request: ApiRequest, operation: Operation, touched: Set<Shard>): Record<string, JsonObject> {
  const { kind, target } = operation;
  const name = target._index === undefined ? (request.path.index ?? '') : textOf(target._index, '_index');
  const id = target._id === undefined || target._id === null ? undefined : textOf(target._id, '_id');
  try {
    const { shard, status, body } = perform(request, operation, name, id);
    touched.add(shard);
    return { [kind]: { ...body, status } };
  } catch (error) {
    // What is not served fails the whole request: it is a fault of the program, not of a document.
    if (!(error instanceof SearchError) || error.status === 501) throw error;
    return { [kind]: { _index: name, _id: id ?? null, status: error.status, error: error.detail } };
  }
}

const actions = { index: 'index', create: 'index', update: 'update', delete: 'delete' } as const;

function perform(
  request: ApiRequest,
  { kind, target, body }: Operation,
  name: string,
  id: string | undefined,
): Written {
  if (name === '') throw illegalArgument('index is missing');
  const { cluster, guard, parameters } = request;
  if (!cluster.hasName(name)) guard.indices('indices:admin/create', [name]);
  const index = cluster.forWriting(name);
  guard.indices('indices:data/write/bulk[s]', [index.name]);
  guard.indices(`indices:data/write/${actions[kind]}`, [index.name]);
  const given = target.routing ?? parameters.get('routing') ?? undefined;
  const routing = given === undefined || given === null ? undefined : textOf(given, 'routing');
  if (id === undefined && (kind === 'update' || kind === 'delete'))
    throw illegalArgument('an id must be provided if version type or value are set');
  const address: Address = { index, id: id ?? newId(), routing, now: cluster.now() };
  if (kind === 'delete') return deleteDocument(address);
  if (kind === 'update') return updateDocument(address, body);
  return writeDocument(address, body, kind === 'create');
}

/** As long as OpenSearch's own. */
export const newId = (): string =>
  Buffer.from(randomUUID().replaceAll('-', ''), 'hex').toString('base64url').slice(0, 20);
