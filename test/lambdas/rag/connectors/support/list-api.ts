import type { Answer, Asked } from './server';

/** A service of a team's own: a list, paged by a cursor, of what changed since a time. */
export class ListApi {
  static readonly settings = {
    url: 'https://api.example.com/v1/articles',
    items: 'data.articles',
    page: { param: 'cursor', next: 'data.next' },
    since: { param: 'updated_since', format: 'iso' },
    fields: {
      id: 'id',
      title: 'attributes.name',
      body: 'attributes.text',
      modifiedAt: 'updated_at',
      link: 'url',
      users: 'readers.users',
      groups: 'readers.groups',
    },
  };

  readonly items = new Map<string, Record<string, unknown>>();
  pageSize = 3;

  put(id: string, { text = `Text ${id}`, users = [] as string[], groups = [] as string[] }, now: number): void {
    const attributes = { name: `Article ${id}`, text };
    const updated_at = new Date(now).toISOString();
    this.items.set(id, {
      id,
      attributes,
      updated_at,
      readers: { users, groups },
      url: `https://shop.example.com/${id}`,
    });
  }

  answer = ({ url: { searchParams: query } }: Asked): Answer => {
    const since = Date.parse(query.get('updated_since') ?? '1970-01-01');
    const changed = [...this.items.values()].filter((item) => !(Date.parse(String(item.updated_at)) < since));
    const from = Number(query.get('cursor') ?? 0);
    const next = from + this.pageSize < changed.length ? String(from + this.pageSize) : null;
    return { body: { data: { articles: changed.slice(from, from + this.pageSize), next } } };
  };
}
