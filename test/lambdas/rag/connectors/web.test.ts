import { createWeb } from '../../../../lambdas/rag/connectors/web';
import { mapperOf, sourceOf, World } from './support/memory';
import { type Answer, type Asked, type Served, serve } from './support/server';

const source = sourceOf('web', {
  hosts: ['docs.example.com'],
  sitemaps: ['https://docs.example.com/sitemap.xml'],
  permissions: [
    { path: '/', acl: { everyone: true } },
    { path: '/internal', acl: { groups: ['staff'], classification: 2 } },
  ],
});

interface Page {
  text: string;
  lastmod?: string;
  etag?: string;
  modified?: string;
  type?: string;
}
let pages: Map<string, Page>;
let world: World;
let served: Served;

function site({ url, headers }: Asked): Answer | undefined {
  if (url.pathname === '/sitemap.xml')
    return { body: '<sitemapindex><sitemap><loc>https://docs.example.com/pages.xml</loc></sitemap></sitemapindex>' };
  if (url.pathname === '/pages.xml') {
    const urls = [...pages].map(
      ([path, { lastmod }]) =>
        `<url><loc>https://docs.example.com${path}</loc>${lastmod ? `<lastmod>${lastmod}</lastmod>` : ''}</url>`,
    );
    return {
      body: `<?xml version="1.0"?><urlset>${urls.join('')}<url><loc>https://elsewhere.example/x</loc></url></urlset>`,
    };
  }
  const page = pages.get(url.pathname);
  if (!page) return undefined;
  const { text, etag, modified, type = 'text/html; charset=utf-8' } = page;
  const isSame = (etag && headers['if-none-match'] === etag) || (modified && headers['if-modified-since'] === modified);
  if (isSame) return { status: 304 };
  return {
    body: text,
    headers: { 'content-type': type, ...(etag && { etag }), ...(modified && { 'last-modified': modified }) },
  };
}

beforeEach(async () => {
  pages = new Map();
  world = new World();
  served = await serve(site);
});
afterEach(() => served.close());

const run = (settings = source) => {
  served.asked.length = 0;
  return world.run(
    createWeb(settings, { http: served.http(settings.hosts), mapper: mapperOf(settings), inventory: world.inventory }),
  );
};
const asked = () => served.asked.map(({ url }) => url.pathname).filter((path) => !path.endsWith('.xml'));
const at = (path: string) => world.all.get(`https://docs.example.com${path}`);

it('brings the pages of all sitemaps that lie on its hosts, with permissions by path', async () => {
  pages.set('/a', { text: '<title>Page &amp;\n A</title>', lastmod: '2026-02-11' });
  pages.set('/internal/b', { text: '# B', type: 'text/markdown' });
  pages.set('/internally', { text: 'C', type: 'text/plain' });
  await expect(run()).resolves.toMatchObject({ stored: 3 });
  expect(at('/a')).toMatchObject({
    title: 'Page & A',
    modifiedAt: Date.UTC(2026, 1, 11),
    acl: { everyone: true, classification: 1 },
  });
  expect(at('/internal/b')?.acl).toEqual({ users: [], groups: ['staff'], everyone: false, classification: 2 });
  expect(at('/internally')?.acl).toMatchObject({ everyone: true });
});

it('shows pages without declared permissions to nobody but the owner', async () => {
  pages.set('/a', { text: 'A' });
  await run({ ...source, permissions: [] });
  expect(at('/a')?.acl).toMatchObject({ users: ['owner'], groups: [], everyone: false });
});

it('asks only for pages that may have changed, and then only for what is new', async () => {
  pages.set('/dated', { text: 'A', lastmod: '2026-02-11' });
  pages.set('/tagged', { text: 'B', etag: '"1"' });
  pages.set('/timed', { text: 'C', modified: 'Wed, 11 Feb 2026 10:00:00 GMT' });
  pages.set('/plain', { text: 'D' });
  await run();
  await expect(run()).resolves.toMatchObject({ stored: 0 });
  expect(asked()).toEqual(['/plain', '/tagged', '/timed']);
  pages.set('/tagged', { text: 'B2', etag: '"2"' });
  pages.set('/dated', { text: 'A2', lastmod: '2026-02-12' });
  await expect(run()).resolves.toMatchObject({ stored: 2 });
  expect(at('/tagged')?.text).toBe('B2');
});

it('follows other permissions in the settings without asking for the pages', async () => {
  pages.set('/a', { text: 'A', lastmod: '2026-02-11' });
  await run();
  await expect(run({ ...source, permissions: [] })).resolves.toMatchObject({ stored: 0, permissions: 1 });
  expect(asked()).toEqual([]);
});

it('removes what left the sitemap or is not there any more', async () => {
  for (const path of ['/a', '/b', '/c']) pages.set(path, { text: path });
  await run();
  pages.delete('/a');
  served.answer((one) => (one.url.pathname === '/b' ? { status: 410 } : site(one)));
  await expect(run()).resolves.toMatchObject({ removed: 2 });
  expect([...world.all.keys()]).toEqual(['https://docs.example.com/c']);
});

it.each<[string, Answer, string]>([
  ['is not there', { status: 404 }, 'not_found'],
  ['is a page of an error', { body: '<html><body>Sorry</body></html>' }, 'malformed'],
  ['breaks off', { body: '<urlset><url><loc>https://docs.example.com/a</loc></url>' }, 'malformed'],
])('removes nothing when the sitemap %s', async (_, answer, code) => {
  pages.set('/a', { text: 'A' });
  pages.set('/b', { text: 'B' });
  await run();
  served.answer((one) => (one.url.pathname === '/pages.xml' ? answer : site(one)));
  await expect(run()).rejects.toMatchObject({ code });
  expect(world.documents.size).toBe(2);
});

it('takes out a page that leads to another host or has become something else, and goes on', async () => {
  for (const path of ['/a', '/b', '/c']) pages.set(path, { text: path });
  await run();
  pages.set('/b', { text: 'x', type: 'image/png' });
  served.answer((one) =>
    one.url.pathname === '/a' ? { status: 302, headers: { location: 'https://evil.example/' } } : site(one),
  );
  await expect(run()).resolves.toMatchObject({ skipped: 2, removed: 2 });
  expect([...world.all.keys()]).toEqual(['https://docs.example.com/c']);
});
