import { Parser } from 'htmlparser2';
import { SourceFault } from './connector';
import type { Http } from './http';

export interface SitemapEntry {
  readonly url: string;
  /** As the site writes it. */
  readonly lastmod?: string | undefined;
}

const MOST_SITEMAPS = 1_000;

/**
 * Pages that sitemaps name, and those that sitemaps of sitemaps lead to.
 *
 * @see https://www.sitemaps.org/protocol.html
 * @throws SourceFault when any of them cannot be read: a page must not look gone because its sitemap is
 */
export async function readSitemaps(http: Http, first: readonly string[], signal: AbortSignal): Promise<SitemapEntry[]> {
  const queue = [...new Set(first)];
  const pages = new Map<string, SitemapEntry>();
  for (let at = 0; at < queue.length; at += 1) {
    if (at >= MOST_SITEMAPS)
      throw new SourceFault('too_large', `The sitemaps lead to more than ${MOST_SITEMAPS} others`);
    const address = queue[at] ?? '';
    const { body } = await http.send(new URL(address), signal);
    const { kind, entries } = parseSitemap(new TextDecoder().decode(body), address);
    for (const entry of entries) {
      if (kind === 'urlset') pages.set(entry.url, entry);
      else if (!queue.includes(entry.url)) queue.push(entry.url);
    }
  }
  return [...pages.values()];
}

export function parseSitemap(
  xml: string,
  address: string,
): { kind: 'urlset' | 'sitemapindex'; entries: SitemapEntry[] } {
  const entries: SitemapEntry[] = [];
  let kind: 'urlset' | 'sitemapindex' | undefined;
  let isClosed = false;
  let inside: 'loc' | 'lastmod' | undefined;
  let entry: { loc: string; lastmod: string } = { loc: '', lastmod: '' };
  const parser = new Parser(
    {
      onopentag(name) {
        if (name === 'urlset' || name === 'sitemapindex') kind ??= name;
        if (name === 'url' || name === 'sitemap') entry = { loc: '', lastmod: '' };
        inside = name === 'loc' || name === 'lastmod' ? name : undefined;
      },
      ontext(text) {
        if (inside) entry[inside] += text;
      },
      onclosetag(name, isImplied) {
        inside = undefined;
        if (name === kind && !isImplied) isClosed = true;
        const url = URL.parse(entry.loc.trim(), address);
        if ((name === 'url' || name === 'sitemap') && url)
          entries.push({ url: url.href, lastmod: entry.lastmod.trim() || undefined });
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.end(xml);
  // A page of an error, or half a sitemap, would take every other page away.
  if (!kind || !isClosed) throw new SourceFault('malformed', `${address} is no sitemap, or not all of one`);
  return { kind, entries };
}

/** The title of a page of HTML; undefined where it has none. */
export function titleOf(html: string): string | undefined {
  let title: string | undefined;
  let isInside = false;
  const parser = new Parser({
    onopentag: (name) => {
      isInside = name === 'title' && title === undefined;
    },
    ontext: (text) => {
      if (isInside) title = (title ?? '') + text;
    },
    onclosetag: () => {
      isInside = false;
    },
  });
  parser.end(html.slice(0, 100_000));
  return title?.replace(/\s+/g, ' ').trim() || undefined;
}
