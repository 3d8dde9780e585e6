import { notServedHere, parsingError } from '../errors';
import { fitsPattern, type JsonObject, listOf, membersOf, objectOf, textOf } from '../json';
import { holds, isPermission } from './action-groups';

/** What those who are mapped to a role may do. */
export interface SecurityRole {
  readonly cluster: readonly string[];
  readonly indices: readonly { readonly patterns: readonly string[]; readonly actions: readonly string[] }[];
  readonly json: JsonObject;
}

export const allAccess: SecurityRole = {
  cluster: ['*'],
  indices: [{ patterns: ['*'], actions: ['*'] }],
  json: { cluster_permissions: ['*'], index_permissions: [{ index_patterns: ['*'], allowed_actions: ['*'] }] },
};

/** @throws SearchError on security by document or field, which is not served, and on permissions that do not exist */
export function parseRole(body: unknown): SecurityRole {
  const names = ['description', 'cluster_permissions', 'index_permissions', 'tenant_permissions'];
  const members = membersOf(body, 'role', names);
  const indices = listOf(members.index_permissions).map((given) => {
    const { index_patterns, allowed_actions, ...security } = objectOf(given, 'index_permissions');
    for (const [name, value] of Object.entries(security)) {
      const isEmpty = value === null || value === '' || (Array.isArray(value) && value.length === 0);
      if (!isEmpty) throw notServedHere(`[${name}] of [index_permissions]`);
    }
    return { patterns: texts(index_patterns), actions: texts(allowed_actions).map(checked) };
  });
  if (listOf(members.tenant_permissions).length > 0) throw notServedHere('[tenant_permissions] of [role]');
  return { cluster: texts(members.cluster_permissions).map(checked), indices, json: members };
}

const texts = (list: unknown) => listOf(list).map((item) => textOf(item, 'role'));

/** A misspelt group would silently allow nothing. */
function checked(name: string): string {
  if (isPermission(name)) return name;
  throw parsingError(`[${name}] is neither a permission nor a known action group`);
}

export const allowsCluster = (roles: readonly SecurityRole[], action: string): boolean =>
  roles.some(({ cluster }) => holds(cluster, action));

/** @param names of one index: its own and its aliases */
export const allowsIndex = (roles: readonly SecurityRole[], action: string, names: readonly string[]): boolean =>
  roles.some(({ indices }) =>
    indices.some(
      ({ patterns, actions }) =>
        holds(actions, action) && patterns.some((pattern) => names.some((name) => fitsPattern(name, pattern))),
    ),
  );
