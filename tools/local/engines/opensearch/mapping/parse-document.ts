import { notServedHere, SearchError } from '../errors';
import { isObject, type JsonObject, listOf } from '../json';
import { type Dynamic, type Field, type FieldValue, integerTypes, type Mapping } from './fields';
import { parseDate } from './parse-date';

/** What a document has in each field that is searched or kept apart from its source. */
export type FieldValues = ReadonlyMap<string, FieldValue>;

/**
 * Checks a document against a mapping, and reads what its fields are searched by.
 * @throws SearchError in OpenSearch's words on a value that does not fit, or a member that a strict mapping does not know
 */
export function parseDocument(mapping: Mapping, id: string, source: JsonObject): FieldValues {
  const values = new Map<string, FieldValue>();
  readObject('', source, { mapping, id, values });
  return values;
}

interface Reading {
  readonly mapping: Mapping;
  readonly id: string;
  readonly values: Map<string, FieldValue>;
}

function readObject(path: string, object: JsonObject, reading: Reading): void {
  const { fields, objects } = reading.mapping;
  for (const [name, value] of Object.entries(object)) {
    const full = path ? `${path}.${name}` : name;
    const field = fields.get(full);
    if (field) readField(field, value, reading);
    else if (objects.has(full)) readGroup(full, value, reading);
    else if (name.includes('.')) throw notServedHere(`a member with a dot in its name, [${full}],`);
    else refuseUnknown(objects.get(path), path, name);
  }
}

function readGroup(path: string, value: unknown, reading: Reading): void {
  if (value === null || value === undefined) return;
  if (Array.isArray(value)) throw notServedHere(`a list of objects in [${path}]`);
  if (!isObject(value)) {
    const reason = `object mapping for [${path}] tried to parse field [${path}] as object, but found a concrete value`;
    throw new SearchError(400, 'mapper_parsing_exception', reason);
  }
  readObject(path, value, reading);
}

function refuseUnknown(dynamic: Dynamic | undefined, path: string, name: string): void {
  if (dynamic === 'false') return;
  if (dynamic !== 'strict') throw notServedHere(`dynamic mapping of [${name}] within [${path || '_doc'}]`);
  const reason = `mapping set to strict, dynamic introduction of [${name}] within [${path || '_doc'}] is not allowed`;
  throw new SearchError(400, 'strict_dynamic_mapping_exception', reason);
}

function readField(field: Field, value: unknown, reading: Reading): void {
  if (value === null || value === undefined) return;
  const { values, mapping } = reading;
  const read = fieldValue(field, value, reading.id);
  if (read !== undefined) give(values, field.path, read);
  for (const target of field.copies) {
    const copy = mapping.fields.get(target);
    if (copy) readField(copy, value, reading);
  }
}

/** Texts that come from several fields are all searched. */
function give(values: Map<string, FieldValue>, path: string, value: FieldValue): void {
  const known = values.get(path);
  values.set(path, Array.isArray(known) && Array.isArray(value) ? [...known, ...value] : value);
}

function fieldValue({ path, type }: Field, value: unknown, id: string): FieldValue | undefined {
  const refuse = (reason: string) => malformed(path, type.kind === 'number' ? type.type : type.kind, id, value, reason);
  if (type.kind === 'vector') return vectorOf(value, type.dimension, refuse);
  const list = listOf(value).filter((item) => item !== null);
  if (type.kind === 'text' || type.kind === 'keyword') {
    const texts = list.map((item) => scalarText(item, refuse));
    return type.kind === 'keyword' ? distinct(texts.filter((text) => text.length <= type.ignoreAbove)) : texts;
  }
  if (type.kind === 'boolean') return distinct(list.map((item) => booleanText(item, refuse)));
  if (list.length > 1) throw notServedHere(`more than one value in [${path}]`);
  const [only] = list;
  if (only === undefined) return undefined;
  return type.kind === 'date' ? parseDate(only, type.formats, refuse) : numberValue(only, type.type, refuse);
}

type Refuse = (reason: string) => SearchError;

const distinct = (texts: readonly string[]): readonly string[] => (texts.length > 1 ? [...new Set(texts)] : texts);

function scalarText(value: unknown, refuse: Refuse): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw refuse(`Can't get text on a ${Array.isArray(value) ? 'START_ARRAY' : 'START_OBJECT'}`);
}

function booleanText(value: unknown, refuse: Refuse): string {
  if (value === '') return 'false';
  if (value === true || value === false || value === 'true' || value === 'false') return String(value);
  throw refuse(`Failed to parse value [${String(value)}] as only [true] or [false] are allowed.`);
}

/** @returns the number as the field has it: a fraction given for a whole number is cut off, as OpenSearch does by default */
export function numberValue(value: unknown, type: string, refuse: Refuse): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) throw refuse(`For input string: "${String(value)}"`);
  const range = integerTypes[type];
  if (!range) return type === 'float' ? Math.fround(number) : number;
  const whole = Math.trunc(number);
  if (whole < range[0] || whole > range[1]) throw refuse(`Value [${String(value)}] is out of range for a ${type}`);
  return whole;
}

function vectorOf(value: unknown, dimension: number, refuse: Refuse): Float32Array {
  if (!Array.isArray(value)) throw refuse('a vector must be a list of numbers');
  if (value.length !== dimension) {
    throw refuse(`Vector dimension mismatch. Expected: ${dimension}, Given: ${value.length}`);
  }
  for (const item of value) {
    if (typeof item !== 'number' || !Number.isFinite(Math.fround(item))) {
      throw refuse('KNN vector values cannot be NaN or Infinity');
    }
  }
  return Float32Array.from(value as number[]);
}

function malformed(path: string, type: string, id: string, value: unknown, reason: string): SearchError {
  const preview = JSON.stringify(value)?.slice(0, 60);
  return new SearchError(
    400,
    'mapper_parsing_exception',
    `failed to parse field [${path}] of type [${type}] in document with id '${id}'. Preview of field's value: '${preview}'`,
    {},
    { type: 'illegal_argument_exception', reason },
  );
}
