import { sourceOf } from '../search/vector-source';
import { newId } from './bulk';
import { type ApiRequest, jsonBody, ok, type Route, refreshes } from './route';
import { type Address, deleteDocument, shardOf, updateDocument, type Written, writeDocument } from './write';

const parameters = ['refresh', 'routing', 'wait_for_active_shards'];

export const documentRoutes: readonly Route[] = [
  {
    methods: ['PUT', 'POST'],
    path: '/{index}/_doc/{id}',
    parameters: [...parameters, 'op_type'],
    handle: (request) =>
      write(request, 'index', (address) =>
        writeDocument(address, jsonBody(request), request.parameters.get('op_type') === 'create'),
      ),
  },
  {
    methods: ['PUT', 'POST'],
    path: '/{index}/_create/{id}',
    parameters,
    handle: (request) => write(request, 'index', (address) => writeDocument(address, jsonBody(request), true)),
  },
  {
    methods: ['POST'],
    path: '/{index}/_doc',
    parameters,
    handle: (request) => write(request, 'index', (address) => writeDocument(address, jsonBody(request))),
  },
  {
    methods: ['POST'],
    path: '/{index}/_update/{id}',
    parameters: [...parameters, 'retry_on_conflict'],
    handle: (request) => write(request, 'update', (address) => updateDocument(address, jsonBody(request))),
  },
  {
    methods: ['DELETE'],
    path: '/{index}/_doc/{id}',
    parameters,
    handle: (request) => write(request, 'delete', deleteDocument),
  },
  {
    methods: ['GET', 'HEAD'],
    path: '/{index}/_doc/{id}',
    parameters: ['routing', 'realtime', 'refresh'],
    handle({ cluster, guard, path, parameters: given }) {
      const [index = cluster.index(path.index ?? '')] = cluster.resolve(path.index ?? '');
      guard.indices('indices:data/read/get', [index.name]);
      const { id = '' } = path;
      const document = shardOf({ index, id, routing: given.get('routing') ?? undefined }).read(id);
      const where = { _index: index.name, _id: id };
      if (!document) return { status: 404, body: { ...where, found: false } };
      const { version, sequence, routing } = document;
      const about = {
        _version: version,
        _seq_no: sequence,
        _primary_term: 1,
        ...(routing !== undefined && { _routing: routing }),
      };
      return ok({ ...where, ...about, found: true, _source: sourceOf(document) });
    },
  },
];

function write(request: ApiRequest, kind: 'index' | 'update' | 'delete', perform: (address: Address) => Written) {
  const { cluster, guard, path, parameters: given } = request;
  const { index: name = '', id = newId() } = path;
  if (!cluster.hasName(name)) guard.indices('indices:admin/create', [name]);
  const index = cluster.forWriting(name);
  guard.indices(`indices:data/write/${kind}`, [index.name]);
  guard.indices('indices:data/write/bulk[s]', [index.name]);
  const { shard, status, body } = perform({
    index,
    id,
    routing: given.get('routing') ?? undefined,
    now: cluster.now(),
  });
  if (refreshes(given)) shard.refresh();
  return { status, body };
}
