import type { Cluster } from '../cluster';
import { SearchError } from '../errors';
import { type JsonObject, listOf, membersOf, textOf } from '../json';
import { allAccess, allowsCluster, allowsIndex, parseRole, type SecurityRole } from './roles';

/** Who is mapped to a role: names of users and backend roles; ARNs of IAM are both. */
interface RoleMapping {
  readonly who: readonly string[];
  readonly json: JsonObject;
}

/** Fine-grained access control of a domain. Without it, who passes IAM may do all. */
export interface FineGrained {
  /** ARN of the role that may do all from the start. */
  readonly masterArn: string | undefined;
}

/** Decides what one caller may do. */
export interface Guard {
  /** @throws SearchError when no role of the caller allows a cluster permission */
  cluster(action: string): void;
  /** @throws SearchError when no role of the caller allows an index permission on one of the names */
  indices(action: string, names: readonly string[]): void;
  /** @throws SearchError when the caller may not change roles */
  administration(): void;
}

const unguarded: Guard = { cluster: () => undefined, indices: () => undefined, administration: () => undefined };

/** Roles that exist in every domain. */
const reserved: Readonly<Record<string, SecurityRole>> = {
  all_access: allAccess,
  security_manager: { ...allAccess, cluster: [], indices: [] },
};

/** Roles of a domain, and who is mapped to them, as the security plugin keeps them. */
export class Security {
  private readonly roles = new Map<string, SecurityRole>(Object.entries(reserved));
  private readonly mappings = new Map<string, RoleMapping>();

  constructor(
    private readonly fineGrained: FineGrained | undefined,
    private readonly cluster: Cluster,
  ) {
    const who = fineGrained?.masterArn === undefined ? [] : [fineGrained.masterArn];
    for (const name of Object.keys(reserved)) this.mappings.set(name, { who, json: { backend_roles: who } });
  }

  /** @param roleArn absent for the operator of the laptop, who may do all */
  guardOf(roleArn: string | undefined): Guard {
    if (!this.fineGrained || roleArn === undefined) return unguarded;
    const refuse = (action: string) =>
      new SearchError(
        403,
        'security_exception',
        `no permissions for [${action}] and User [name=${roleArn}, backend_roles=[${roleArn}], requestedTenant=null]`,
      );
    // Read at each question: a mapping takes effect at once.
    const roles = () => this.namesOf(roleArn).flatMap((name) => this.roles.get(name) ?? []);
    return {
      cluster: (action) => {
        if (!allowsCluster(roles(), action)) throw refuse(action);
      },
      indices: (action, names) => {
        const refused = names.find((name) => !allowsIndex(roles(), action, [name, ...this.aliasesOf(name)]));
        if (refused !== undefined) throw refuse(action);
      },
      administration: () => {
        const own = this.namesOf(roleArn);
        if (!own.includes('security_manager')) throw refuse(`restapi:admin/roles with roles [${own.join(', ')}]`);
      },
    };
  }

  /** @returns whether it is new */
  putRole(name: string, body: unknown): boolean {
    const isNew = !this.roles.has(name);
    this.roles.set(name, parseRole(body));
    return isNew;
  }

  /** @returns whether it is new; undefined when there is no such role */
  putMapping(name: string, body: unknown): boolean | undefined {
    if (!this.roles.has(name)) return undefined;
    const members = membersOf(body, 'rolesmapping', [
      'backend_roles',
      'users',
      'hosts',
      'and_backend_roles',
      'description',
    ]);
    const texts = (list: unknown) => listOf(list).map((item) => textOf(item, 'rolesmapping'));
    const isNew = !this.mappings.has(name);
    this.mappings.set(name, { who: [...texts(members.backend_roles), ...texts(members.users)], json: members });
    return isNew;
  }

  role(name: string): JsonObject | undefined {
    return this.roles.get(name)?.json;
  }

  mapping(name: string): JsonObject | undefined {
    return this.mappings.get(name)?.json;
  }

  isReserved(name: string): boolean {
    return name in reserved;
  }

  deleteRole(name: string): boolean {
    return this.roles.delete(name);
  }

  deleteMapping(name: string): boolean {
    return this.mappings.delete(name);
  }

  private namesOf(roleArn: string): string[] {
    return [...this.mappings].filter(([, { who }]) => who.includes(roleArn)).map(([name]) => name);
  }

  private aliasesOf(name: string): readonly string[] {
    return Object.keys(this.cluster.aliases.ofIndex(name));
  }
}
