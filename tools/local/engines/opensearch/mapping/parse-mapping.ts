import { analyzers } from '../analysis/analyzers';
import type { Space } from '../columns/vector-column';
import { illegalArgument, notServedHere, SearchError } from '../errors';
import { type JsonObject, listOf, membersOf, numberOf, objectOf, textOf } from '../json';
import { type Dynamic, type Field, type FieldType, integerTypes, type Mapping } from './fields';

const MAX_DIMENSION = 16_000;

/** Settings of a field that say how it is stored, not what is found. */
const storage = ['doc_values', 'store', 'meta', 'index_options', 'norms', 'eager_global_ordinals', 'term_vector'];

const defaultDate = 'strict_date_optional_time||epoch_millis';
const dateFormats = ['epoch_millis', 'strict_date_optional_time', 'date_optional_time', 'strict_date_time'];

/**
 * Reads a mapping.
 * @throws SearchError on a type or setting that would change what is found and is not served
 */
export function parseMapping(json: JsonObject = {}): Mapping {
  const { dynamic, properties, _routing, ...rest } = json;
  membersOf(rest, 'mappings', ['_meta', 'date_detection', 'numeric_detection']);
  const fields = new Map<string, Field>();
  const objects = new Map<string, Dynamic>();
  parseObject('', { dynamic, properties }, 'true', { fields, objects });
  for (const { path, copies } of fields.values()) {
    const missing = copies.find((target) => !fields.has(target));
    if (missing) throw mapperError(`copy_to of [${path}] names [${missing}], which the mapping does not have`);
  }
  const routing = _routing === undefined ? {} : membersOf(_routing, '_routing', ['required']);
  return { fields, objects, routingRequired: routing.required === true, json };
}

interface Parsed {
  readonly fields: Map<string, Field>;
  readonly objects: Map<string, Dynamic>;
}

function parseObject(path: string, { dynamic, properties }: JsonObject, inherited: Dynamic, parsed: Parsed): void {
  const own = dynamic === undefined ? inherited : dynamicOf(dynamic);
  parsed.objects.set(path, own);
  for (const [name, definition] of Object.entries(objectOf(properties ?? {}, 'properties'))) {
    const full = path ? `${path}.${name}` : name;
    const field = objectOf(definition, full);
    const isGroup = field.type === 'object' || (field.type === undefined && field.properties !== undefined);
    if (!isGroup) parseField(full, field, parsed);
    else parseObject(full, membersOf(field, full, ['type', 'dynamic', 'properties']), own, parsed);
  }
}

function dynamicOf(value: unknown): Dynamic {
  const text = String(value);
  if (text === 'strict' || text === 'true' || text === 'false') return text;
  throw notServedHere(`dynamic [${text}]`);
}

function parseField(path: string, definition: JsonObject, parsed: Parsed): void {
  const { type, fields, copy_to, index, ...rest } = definition;
  const searchable = index !== false && index !== 'false';
  const inner = Object.entries(objectOf(fields ?? {}, `fields of ${path}`));
  const targets = listOf(copy_to).map((target) => textOf(target, 'copy_to'));
  const copies = [...targets, ...inner.map(([name]) => `${path}.${name}`)];
  parsed.fields.set(path, { path, type: typeOf(path, textOf(type, `type of ${path}`), rest), searchable, copies });
  for (const [name, field] of inner) parseField(`${path}.${name}`, objectOf(field, `${path}.${name}`), parsed);
}

function typeOf(path: string, type: string, settings: JsonObject): FieldType {
  const served = (...names: string[]) => membersOf(settings, path, [...storage, ...names]);
  if (type === 'text') return textType(path, served('analyzer', 'search_analyzer', 'similarity'));
  if (type === 'keyword') return { kind: 'keyword', ignoreAbove: ignoreAbove(served('ignore_above')) };
  if (type === 'knn_vector') return vectorType(path, settings);
  if (type === 'date') return { kind: 'date', formats: formatsOf(served('format').format) };
  if (type === 'boolean') return served() && { kind: 'boolean' };
  if (type in integerTypes || type === 'float' || type === 'double') return served() && { kind: 'number', type };
  throw notServedHere(`field type [${type}] of [${path}]`);
}

const ignoreAbove = ({ ignore_above }: JsonObject) => numberOf(ignore_above, 'ignore_above', Number.POSITIVE_INFINITY);

function textType(
  path: string,
  { analyzer = 'standard', search_analyzer, similarity = 'BM25' }: JsonObject,
): FieldType {
  const name = textOf(analyzer, 'analyzer');
  if (!analyzers[name]) throw notServedHere(`analyzer [${name}] of [${path}]`);
  if (search_analyzer !== undefined && search_analyzer !== name) throw notServedHere(`search_analyzer of [${path}]`);
  if (similarity !== 'BM25') throw notServedHere(`similarity [${String(similarity)}] of [${path}]`);
  return { kind: 'text', analyzer: name };
}

function formatsOf(format: unknown): readonly string[] {
  const formats = textOf(format ?? defaultDate, 'format').split('||');
  const other = formats.find((name) => !dateFormats.includes(name));
  if (other) throw notServedHere(`date format [${other}]`);
  return formats;
}

/** Parameters of the graph change how near to exact a search is; here it is exact. */
function vectorType(path: string, settings: JsonObject): FieldType {
  const { dimension, method, space_type } = membersOf(settings, path, [
    ...storage,
    'dimension',
    'method',
    'space_type',
  ]);
  const length = numberOf(dimension, `dimension of ${path}`, 0);
  if (!Number.isInteger(length) || length < 1 || length > MAX_DIMENSION) {
    throw mapperError(`Dimension value must be from 1 to ${MAX_DIMENSION} for vector: ${path}`);
  }
  const members = membersOf(method ?? {}, `method of ${path}`, ['name', 'engine', 'space_type', 'parameters']);
  membersOf(members.parameters ?? {}, `method parameters of ${path}`, ['m', 'ef_construction', 'ef_search']);
  const { name = 'hnsw', engine = 'faiss' } = members;
  if (name !== 'hnsw') throw notServedHere(`method [${String(name)}] of [${path}]`);
  if (engine !== 'faiss' && engine !== 'lucene') throw notServedHere(`engine [${String(engine)}] of [${path}]`);
  const space = textOf(members.space_type ?? space_type ?? 'l2', 'space_type');
  if (!isSpace(space)) throw notServedHere(`space_type [${space}] of [${path}]`);
  return { kind: 'vector', dimension: length, space };
}

const isSpace = (name: string): name is Space => name === 'innerproduct' || name === 'cosinesimil' || name === 'l2';

function mapperError(reason: string): SearchError {
  const { reason: inner } = illegalArgument(reason);
  return new SearchError(400, 'mapper_parsing_exception', inner);
}
