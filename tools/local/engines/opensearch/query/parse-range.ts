import { notServedHere, parsingError } from '../errors';
import { membersOf, numberOf, onlyMember } from '../json';
import { notSearchable, pointOf } from './field-query';
import { noneQuery, RangeQuery } from './leaves';
import type { QueryContext } from './parse-query';
import type { Query } from './query';

export function parseRange(body: unknown, { mapping }: QueryContext): Query {
  const [path, given] = onlyMember(body, 'range');
  const { gt, gte, lt, lte, boost } = membersOf(given, 'range', ['gt', 'gte', 'lt', 'lte', 'boost']);
  if ((gt !== undefined && gte !== undefined) || (lt !== undefined && lte !== undefined)) {
    throw parsingError(`[range] on [${path}] has two bounds on one side`);
  }
  const field = mapping.fields.get(path);
  if (!field) return noneQuery;
  if (!field.searchable) throw notSearchable(path);
  if (field.type.kind !== 'number' && field.type.kind !== 'date') throw notServedHere(`a range on [${path}]`);
  const point = (value: unknown) => {
    if (typeof value === 'string' && value.includes('now')) throw notServedHere(`date math [${value}]`);
    return pointOf(field, value);
  };
  const bound = (value: unknown) => (value === undefined || value === null ? undefined : point(value));
  const above = bound(gt);
  const below = bound(lt);
  const low = above === undefined ? (bound(gte) ?? Number.NEGATIVE_INFINITY) : next(above, 1);
  const high = below === undefined ? (bound(lte) ?? Number.POSITIVE_INFINITY) : next(below, -1);
  return new RangeQuery(path, low, high, numberOf(boost, 'boost', 1));
}

/** The next number that can be told from this one, up or down. */
function next(value: number, direction: 1 | -1): number {
  if (value === 0) return direction * Number.MIN_VALUE;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const away = value > 0 === direction > 0;
  view.setBigInt64(0, view.getBigInt64(0) + (away ? 1n : -1n));
  return view.getFloat64(0);
}
