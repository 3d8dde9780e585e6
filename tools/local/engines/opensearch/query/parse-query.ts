import { illegalArgument, notServedHere, parsingError } from '../errors';
import type { IndexSettings } from '../index/settings';
import { isObject, listOf, membersOf, numberOf, objectOf, onlyMember, textOf } from '../json';
import type { Mapping } from '../mapping/fields';
import { BestQuery, BoolQuery } from './bool';
import { fieldQuery } from './field-query';
import { KnnQuery } from './knn';
import { AllQuery, AnyQuery, ExistsQuery, IdsQuery, noneQuery } from './leaves';
import { neededOf } from './minimum-should-match';
import { parseMatch, parseMultiMatch } from './parse-match';
import { parseRange } from './parse-range';
import type { Query } from './query';

/** The index a query is for: a query is read once for each. */
export interface QueryContext {
  readonly mapping: Mapping;
  readonly settings: IndexSettings;
}

const MAX_TERMS = 65_536;

type Parser = (body: unknown, context: QueryContext) => Query;

/**
 * Reads a query.
 * @throws SearchError on what OpenSearch refuses, and on kinds and parameters of queries that are not served
 */
export function parseQuery(json: unknown, context: QueryContext): Query {
  if (json === undefined) return new AllQuery(1);
  const [kind, body] = onlyMember(json, 'query');
  const parser = parsers[kind];
  if (!parser) throw notServedHere(`query [${kind}]`);
  return parser(body, context);
}

const boostOf = (boost: unknown) => numberOf(boost, 'boost', 1);

const parsers: Readonly<Record<string, Parser>> = {
  bool: parseBool,
  match: (body, context) => parseMatch('match', body, context),
  match_bool_prefix: (body, context) => parseMatch('match_bool_prefix', body, context),
  multi_match: parseMultiMatch,
  range: parseRange,
  knn: parseKnn,
  match_all: (body) => new AllQuery(boostOf(membersOf(body, 'match_all', ['boost']).boost)),
  match_none: () => noneQuery,
  ids(body) {
    const { values, boost } = membersOf(body, 'ids', ['values', 'boost']);
    const ids = listOf(values).map((id) => textOf(id, 'ids'));
    return new IdsQuery(ids, boostOf(boost));
  },
  exists(body, { mapping }) {
    const { field, boost } = membersOf(body, 'exists', ['field', 'boost']);
    const name = textOf(field, 'exists field');
    const paths = [...mapping.fields.keys()].filter((path) => path === name || path.startsWith(`${name}.`));
    return new ExistsQuery(paths, boostOf(boost));
  },
  term(body, context) {
    const [path, given] = onlyMember(body, 'term');
    const { value, boost } = isObject(given) ? membersOf(given, 'term', ['value', 'boost']) : { value: given };
    return fieldQuery(path, [value], boostOf(boost), context);
  },
  terms(body, context) {
    const { boost, ...rest } = objectOf(body, 'terms');
    const [path, values] = onlyMember(rest, 'terms');
    if (!Array.isArray(values)) throw notServedHere('a lookup in [terms]');
    if (values.length > MAX_TERMS)
      throw illegalArgument(`[terms] has ${values.length} values, more than [${MAX_TERMS}]`);
    return new AnyQuery([fieldQuery(path, values, 1, context)], boostOf(boost));
  },
  constant_score(body, context) {
    const { filter, boost } = membersOf(body, 'constant_score', ['filter', 'boost']);
    return new AnyQuery([parseQuery(filter, context)], boostOf(boost));
  },
  dis_max(body, context) {
    const { queries, tie_breaker, boost } = membersOf(body, 'dis_max', ['queries', 'tie_breaker', 'boost']);
    const parsed = listOf(queries).map((query) => parseQuery(query, context));
    return new BestQuery(parsed, numberOf(tie_breaker, 'tie_breaker', 0), boostOf(boost));
  },
};

function parseBool(body: unknown, context: QueryContext): Query {
  const names = ['must', 'should', 'filter', 'must_not', 'minimum_should_match', 'boost', 'adjust_pure_negative'];
  const { must, should, filter, must_not, minimum_should_match, boost } = membersOf(body, 'bool', names);
  const parsed = (queries: unknown) => listOf(queries).map((query) => parseQuery(query, context));
  const clauses = { must: parsed(must), should: parsed(should), filter: parsed(filter), mustNot: parsed(must_not) };
  const isEmpty = Object.values(clauses).every((queries) => queries.length === 0);
  if (isEmpty) return new AllQuery(boostOf(boost));
  const least = clauses.must.length + clauses.filter.length > 0 ? 0 : Math.min(1, clauses.should.length);
  const needed =
    minimum_should_match === undefined ? least : Math.max(least, neededOf(minimum_should_match, clauses.should.length));
  return new BoolQuery({ ...clauses, needed, boost: boostOf(boost) });
}

function parseKnn(body: unknown, context: QueryContext): Query {
  const [path, given] = onlyMember(body, 'knn');
  const members = membersOf(given, 'knn', ['vector', 'k', 'filter', 'boost', 'method_parameters']);
  // How widely a graph is searched: here every vector is looked at.
  membersOf(members.method_parameters ?? {}, 'method_parameters', ['ef_search']);
  const type = context.mapping.fields.get(path)?.type;
  if (type?.kind !== 'vector') throw illegalArgument(`Field '${path}' is not knn_vector type.`);
  if (!context.settings.knn) throw illegalArgument(`index.knn must be true to search [${path}]`);
  const { vector, k } = members;
  if (!Array.isArray(vector) || !vector.every((item) => typeof item === 'number' && Number.isFinite(item))) {
    throw parsingError('[knn] requires query vector');
  }
  if (vector.length !== type.dimension) {
    const reason = `Query vector has invalid dimension: ${vector.length}. Dimension should be: ${type.dimension}`;
    throw illegalArgument(reason);
  }
  const count = numberOf(k, 'k', 0);
  if (!Number.isInteger(count) || count < 1 || count > 10_000) {
    throw illegalArgument('[knn] requires exactly one of k, distance or score to be set, k from 1 to 10000');
  }
  const filter = members.filter === undefined ? undefined : parseQuery(members.filter, context);
  return new KnnQuery({ path, vector: Float32Array.from(vector), k: count, filter, boost: boostOf(members.boost) });
}
