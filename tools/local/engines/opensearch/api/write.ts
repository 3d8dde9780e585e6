import { illegalArgument, SearchError } from '../errors';
import type { SearchIndex } from '../index/search-index';
import type { Shard, StoredDocument } from '../index/shard';
import { isObject, type JsonObject, membersOf, mergeJson, objectOf, sameJson } from '../json';
import { type FieldValues, parseDocument } from '../mapping/parse-document';
import { sourceOf, withoutVectors } from '../search/vector-source';

/** Where a document is to be written. */
export interface Address {
  readonly index: SearchIndex;
  readonly id: string;
  readonly routing: string | undefined;
  readonly now: number;
}

/** What became of a document, with the status of the operation. */
export interface Written {
  readonly status: number;
  readonly shard: Shard;
  readonly body: JsonObject;
}

const MAX_ID_BYTES = 512;

export function writeDocument(address: Address, source: JsonObject, mustBeNew = false): Written {
  const { id } = address;
  if (id === '') throw illegalArgument('if _id is specified it must not be empty');
  if (Buffer.byteLength(id) > MAX_ID_BYTES)
    throw illegalArgument(`id [${id}] is too long, must be no longer than 512 bytes`);
  const shard = shardOf(address);
  const known = shard.read(id);
  if (mustBeNew && known) throw conflict(id, `document already exists (current version [${known.version}])`);
  return store(address, shard, source, known === undefined);
}

/** Changes some members of a document that exists. */
export function updateDocument(address: Address, body: JsonObject): Written {
  const { doc, doc_as_upsert, detect_noop = true } = membersOf(body, 'update', ['doc', 'doc_as_upsert', 'detect_noop']);
  const change = objectOf(doc, 'doc');
  const shard = shardOf(address);
  const known = shard.read(address.id);
  if (!known && doc_as_upsert === true) return store(address, shard, change, true);
  if (!known)
    throw new SearchError(404, 'document_missing_exception', `[${address.id}]: document missing`, whereOf(address));
  const isOfVectors = address.index.vectorPaths.some((path) => hasPath(change, path));
  const source = isOfVectors ? sourceOf(known) : known.source;
  const merged = mergeJson(source, change);
  if (detect_noop !== false && sameJson(source, merged)) {
    return { status: 200, shard, body: result(address, known, 'noop') };
  }
  return store(address, shard, merged, false, isOfVectors ? undefined : known.values);
}

const hasPath = (object: JsonObject, path: string): boolean =>
  path.split('.').reduce<unknown>((value, name) => (isObject(value) ? value[name] : undefined), object) !== undefined;

export function deleteDocument(address: Address): Written {
  const shard = shardOf(address);
  const { document, sequence } = shard.remove(address.id, address.now);
  const version = (document?.version ?? 0) + 1;
  const body = result(address, { version, sequence }, document ? 'deleted' : 'not_found');
  return { status: document ? 200 : 404, shard, body };
}

/** @throws SearchError when the mapping asks for routing and there is none */
export function shardOf({ index, id, routing }: Pick<Address, 'index' | 'id' | 'routing'>): Shard {
  if (routing === undefined && index.mapping.routingRequired) {
    throw new SearchError(400, 'routing_missing_exception', `routing is required for [${index.name}]/[${id}]`, {
      index: index.name,
      index_uuid: index.uuid,
    });
  }
  return index.shardFor(routing ?? id);
}

/** @param kept values of a document whose vectors stay as they are, and are not in `source` */
function store(address: Address, shard: Shard, source: JsonObject, isNew: boolean, kept?: FieldValues): Written {
  const { index, id, routing, now } = address;
  const vectors = [...(kept ?? [])].filter(([, value]) => value instanceof Float32Array);
  const values = new Map([...parseDocument(index.mapping, id, source), ...vectors]);
  const stored = shard.write({ id, routing, source: withoutVectors(source, index.vectorPaths), values }, now);
  return { status: isNew ? 201 : 200, shard, body: result(address, stored, isNew ? 'created' : 'updated') };
}

function result(
  { index, id }: Address,
  { version, sequence }: Pick<StoredDocument, 'version' | 'sequence'>,
  outcome: string,
): JsonObject {
  const shards = outcome === 'noop' ? { total: 0, successful: 0, failed: 0 } : { total: 1, successful: 1, failed: 0 };
  return {
    _index: index.name,
    _id: id,
    _version: version,
    result: outcome,
    _shards: shards,
    _seq_no: sequence,
    _primary_term: 1,
  };
}

const whereOf = ({ index }: Address) => ({ index: index.name, index_uuid: index.uuid });

const conflict = (id: string, reason: string) =>
  new SearchError(409, 'version_conflict_engine_exception', `[${id}]: version conflict, ${reason}`);
