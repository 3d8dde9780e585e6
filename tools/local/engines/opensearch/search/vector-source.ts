import type { StoredDocument } from '../index/shard';
import { isObject, type JsonObject } from '../json';

/** A source without its vectors, which are kept as numbers of 32 bits and not twice. */
export function withoutVectors(source: JsonObject, paths: readonly string[]): JsonObject {
  return paths.reduce((rest, path) => without(rest, path.split('.')), source);
}

function without(source: JsonObject, [name = '', ...rest]: readonly string[]): JsonObject {
  if (!(name in source)) return source;
  const { [name]: value, ...others } = source;
  if (rest.length === 0) return others;
  return isObject(value) ? { ...source, [name]: without(value, rest) } : source;
}

/**
 * The source as it was given; vectors come back with the precision they are searched with.
 * @param takes which vectors are wanted: writing one out takes longer than finding it
 */
export function sourceOf({ source, values }: StoredDocument, takes = (_path: string): boolean => true): JsonObject {
  let whole = source;
  for (const [path, value] of values) {
    if (value instanceof Float32Array && takes(path)) whole = put(whole, path.split('.'), Array.from(value, shortest));
  }
  return whole;
}

function put(source: JsonObject, [name = '', ...rest]: readonly string[], value: unknown): JsonObject {
  if (rest.length === 0) return { ...source, [name]: value };
  const inner = source[name];
  return { ...source, [name]: put(isObject(inner) ? inner : {}, rest, value) };
}

/** The shortest number that is the same in 32 bits: 0.1 rather than 0.10000000149011612. */
function shortest(value: number): number {
  for (let digits = 6; digits < 9; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}
