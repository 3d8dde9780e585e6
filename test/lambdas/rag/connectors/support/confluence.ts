import type { Answer, Asked } from './server';

export interface WikiPage {
  id: string;
  title: string;
  spaceId: string;
  parentId?: string;
  version: number;
  /** Milliseconds since the epoch. */
  changedAt: number;
  storage: string;
  users?: string[];
  groups?: string[];
}

/** A wiki in the shapes of Confluence Cloud's documentation. */
export class Wiki {
  readonly pages = new Map<string, WikiPage>();
  readonly spaces = new Map<string, { users: string[]; groups: string[] }>([['1', { users: [], groups: ['g-staff'] }]]);
  readonly groups = new Map<string, { name: string; members: string[] }>([
    ['g-staff', { name: 'staff', members: ['u-alice', 'u-bob', 'u-carol'] }],
    ['g-finance', { name: 'finance', members: ['u-alice'] }],
    ['g-mixed', { name: 'mixed', members: ['u-bob', 'u-guest'] }],
    ['g-all', { name: 'all-staff', members: [] }],
  ]);
  /** Who hides the address is not in here. */
  readonly emails = new Map(['alice', 'bob', 'carol', 'guest'].map((name) => [`u-${name}`, `${name}@acme.example`]));
  pageSize = 2;

  put(page: Partial<WikiPage> & { id: string }): void {
    const before = this.pages.get(page.id);
    const fresh = {
      title: `Page ${page.id}`,
      spaceId: '1',
      version: 0,
      changedAt: 0,
      storage: `<p>Text ${page.id}</p>`,
    };
    this.pages.set(page.id, { ...fresh, ...before, ...page, version: (before?.version ?? 0) + 1 });
  }

  answer = ({ url, json }: Asked): Answer | undefined => {
    const { pathname: path, searchParams: query } = url;
    const [, id = ''] = /(?:pages|spaces|content|group)\/([^/]+)\//.exec(path) ?? [];
    if (path === '/wiki/api/v2/pages') return { body: query.has('id') ? this.existing(query) : this.list(url) };
    if (path.endsWith('/ancestors'))
      return { body: { results: this.above(id).map((at) => ({ id: at, type: 'page' })), _links: {} } };
    if (path.endsWith('/permissions')) return { body: this.permissions(id) };
    if (path.endsWith('/restriction/byOperation/read')) return this.restriction(id);
    if (path === '/wiki/rest/api/group/by-id') return { body: this.group(query.get('id') ?? '') };
    if (path.endsWith('/membersByGroupId')) return { body: this.members(id, Number(query.get('start'))) };
    if (path === '/wiki/api/v2/users-bulk') return { body: this.users((json as { accountIds: string[] }).accountIds) };
    return undefined;
  };

  private list(url: URL) {
    const sorted = [...this.pages.values()].sort((a, b) => b.changedAt - a.changedAt || Number(b.id) - Number(a.id));
    const from = Number(url.searchParams.get('cursor') ?? 0);
    const results = sorted.slice(from, from + this.pageSize).map((page) => this.shown(page));
    const next = new URL(url);
    next.searchParams.set('cursor', String(from + this.pageSize));
    const hasNext = from + this.pageSize < sorted.length;
    return {
      results,
      _links: { ...(hasNext && { next: `${next.pathname}${next.search}` }), base: 'https://acme.atlassian.net/wiki' },
    };
  }

  private existing(query: URLSearchParams) {
    const ids = query.get('id')?.split(',') ?? [];
    return { results: ids.flatMap((id) => this.pages.get(id) ?? []).map((page) => this.shown(page)), _links: {} };
  }

  private shown({ id, title, spaceId, parentId, version, changedAt, storage }: WikiPage) {
    return {
      id,
      status: 'current',
      title,
      spaceId,
      parentId: parentId ?? null,
      parentType: parentId ? 'page' : null,
      authorId: 'u-alice',
      createdAt: new Date(changedAt).toISOString(),
      version: {
        number: version,
        createdAt: new Date(changedAt).toISOString(),
        message: '',
        minorEdit: false,
        authorId: 'u-alice',
      },
      body: { storage: { representation: 'storage', value: storage } },
      _links: { webui: `/spaces/DOC/pages/${id}`, editui: `/pages/resumedraft.action?draftId=${id}`, tinyui: '/x/AbC' },
    };
  }

  private above(id: string): string[] {
    const parent = this.pages.get(id)?.parentId;
    return parent ? [...this.above(parent), parent] : [];
  }

  private permissions(id: string) {
    const { users = [], groups = [] } = this.spaces.get(id) ?? {};
    const allowed = [
      ...users.map((user) => ({ type: 'user', id: user })),
      ...groups.map((group) => ({ type: 'group', id: group })),
    ];
    const results = allowed.flatMap((principal, at) => [
      { id: `${at}`, principal, operation: { key: 'read', targetType: 'space' } },
      { id: `${at}-create`, principal, operation: { key: 'create', targetType: 'page' } },
    ]);
    return {
      results: [
        ...results,
        { id: 'role', principal: { type: 'role', id: 'r' }, operation: { key: 'read', targetType: 'space' } },
      ],
      _links: {},
    };
  }

  private restriction(id: string): Answer | undefined {
    const page = this.pages.get(id);
    if (!page) return undefined;
    const user = (page.users ?? []).map((accountId) => ({
      type: 'known',
      accountId,
      email: this.emails.get(accountId) ?? '',
    }));
    const group = (page.groups ?? []).map((groupId) => ({
      type: 'group',
      id: groupId,
      name: this.groups.get(groupId)?.name,
    }));
    const sized = (results: object[]) => ({ results, start: 0, limit: 100, size: results.length });
    return { body: { operation: 'read', restrictions: { user: sized(user), group: sized(group) }, _links: {} } };
  }

  private group = (id: string) => ({ type: 'group', id, name: this.groups.get(id)?.name });

  private members(id: string, start: number) {
    const results = (this.groups.get(id)?.members ?? []).slice(start, start + 2);
    return {
      results: results.map((accountId) => ({ accountId, email: this.emails.get(accountId) ?? '' })),
      start,
      limit: 2,
      size: results.length,
    };
  }

  private users = (ids: readonly string[]) => ({
    results: ids.map((accountId) => ({
      accountId,
      displayName: accountId,
      email: this.emails.get(accountId) ?? '',
      accountType: 'atlassian',
    })),
  });
}
