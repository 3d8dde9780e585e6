import { fitsPattern, isObject, type JsonObject, listOf, membersOf, textOf } from '../json';

/** What of a document's source is returned; nothing when undefined. */
export type SourceFilter = ((source: JsonObject) => JsonObject) | undefined;

/** Reads `_source` of a search: yes or no, patterns of members, or `includes` and `excludes`. */
export function parseSourceFilter(given: unknown): SourceFilter {
  if (given === false || given === 'false') return undefined;
  if (given === undefined || given === true || given === 'true') return (source) => source;
  const { includes, excludes } = isObject(given)
    ? membersOf(given, '_source', ['includes', 'excludes'])
    : { includes: given, excludes: undefined };
  const patterns = (list: unknown) => listOf(list).map((pattern) => textOf(pattern, '_source'));
  const [included, excluded] = [patterns(includes), patterns(excludes)];
  return (source) => filtered(source, '', included, excluded);
}

/** A pattern that fits a member takes all that is below it. */
function filtered(
  source: JsonObject,
  path: string,
  included: readonly string[],
  excluded: readonly string[],
): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(source)) {
    const full = path ? `${path}.${name}` : name;
    const fits = (pattern: string) => fitsPattern(full, pattern);
    if (excluded.some(fits)) continue;
    const isIncluded = included.length === 0 || included.some(fits);
    const rest = isObject(value) ? filtered(value, full, isIncluded ? [] : included, excluded) : value;
    const isPartlyIncluded = isObject(rest) && Object.keys(rest).length > 0;
    if (isIncluded || isPartlyIncluded) kept[name] = rest;
  }
  return kept;
}
