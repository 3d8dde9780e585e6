import type { ConfluenceApi, Names, Page } from './confluence-api';
import { SourceFault } from './connector';
import type { ExternalUser, Grant } from './identity';

export type MembersOf = (groupId: string) => Promise<ReadonlySet<string>>;

/**
 * Who is named by both. A person may be named in one and be in a group of the other; so may a whole group. What is in both by its
 * members only is given to the members, for no list can say "in this group and in that one". So it holds for groups as they are now,
 * and is worked out again whenever everything is looked at.
 */
export async function inBoth(a: Names, b: Names, membersOf: MembersOf): Promise<Names> {
  const ofA = await admitted(a, b, membersOf);
  const ofB = await admitted(b, a, membersOf);
  const groups = [...new Set([...ofA.groups, ...ofB.groups])];
  // Whoever is in a group that is named is not named besides: leaving the group is then enough to be out.
  const isIn = admittedBy({ users: [], groups }, membersOf);
  const users = await filtered([...new Set([...ofA.users, ...ofB.users])], async (user) => !(await isIn(user)));
  return { users, groups };
}

/** Those named by one whom the other admits. */
async function admitted(from: Names, to: Names, membersOf: MembersOf): Promise<Names> {
  const admits = admittedBy(to, membersOf);
  // Names of people admit those people, not the group that they happen to be all of.
  const isInGroup = admittedBy({ users: [], groups: to.groups }, membersOf);
  const users = await filtered(from.users, admits);
  const groups: string[] = [];
  for (const group of from.groups) {
    const members = to.groups.includes(group) ? [] : [...(await membersOf(group))];
    const some = await filtered(members, admits);
    // An empty group may be filled tomorrow, with people whom the other level does not know.
    const isInside = members.length > 0 && (await filtered(members, isInGroup)).length === members.length;
    const isWhole = to.groups.includes(group) || isInside;
    if (isWhole) groups.push(group);
    else users.push(...some);
  }
  return { users, groups };
}

async function filtered(users: readonly string[], admits: (user: string) => Promise<boolean>): Promise<string[]> {
  const found: string[] = [];
  for (const user of users) if (await admits(user)) found.push(user);
  return found;
}

const admittedBy =
  (level: Names, membersOf: MembersOf) =>
  async (user: string): Promise<boolean> => {
    if (level.users.includes(user)) return true;
    for (const group of level.groups) if ((await membersOf(group)).has(user)) return true;
    return false;
  };

/**
 * Who may see pages: who may see the space, and is admitted by the restriction of the page and by that of each page above it.
 * What was asked once is remembered, so one of these serves one run.
 *
 * @param everyone names of groups that all of the organisation is in
 */
export function createConfluencePermissions(api: ConfluenceApi, everyone: readonly string[], signal: AbortSignal) {
  const emails = new Map<string, string | undefined>();
  const groupNames = new Map<string, string>();
  const remember = (users: readonly ExternalUser[]) => {
    for (const { id, email } of users) if (email || !emails.has(id)) emails.set(id, email);
  };

  const membersOf = cached(async (groupId: string): Promise<ReadonlySet<string>> => {
    const members = await api.members(groupId, signal);
    remember(members);
    return new Set(members.map(({ id }) => id));
  });
  const nameOf = cached(async (id: string) => groupNames.get(id) ?? api.groupName(id, signal));
  const spaceReaders = cached((spaceId: string) => api.spaceReaders(spaceId, signal));
  const ancestorsOf = cached((pageId: string) => api.ancestors(pageId, signal));
  const readers = cached(async (contentId: string) => {
    const found = await api.readers(contentId, signal);
    remember(found.emails);
    for (const [id, name] of found.groupNames) groupNames.set(id, name);
    return found;
  });

  /** A level that names a group of everyone keeps nobody out. */
  async function isOpen({ groups }: Names): Promise<boolean> {
    for (const group of groups) if (everyone.includes(await nameOf(group))) return true;
    return false;
  }

  async function above({ parentId }: Page): Promise<string[]> {
    return parentId ? [parentId, ...(await ancestorsOf(parentId))] : [];
  }

  async function levelsOf(page: Page): Promise<Names[]> {
    const restrictions = await Promise.all([page.id, ...(await above(page))].map((id) => readers(id)));
    // A page's own restriction names somebody or is none; a space that names nobody is closed to all.
    const named = restrictions.filter(({ users, groups }) => users.length + groups.length > 0);
    return [await spaceReaders(page.spaceId), ...named];
  }

  async function withEmails(ids: readonly string[]): Promise<ExternalUser[]> {
    const hidden = ids.filter((id) => !emails.has(id));
    for (let from = 0; from < hidden.length; from += 100)
      remember(await api.emails(hidden.slice(from, from + 100), signal));
    return ids.map((id) => ({ id, email: emails.get(id) }));
  }

  async function grantOf(page: Page): Promise<Grant> {
    let who: Names | undefined;
    for (const level of await levelsOf(page)) {
      if (await isOpen(level)) continue;
      who = who ? await inBoth(who, level, membersOf) : level;
    }
    if (!who) return { users: [], groups: [], everyone: true };
    const [users, groups] = await Promise.all([withEmails(who.users), Promise.all(who.groups.map(nameOf))]);
    return { users, groups, everyone: false };
  }

  return {
    /** @returns undefined when the source does not tell */
    grant: async (page: Page): Promise<Grant | undefined> => {
      try {
        return await grantOf(page);
      } catch (error) {
        if (error instanceof SourceFault && ['not_found', 'forbidden', 'refused', 'malformed'].includes(error.code))
          return undefined;
        throw error;
      }
    },
  };
}

/** Asks once for each key; what failed is asked again. */
function cached<T>(ask: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (key) => {
    const answer = known.get(key) ?? ask(key);
    known.set(key, answer);
    answer.catch(() => known.delete(key));
    return answer;
  };
}
