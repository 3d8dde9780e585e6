import { notServedHere, parsingError } from './errors';

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @throws SearchError when it is no object */
export function objectOf(value: unknown, what: string): JsonObject {
  if (!isObject(value)) throw parsingError(`[${what}] must be an object`);
  return value;
}

/**
 * The members of an object of which only some are served.
 * @throws SearchError naming a member that is not: nothing that a caller asks for is silently ignored
 */
export function membersOf(value: unknown, what: string, served: readonly string[]): JsonObject {
  const object = objectOf(value, what);
  const other = Object.keys(object).find((name) => !served.includes(name));
  if (other !== undefined) throw notServedHere(`[${other}] of [${what}]`);
  return object;
}

/** The one member of an object that has no other. */
export function onlyMember(value: unknown, what: string): readonly [name: string, value: unknown] {
  const [first, second] = Object.entries(objectOf(value, what));
  if (!first || second) throw parsingError(`[${what}] malformed query, expected one member`);
  return first;
}

export const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];

export function numberOf(value: unknown, what: string, otherwise: number): number {
  if (value === undefined) return otherwise;
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) throw parsingError(`[${what}] must be a number`);
  return number;
}

export function textOf(value: unknown, what: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw parsingError(`[${what}] must be a text`);
}

export function parseJson(text: string, what = 'request body'): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw parsingError(`${what} is not JSON: ${(error as Error).message}`);
  }
}

/** Objects are the same when they have the same members; order does not matter. */
export function sameJson(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, index) => sameJson(item, other[index]));
  }
  if (!isObject(one) || !isObject(other)) return false;
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => sameJson(one[name], other[name]));
}

/** Objects are merged member by member; everything else is replaced. */
export function mergeJson(base: JsonObject, change: JsonObject): JsonObject {
  const merged: Record<string, unknown> = { ...base };
  for (const [name, value] of Object.entries(change)) {
    const known = merged[name];
    merged[name] = isObject(known) && isObject(value) ? mergeJson(known, value) : value;
  }
  return merged;
}

/** Whether a text fits a pattern in which `*` stands for any characters. */
export function fitsPattern(text: string, pattern: string): boolean {
  if (!pattern.includes('*')) return text === pattern;
  const source = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${source.join('.*')}$`, 's').test(text);
}
