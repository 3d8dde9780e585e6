import * as z from 'zod/mini';
import type { Acl } from '../domain/access';
import { type ContentType, contentTypeSchema } from '../domain/document';
import {
  type Connector,
  type Inventory,
  knownRevisions,
  missing,
  readCursor,
  SourceFault,
  type Step,
} from './connector';
import type { Http, HttpAnswer } from './http';
import { type AclMapper, revisionOf } from './identity';
import type { SourceOf } from './settings';
import { readSitemaps, type SitemapEntry, titleOf } from './sitemap';

/** The last address that was looked at by a run which did not come to its end. */
const cursorSchema = z.object({ after: z.optional(z.string()) });

export interface WebDeps {
  readonly http: Http;
  readonly mapper: AclMapper;
  readonly inventory: Inventory;
}

const BATCH = 20;

/** What of a page's answer tells whether it has changed: it is the document's revision, so the next run can ask by it. */
const validatorsSchema = z.object({
  etag: z.optional(z.string()),
  modified: z.optional(z.string()),
  lastmod: z.optional(z.string()),
  hash: z.string(),
});
type Validators = z.infer<typeof validatorsSchema>;

/**
 * Pages of web sites, as their sitemaps name them. A page is asked for when the sitemap gives it another time, and then only for what
 * is newer than what was brought. Who may see it is said by the settings, for a page does not; what left the sitemaps is removed.
 */
export function createWeb(source: SourceOf<'web'>, deps: WebDeps): Connector {
  return {
    async *changes(kept, signal) {
      const { after = '' } = readCursor(cursorSchema, kept) ?? {};
      const known = await knownRevisions(deps.inventory);
      const pages = (await readSitemaps(deps.http, source.sitemaps, signal))
        .filter(({ url }) => source.hosts.includes(new URL(url).hostname) && new URL(url).protocol === 'https:')
        .sort((a, b) => (a.url < b.url ? -1 : 1));
      for (const [index, page] of pages.filter(({ url }) => url > after).entries()) {
        yield await pageStep(source, deps, page, known.get(page.url), signal);
        if ((index + 1) % BATCH === 0) yield { kind: 'checkpoint', cursor: { after: page.url } };
      }
      yield* missing(known, new Set(pages.map(({ url }) => url)));
      yield { kind: 'checkpoint', cursor: {} };
    },
  };
}

async function pageStep(
  source: SourceOf<'web'>,
  { http, mapper }: WebDeps,
  { url, lastmod }: SitemapEntry,
  known: string | undefined,
  signal: AbortSignal,
): Promise<Step> {
  const externalId = url;
  const acl = aclOf(source, mapper, url);
  const before = validatorsOf(known);
  if (before && lastmod !== undefined && before.lastmod === lastmod) return { kind: 'permissions', externalId, acl };
  const headers = {
    accept: 'text/html, text/markdown, text/plain, application/pdf',
    ...(before?.etag && { 'if-none-match': before.etag }),
    ...(before?.modified && { 'if-modified-since': before.modified }),
  };
  try {
    const answer = await http.send(new URL(url), signal, { headers, expected: [304] });
    if (answer.status === 304) return { kind: 'permissions', externalId, acl };
    return upsertOf(answer, url, lastmod, acl);
  } catch (error) {
    if (error instanceof SourceFault && error.code === 'not_found') return { kind: 'delete', externalId };
    // One page alone; all the others are still there.
    const isItsOwn =
      error instanceof SourceFault && ['forbidden', 'too_large', 'host_refused', 'refused'].includes(error.code);
    if (isItsOwn) return { kind: 'skip', externalId, reason: error.message };
    throw error;
  }
}

function upsertOf({ headers, body }: HttpAnswer, url: string, lastmod: string | undefined, acl: Acl): Step {
  const contentType = typeOf(headers.get('content-type'));
  if (!contentType) return { kind: 'skip', externalId: url, reason: 'its type is not read' };
  const modified = headers.get('last-modified') ?? undefined;
  const validators: Validators = { etag: headers.get('etag') ?? undefined, modified, lastmod, hash: revisionOf(body) };
  const path = decodeURI(new URL(url).pathname);
  const title = contentType === 'text/html' ? titleOf(new TextDecoder().decode(body)) : undefined;
  const times = [lastmod, modified].map((time) => Date.parse(time ?? '')).filter(Number.isFinite);
  return {
    kind: 'upsert',
    externalId: url,
    revision: JSON.stringify(validators),
    title: title ?? path,
    contentType,
    body,
    acl,
    link: url,
    modifiedAt: times[0] ?? 0,
  };
}

const typeOf = (header: string | null): ContentType | undefined =>
  contentTypeSchema.safeParse(header?.split(';')[0]?.trim().toLowerCase()).data;

function validatorsOf(revision = ''): Validators | undefined {
  if (revision === '') return undefined;
  try {
    return validatorsSchema.safeParse(JSON.parse(revision)).data;
  } catch {
    return undefined;
  }
}

/** By the longest path that the page is at or below. */
function aclOf({ permissions }: SourceOf<'web'>, mapper: AclMapper, url: string): Acl {
  const { pathname } = new URL(url);
  const fits = permissions
    .filter(
      ({ path }) => path === '/' || pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`),
    )
    .toSorted((a, b) => b.path.length - a.path.length);
  return mapper.declared(fits[0]?.acl);
}
