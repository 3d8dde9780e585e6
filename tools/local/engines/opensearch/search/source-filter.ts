import { fitsPattern, isObject, type JsonObject, listOf, membersOf, textOf } from '../json';

/** What of a document's source is returned. */
export interface SourceFilter {
  readonly apply: (source: JsonObject) => JsonObject;
  /** Whether a member would be returned, given the names on the way to it. */
  readonly takes: (path: string) => boolean;
}

const everything: SourceFilter = { apply: (source) => source, takes: () => true };

/**
 * Reads `_source` of a search: yes or no, patterns of members, or `includes` and `excludes`.
 * @returns undefined when no source is to be returned
 */
export function parseSourceFilter(given: unknown): SourceFilter | undefined {
  if (given === false || given === 'false') return undefined;
  if (given === undefined || given === true || given === 'true') return everything;
  const { includes, excludes } = isObject(given)
    ? membersOf(given, '_source', ['includes', 'excludes'])
    : { includes: given, excludes: undefined };
  const patterns = (list: unknown) => listOf(list).map((pattern) => textOf(pattern, '_source'));
  const [included, excluded] = [patterns(includes), patterns(excludes)];
  return {
    apply: (source) => filtered(source, '', included, excluded),
    takes(path) {
      const ways = path.split('.').map((_, at, names) => names.slice(0, at + 1).join('.'));
      const fits = (pattern: string) => ways.some((way) => fitsPattern(way, pattern));
      return (included.length === 0 || included.some(fits)) && !excluded.some(fits);
    },
  };
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
