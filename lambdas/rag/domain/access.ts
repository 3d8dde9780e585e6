import * as z from 'zod/mini';
import type { Principal } from '../../shared/domain/principal';

const name = z.string().check(z.minLength(1), z.maxLength(256));

/**
 * Who of a document's organisation may see it. Nobody who is not named by `users`, `groups` or `everyone`, and nobody whose
 * clearance is below its classification.
 */
export const aclSchema = z.strictObject({
  users: z.array(name).check(z.maxLength(200)),
  groups: z.array(name).check(z.maxLength(200)),
  /** All of the organisation. */
  everyone: z.boolean(),
  /** 0 (public within the organisation) to 3 (most confidential). */
  classification: z.int().check(z.gte(0), z.lte(3)),
});
export type Acl = z.infer<typeof aclSchema>;

declare const viewer: unique symbol;

/**
 * Somebody on whose behalf documents are read. Only `viewerOf` makes one, from a principal that an authorizer vouched for; all
 * that searches or shows documents asks for it, so that nothing is searched without one.
 */
export interface Viewer extends Pick<Principal, 'userId' | 'org' | 'groups' | 'clearance'> {
  readonly [viewer]: true;
}

export const viewerOf = ({ userId, org, groups, clearance }: Principal): Viewer =>
  ({ userId, org, groups, clearance }) as Viewer;

/** Whether a viewer may see what belongs to an organisation and has this list. Everything else about permissions follows from it. */
export const maySee = (who: Viewer, org: string, acl: Acl): boolean =>
  who.org === org &&
  who.clearance >= acl.classification &&
  (acl.everyone || acl.users.includes(who.userId) || acl.groups.some((group) => who.groups.includes(group)));
