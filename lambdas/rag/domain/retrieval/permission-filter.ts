import type { Viewer } from '../access';

/** The clauses of a search engine's query that this filter is made of. */
export type FilterClause =
  | { readonly term: Readonly<Record<string, string | number | boolean>> }
  | { readonly terms: Readonly<Record<string, readonly string[]>> }
  | { readonly range: Readonly<Record<string, { readonly lte?: number; readonly gte?: number; readonly lt?: number }>> }
  | {
      readonly bool: {
        readonly filter?: readonly FilterClause[];
        readonly should?: readonly FilterClause[];
        readonly minimum_should_match?: number;
      };
    };

declare const permission: unique symbol;

/** What a viewer may see, as a search engine reads it. Only `permissionFilter` makes one, so no query is written without a viewer. */
export interface PermissionFilter {
  /** Routing key of every request: other organisations' shards are not even asked. */
  readonly org: string;
  readonly clause: FilterClause;
  readonly [permission]: true;
}

/** The rule of `maySee`, over the copy of permissions that each chunk carries. */
export function permissionFilter(who: Viewer): PermissionFilter {
  const named: FilterClause[] = [{ term: { 'acl.everyone': true } }, { term: { 'acl.users': who.userId } }];
  if (who.groups.length > 0) named.push({ terms: { 'acl.groups': who.groups } });
  const clause: FilterClause = {
    bool: {
      filter: [
        { term: { org: who.org } },
        { range: { 'acl.classification': { lte: who.clearance } } },
        { bool: { should: named, minimum_should_match: 1 } },
      ],
    },
  };
  return { org: who.org, clause } as PermissionFilter;
}
