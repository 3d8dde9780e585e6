import { illegalArgument, notServedHere } from '../errors';
import { type JsonObject, membersOf, numberOf } from '../json';
import { parseSourceFilter, type SourceFilter } from './source-filter';

/** A search but for its query, which is read for each index. */
export interface SearchBody {
  readonly query: unknown;
  readonly from: number;
  readonly size: number;
  /** Absent when no source is returned. */
  readonly source: SourceFilter | undefined;
  readonly minScore: number;
  /** Hits are counted up to here. */
  readonly countUpTo: number;
  /** Whether the number of hits is told at all. */
  readonly counts: boolean;
}

const COUNTED = 10_000;

/** `timeout` has no effect: a search is over before. */
const served = ['query', 'from', 'size', '_source', 'min_score', 'track_total_hits', 'timeout', 'sort'];

/** @throws SearchError on a parameter that is not served */
export function parseSearchBody(body: JsonObject): SearchBody {
  const { query, from, size, _source, min_score, track_total_hits, sort } = membersOf(body, 'search', served);
  if (sort !== undefined && !isByScore(sort)) throw notServedHere('[sort] by anything but [_score]');
  const tracked = track_total_hits ?? COUNTED;
  return {
    query,
    from: count(from, 'from', 0),
    size: count(size, 'size', 10),
    source: parseSourceFilter(_source),
    minScore: numberOf(min_score, 'min_score', Number.NEGATIVE_INFINITY),
    countUpTo:
      tracked === true ? Number.POSITIVE_INFINITY : tracked === false ? 0 : count(tracked, 'track_total_hits', 0),
    counts: tracked !== false,
  };
}

function count(value: unknown, name: string, otherwise: number): number {
  const number = numberOf(value, name, otherwise);
  if (!Number.isInteger(number) || number < 0)
    throw illegalArgument(`[${name}] parameter cannot be negative, found [${number}]`);
  return number;
}

function isByScore(sort: unknown): boolean {
  const [only, ...others] = Array.isArray(sort) ? sort : [sort];
  if (others.length > 0) return false;
  return ['"_score"', '{"_score":"desc"}', '{"_score":{"order":"desc"}}'].includes(JSON.stringify(only));
}
