import { analyzers } from '../analysis/analyzers';
import { illegalArgument, notServedHere, parsingError } from '../errors';
import { isObject, type JsonObject, listOf, membersOf, numberOf, onlyMember, textOf } from '../json';
import { BestQuery } from './bool';
import { fieldQuery, notSearchable } from './field-query';
import { noneQuery } from './leaves';
import { neededOf } from './minimum-should-match';
import type { QueryContext } from './parse-query';
import type { Query } from './query';
import { TextQuery } from './text';

/** What is looked for in a field, and how much of it has to be there. */
interface Wanted {
  readonly text: string;
  readonly operator: string;
  readonly minimum: unknown;
  /** Whether the last term may be the beginning of one. */
  readonly isPrefix: boolean;
}

const common = ['query', 'operator', 'minimum_should_match', 'boost'];

export function parseMatch(kind: 'match' | 'match_bool_prefix', body: unknown, context: QueryContext): Query {
  const [path, given] = onlyMember(body, kind);
  const members = isObject(given) ? membersOf(given, kind, common) : { query: given };
  const wanted = wantedOf(members, kind, kind === 'match_bool_prefix');
  return inField(path, wanted, numberOf(members.boost, 'boost', 1), context);
}

/** Fields one by one; `best_fields` takes the best of their scores, `most_fields` their sum. */
export function parseMultiMatch(body: unknown, context: QueryContext): Query {
  const members = membersOf(body, 'multi_match', [...common, 'fields', 'type', 'tie_breaker']);
  const { fields, type = 'best_fields', tie_breaker, boost } = members;
  if (type !== 'best_fields' && type !== 'most_fields') throw notServedHere(`multi_match type [${String(type)}]`);
  if (listOf(fields).length === 0) throw notServedHere('multi_match without [fields]');
  const wanted = wantedOf(members, 'multi_match', false);
  const queries = listOf(fields).map((field) => {
    const [name = '', weight] = textOf(field, 'fields').split('^');
    if (name.includes('*')) throw notServedHere(`a pattern in [fields] of [multi_match]`);
    return inField(name, wanted, numberOf(weight, `boost of ${name}`, 1), context);
  });
  const share = numberOf(tie_breaker, 'tie_breaker', type === 'most_fields' ? 1 : 0);
  return new BestQuery(queries, share, numberOf(boost, 'boost', 1));
}

function wantedOf(members: JsonObject, kind: string, isPrefix: boolean): Wanted {
  if (members.query === undefined) throw parsingError(`[${kind}] requires query value`);
  const operator = textOf(members.operator ?? 'or', 'operator').toLowerCase();
  if (operator !== 'or' && operator !== 'and') throw illegalArgument(`No enum constant for operator [${operator}]`);
  return { text: textOf(members.query, 'query'), operator, minimum: members.minimum_should_match, isPrefix };
}

function inField(
  path: string,
  { text, operator, minimum, isPrefix }: Wanted,
  boost: number,
  context: QueryContext,
): Query {
  const field = context.mapping.fields.get(path);
  if (!field) return noneQuery;
  if (!field.searchable) throw notSearchable(path);
  if (field.type.kind !== 'text') {
    if (isPrefix) throw notServedHere(`match_bool_prefix on [${path}], which is no text,`);
    return fieldQuery(path, [text], boost, context);
  }
  const terms = analyzers[field.type.analyzer]?.(text) ?? [];
  // Nothing but stop words: nothing is found.
  if (terms.length === 0) return noneQuery;
  const needed =
    operator === 'and' ? terms.length : minimum === undefined ? 1 : Math.max(1, neededOf(minimum, terms.length));
  const prefix = isPrefix ? terms.at(-1) : undefined;
  return new TextQuery({ path, terms: isPrefix ? terms.slice(0, -1) : terms, prefix, needed, boost });
}
