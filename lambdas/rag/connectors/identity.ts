import { createHash } from 'node:crypto';
import type * as z from 'zod/mini';
import type { Acl } from '../domain/access';
import type { declaredAclSchema, Identity, Source } from './settings';

export interface ExternalUser {
  readonly id: string;
  readonly email?: string | undefined;
}

/** Who may see a document, in the source's own names. */
export interface Grant {
  readonly users: readonly ExternalUser[];
  readonly groups: readonly string[];
  readonly everyone: boolean;
  readonly classification?: number | undefined;
}

/** As many users, and groups, as a document's list may name. */
const MOST = 200;
const MOST_CHARACTERS = 256;

/** Turns permissions of a source into those of a document. It never widens: whom it cannot name, it leaves out. */
export interface AclMapper {
  /** @param grant undefined where the source's permissions are not known: then the source's owner alone may see it */
  acl(grant: Grant | undefined): Acl;
  /** The same of permissions that are in the organisation's own names already. */
  declared(acl: z.output<typeof declaredAclSchema> | undefined): Acl;
  /** Changes when the source's settings would give other permissions for the same grant. */
  readonly mark: string;
  /** How many users and groups of the source could not be named so far. */
  readonly unmapped: number;
}

export function createAclMapper({
  identity,
  owner,
  classification,
}: Pick<Source, 'identity' | 'owner' | 'classification'>): AclMapper {
  const unmapped = new Set<string>();
  const named = (kind: string, external: string, name: string | undefined): string[] => {
    if (name !== undefined && name.length <= MOST_CHARACTERS) return [name];
    unmapped.add(`${kind} ${external}`);
    return [];
  };
  return {
    acl(grant) {
      if (!grant) return { users: [owner], groups: [], everyone: false, classification };
      const users = grant.users.flatMap((user) => named('user', user.id, userOf(identity, user)));
      const groups = grant.groups.flatMap((group) => named('group', group, groupOf(identity, group)));
      return {
        users: short(users),
        groups: short(groups),
        everyone: grant.everyone || grant.groups.some((group) => identity.everyone.includes(group)),
        classification: grant.classification ?? classification,
      };
    },
    declared: (acl) =>
      acl
        ? { ...acl, classification: acl.classification ?? classification }
        : { users: [owner], groups: [], everyone: false, classification },
    mark: revisionOf(JSON.stringify([identity, owner, classification])),
    get unmapped() {
      return unmapped.size;
    },
  };
}

function userOf(identity: Identity, { id, email }: ExternalUser): string | undefined {
  const byId = own(identity.users, id);
  if (byId !== undefined || !email) return byId;
  const address = email.toLowerCase();
  const isOurs = identity.emailDomains.includes(address.slice(address.lastIndexOf('@') + 1));
  return own(identity.users, address) ?? (isOurs ? address : undefined);
}

function groupOf({ groups, groupPrefix, everyone }: Identity, group: string): string | undefined {
  const declared = own(groups, group);
  if (declared !== undefined) return declared;
  if (groupPrefix !== undefined) return `${groupPrefix}${group}`;
  // It is known, and needs no name.
  return everyone.includes(group) ? group : undefined;
}

const own = (table: Readonly<Record<string, string>>, key: string): string | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

/** In one order, each once: the same permissions give the same list. Whoever is beyond its length may not see it. */
const short = (names: readonly string[]): string[] => [...new Set(names)].sort().slice(0, MOST);

/** The same for the same permissions, whatever their order. */
export function fingerprintOf({ users, groups, everyone, classification }: Acl): string {
  const text = JSON.stringify([[...users].sort(), [...groups].sort(), everyone, classification]);
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}

export const revisionOf = (...parts: readonly (string | Uint8Array)[]): string => {
  const hash = createHash('sha256');
  // Each with its length, so that no two different lists run together to one text.
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part);
  return hash.digest('base64url').slice(0, 22);
};
