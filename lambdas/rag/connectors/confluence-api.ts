import * as z from 'zod/mini';
import type { Http } from './http';
import type { ExternalUser } from './identity';

const links = z.object({ next: z.optional(z.string()) });
const listOf = <T extends z.ZodMiniType>(item: T) =>
  // `limit` where the service took a smaller one than was asked for.
  z.object({ results: z.array(item), limit: z.optional(z.int()), _links: z.optional(links) });

const pageSchema = z.object({
  id: z.string(),
  status: z.string(),
  title: z.string(),
  spaceId: z.string(),
  parentId: z.optional(z.nullable(z.string())),
  version: z.object({ number: z.int(), createdAt: z.iso.datetime({ offset: true }) }),
  body: z.optional(z.object({ storage: z.optional(z.object({ value: z.string() })) })),
  _links: z.optional(z.object({ webui: z.optional(z.string()) })),
});
export type Page = z.infer<typeof pageSchema>;

const ancestorSchema = z.object({ id: z.string() });
const permissionSchema = z.object({
  principal: z.object({ type: z.string(), id: z.string() }),
  operation: z.object({ key: z.string(), targetType: z.string() }),
});
const groupSchema = z.object({ id: z.string(), name: z.string() });
const userSchema = z.object({ accountId: z.string(), email: z.optional(z.nullable(z.string())) });
const restrictionSchema = z.object({
  restrictions: z.object({ user: listOf(userSchema), group: listOf(groupSchema) }),
});

/** Who is named in one place: accounts by id, groups by id. */
export interface Names {
  readonly users: readonly string[];
  readonly groups: readonly string[];
}

export interface Readers extends Names {
  /** Of the users, where they show it. */
  readonly emails: readonly ExternalUser[];
  readonly groupNames: ReadonlyMap<string, string>;
}

const LIMIT = 100;

/**
 * The calls that are made of Confluence Cloud: REST v2, and v1 for restrictions and groups, which v2 has not.
 *
 * @see https://developer.atlassian.com/cloud/confluence/rest/v2/
 * @see https://developer.atlassian.com/cloud/confluence/rest/v1/api-group-content-restrictions/
 */
export function createConfluenceApi(http: Http, site: string) {
  const at = (path: string, query: Readonly<Record<string, string>> = {}): URL => {
    const url = new URL(path, site);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return url;
  };

  async function all<T>(first: URL, item: z.ZodMiniType<T>, signal: AbortSignal): Promise<T[]> {
    const found: T[] = [];
    let next: URL | undefined = first;
    while (next) {
      const page: { results: T[]; next: URL | undefined } = await list(next, item, signal);
      found.push(...page.results);
      next = page.next;
    }
    return found;
  }

  async function list<T>(url: URL, item: z.ZodMiniType<T>, signal: AbortSignal) {
    const { results, _links } = await http.json(url, listOf(item), signal);
    return { results, next: _links?.next === undefined ? undefined : new URL(_links.next, site) };
  }

  /** v1 pages by `start`: a list that is not filled is the last one. */
  async function allFrom<T>(path: string, item: z.ZodMiniType<T>, signal: AbortSignal): Promise<T[]> {
    const found: T[] = [];
    for (;;) {
      const url = at(path, { start: `${found.length}`, limit: `${LIMIT}` });
      const { results, limit = LIMIT } = await http.json(url, listOf(item), signal);
      found.push(...results);
      if (results.length < limit || results.length === 0) return found;
    }
  }

  return {
    /** Newest first. @param next where a page before said to go on */
    pages: (spaceIds: readonly string[], next: string | undefined, signal: AbortSignal) => {
      const query = { sort: '-modified-date', status: 'current', 'body-format': 'storage', limit: '50' };
      const filter: Record<string, string> = spaceIds.length > 0 ? { 'space-id': spaceIds.join(',') } : {};
      return list(
        next === undefined ? at('/wiki/api/v2/pages', { ...query, ...filter }) : at(next),
        pageSchema,
        signal,
      );
    },

    /** Those of up to 100 pages that can be seen, whatever their space. */
    existing: async (ids: readonly string[], signal: AbortSignal): Promise<Page[]> => {
      const query = { id: ids.join(','), status: 'current', limit: `${ids.length}` };
      return all(at('/wiki/api/v2/pages', query), pageSchema, signal);
    },

    /** Ids of everything above a page, folders among them. */
    ancestors: async (id: string, signal: AbortSignal): Promise<string[]> =>
      (await all(at(`/wiki/api/v2/pages/${id}/ancestors`, { limit: `${LIMIT}` }), ancestorSchema, signal)).map(
        ({ id }) => id,
      ),

    /** Who may see a space. Whoever is named in another way, such as by a role, is left out and so may not. */
    spaceReaders: async (spaceId: string, signal: AbortSignal): Promise<Names> => {
      const url = at(`/wiki/api/v2/spaces/${spaceId}/permissions`, { limit: `${LIMIT}` });
      const readers = (await all(url, permissionSchema, signal))
        .filter(({ operation }) => operation.key === 'read' && operation.targetType === 'space')
        .map(({ principal }) => principal);
      const idsOf = (kind: string) => readers.filter(({ type }) => type === kind).map(({ id }) => id);
      return { users: idsOf('user'), groups: idsOf('group') };
    },

    /** Who may read one page by its own restriction; nobody named means that it has none. */
    readers: async (id: string, signal: AbortSignal): Promise<Readers> => {
      const users: z.infer<typeof userSchema>[] = [];
      const groups: z.infer<typeof groupSchema>[] = [];
      for (let start = 0, isLast = false; !isLast; ) {
        const url = at(`/wiki/rest/api/content/${id}/restriction/byOperation/read`, {
          expand: 'restrictions.user,restrictions.group',
          start: `${start}`,
          limit: `${LIMIT}`,
        });
        const { restrictions } = await http.json(url, restrictionSchema, signal);
        users.push(...restrictions.user.results);
        groups.push(...restrictions.group.results);
        const { user, group } = restrictions;
        const limit = Math.min(user.limit ?? LIMIT, group.limit ?? LIMIT);
        const longest = Math.max(user.results.length, group.results.length);
        isLast = longest < limit || longest === 0;
        start += limit;
      }
      return {
        users: users.map(({ accountId }) => accountId),
        groups: groups.map(({ id }) => id),
        emails: users.map(externalUser),
        groupNames: new Map(groups.map(({ id, name }) => [id, name])),
      };
    },

    groupName: async (id: string, signal: AbortSignal): Promise<string> =>
      (await http.json(at('/wiki/rest/api/group/by-id', { id }), groupSchema, signal)).name,

    members: async (groupId: string, signal: AbortSignal): Promise<ExternalUser[]> =>
      (await allFrom(`/wiki/rest/api/group/${groupId}/membersByGroupId`, userSchema, signal)).map(externalUser),

    /** Addresses of mail, of those who show theirs. */
    emails: async (accountIds: readonly string[], signal: AbortSignal): Promise<ExternalUser[]> =>
      (
        await http.json(at('/wiki/api/v2/users-bulk'), listOf(userSchema), signal, { json: { accountIds } })
      ).results.map(externalUser),
  };
}

/** An address that its owner hides is empty. */
const externalUser = ({ accountId, email }: z.infer<typeof userSchema>): ExternalUser => ({
  id: accountId,
  email: email || undefined,
});

export type ConfluenceApi = ReturnType<typeof createConfluenceApi>;
