import { illegalArgument, notServedHere, SearchError } from '../errors';
import { textOf } from '../json';
import type { Field } from '../mapping/fields';
import { parseDate } from '../mapping/parse-date';
import { numberValue } from '../mapping/parse-document';
import { AnyKeywordQuery, AnyQuery, KeywordQuery, noneQuery, RangeQuery } from './leaves';
import type { QueryContext } from './parse-query';
import type { Query } from './query';
import { TextQuery } from './text';

/** Any of the values exactly as they are indexed; of a field that the mapping does not have, nothing is found. */
export function fieldQuery(path: string, values: readonly unknown[], boost: number, context: QueryContext): Query {
  if (path === '_id') throw notServedHere('a term of [_id] (use the ids query)');
  const field = context.mapping.fields.get(path);
  if (!field) return noneQuery;
  if (!field.searchable) throw notSearchable(path);
  const { kind } = field.type;
  if (kind === 'vector')
    throw illegalArgument(`KNN vector do not support exact searching, use KNN queries instead: [${path}]`);
  if (kind === 'number' || kind === 'date') return numbersQuery(field, values, boost);
  const texts = values.map((value) => textOf(value, `value of ${path}`));
  if (kind === 'text') {
    return any(
      texts.map((term) => new TextQuery({ path, terms: [term], needed: 1, boost })),
      boost,
    );
  }
  const [only] = texts;
  if (only !== undefined && texts.length === 1) return new KeywordQuery(path, only, boost);
  return new AnyKeywordQuery(path, texts, boost);
}

function numbersQuery(field: Field, values: readonly unknown[], boost: number): Query {
  const numbers = values.map((value) => pointOf(field, value));
  return any(
    numbers.map((number) => new RangeQuery(field.path, number, number, boost)),
    boost,
  );
}

function any(queries: readonly Query[], boost: number): Query {
  const [only] = queries;
  return only && queries.length === 1 ? only : new AnyQuery(queries, boost);
}

export const notSearchable = (path: string): SearchError =>
  new SearchError(400, 'query_shard_exception', `Cannot search on field [${path}] since it is not indexed.`);

/** A value of a query on a number or date field, as the field has it. */
export function pointOf({ path, type }: Field, value: unknown): number {
  const refuse = (reason: string) =>
    new SearchError(400, 'query_shard_exception', `failed to create query on [${path}]: ${reason}`);
  if (type.kind === 'date') return parseDate(value, type.formats, refuse);
  if (type.kind !== 'number') throw refuse('it has no numbers');
  const number = numberValue(value, 'double', refuse);
  return type.type === 'float' ? Math.fround(number) : number;
}
