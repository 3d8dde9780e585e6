import { InvalidArgumentError } from 'commander';
import type { Acl } from '../../lambdas/rag/domain/access';

/** Who may see what is uploaded, as options name them. */
export interface Audience {
  readonly everyone: boolean;
  readonly users: readonly string[];
  readonly groups: readonly string[];
}

/** Adds `everyone`, `group:<name>` or `user:<id>` to an audience. */
export function addAudience(text: string, before: Audience | undefined): Audience {
  const audience = before ?? { everyone: false, users: [], groups: [] };
  if (text === 'everyone') return { ...audience, everyone: true };
  const [, kind, name = ''] = /^(group|user):(.+)$/.exec(text) ?? [];
  if (kind === 'group') return { ...audience, groups: [...audience.groups, name] };
  if (kind === 'user') return { ...audience, users: [...audience.users, name] };
  throw new InvalidArgumentError('expected everyone, group:<name> or user:<id>');
}

export function parseClassification(text: string): number {
  if (!/^[0-3]$/.test(text)) throw new InvalidArgumentError('expected a whole number from 0 to 3');
  return Number(text);
}

/**
 * Permissions that options ask for. The owner is always among those who may.
 *
 * @returns undefined when none are asked for: then a new document is its owner's, and another keeps its own
 */
export function aclOf(
  owner: string,
  audience: Audience | undefined,
  classification: number | undefined,
  idOf = (user: string) => user,
): Acl | undefined {
  if (audience === undefined && classification === undefined) return undefined;
  const { everyone = false, users = [], groups = [] } = audience ?? {};
  return {
    everyone,
    users: [...new Set([owner, ...users.map(idOf)])],
    groups: [...new Set(groups)],
    classification: classification ?? 0,
  };
}

/** Whether two lists let the same people see the same. */
export const sameAcl = (left: Acl, right: Acl): boolean => canonical(left) === canonical(right);

const canonical = ({ users, groups, everyone, classification }: Acl): string =>
  JSON.stringify([users.toSorted(), groups.toSorted(), everyone, classification]);
