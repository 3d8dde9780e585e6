import * as z from 'zod/mini';
import { MAX_BYTES } from '../domain/document';
import { type ConfluenceApi, createConfluenceApi, type Page } from './confluence-api';
import { createConfluencePermissions } from './confluence-permissions';
import { type Connector, type Inventory, readCursor, SourceFault, type Step } from './connector';
import type { Http } from './http';
import { type AclMapper, revisionOf } from './identity';
import type { SourceOf } from './settings';
import { storageToHtml } from './storage-format';

const cursorSchema = z.object({
  /** All pages, the new ones only, or what is gone. */
  pass: z.enum(['all', 'new', 'gone']),
  /** Changes up to then are brought: milliseconds since the epoch. */
  since: z.optional(z.number()),
  /** What `since` becomes when this pass has ended: the newest change that it began with. */
  newest: z.optional(z.number()),
  /** Where in the list of pages to go on. */
  next: z.optional(z.string()),
  /** Last document that was looked for. */
  after: z.optional(z.string()),
  /** When everything was last looked at. */
  sweptAt: z.optional(z.number()),
});
type Cursor = z.infer<typeof cursorSchema>;

export interface ConfluenceDeps {
  readonly http: Http;
  readonly mapper: AclMapper;
  readonly inventory: Inventory;
  readonly now: () => number;
}

/** Clocks of the service's machines may differ by so much: milliseconds. */
const OVERLAP_MS = 60_000;
const AT_ONCE = 100;

/**
 * Pages of Confluence Cloud. Each run brings the pages that changed, newest first, down to where the run before began. Changes of
 * permissions and removals are in no such list: every `sweepMinutes`, all pages are listed with their permissions, and then each
 * page that was brought is looked for.
 */
export function createConfluence(source: SourceOf<'confluence'>, deps: ConfluenceDeps): Connector {
  const api = createConfluenceApi(deps.http, source.site);
  return {
    async *changes(kept, signal) {
      const grants = createConfluencePermissions(api, source.identity.everyone, signal);
      const run = { source, api, deps, signal, grantOf: grants.grant };
      let cursor: Cursor | undefined = readCursor(cursorSchema, kept) ?? { pass: 'all' };
      while (cursor) {
        let end: Cursor = cursor;
        for await (const step of cursor.pass === 'gone' ? gone(run, cursor) : listed(run, cursor)) {
          if (step.kind === 'checkpoint') end = step.cursor as Cursor;
          yield step;
        }
        cursor = passAfter(source, cursor.pass, end, deps.now());
      }
    },
  };
}

/** What to do in the same run after a pass; undefined when that was all. */
function passAfter(
  { sweepMinutes }: SourceOf<'confluence'>,
  pass: Cursor['pass'],
  end: Cursor,
  now: number,
): Cursor | undefined {
  const { since, sweptAt = 0 } = end;
  if (pass === 'all') return end;
  return pass === 'new' && now - sweptAt >= sweepMinutes * 60_000 ? { pass: 'all', since, sweptAt } : undefined;
}

interface Run {
  readonly source: SourceOf<'confluence'>;
  readonly api: ConfluenceApi;
  readonly deps: ConfluenceDeps;
  readonly signal: AbortSignal;
  readonly grantOf: ReturnType<typeof createConfluencePermissions>['grant'];
}

/** Lists pages and brings those that changed; a pass over all ends with the cursor of the pass that looks for what is gone. */
async function* listed(run: Run, cursor: Cursor): AsyncIterable<Step> {
  const { source, api, signal } = run;
  let { next, newest } = cursor;
  for (;;) {
    const page = await resumed(
      () => api.pages(source.spaceIds, next, signal),
      next,
      () => api.pages(source.spaceIds, undefined, signal),
    );
    newest ??= page.results[0] ? changedAt(page.results[0]) : cursor.since;
    for (const found of page.results) {
      if (cursor.pass === 'new' && changedAt(found) < (cursor.since ?? 0) - OVERLAP_MS) {
        yield done(run, cursor, newest);
        return;
      }
      yield await stepOf(run, found);
    }
    if (!page.next) break;
    next = `${page.next.pathname}${page.next.search}`;
    yield { kind: 'checkpoint', cursor: { ...cursor, next, newest } };
  }
  yield done(run, cursor, newest);
}

/** A place in a list that the service has forgotten begins anew: twice is allowed, never is not. */
async function resumed<T>(ask: () => Promise<T>, next: string | undefined, anew: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const isForgotten = error instanceof SourceFault && (error.status === 400 || error.code === 'not_found');
    if (next === undefined || !isForgotten) throw error;
    return anew();
  }
}

function done({ deps }: Run, { pass, since, sweptAt }: Cursor, newest: number | undefined): Step {
  const kept = { since: Math.max(newest ?? 0, since ?? 0) };
  const cursor: Cursor =
    pass === 'all' ? { ...kept, pass: 'gone', sweptAt: deps.now() } : { ...kept, pass: 'new', sweptAt };
  return { kind: 'checkpoint', cursor };
}

async function* gone({ source, api, deps, signal }: Run, cursor: Cursor): AsyncIterable<Step> {
  let ids: string[] = [];
  async function* look(): AsyncIterable<Step> {
    const found = await api.existing(ids, signal);
    const seen = new Set(found.filter((page) => isOurs(source, page)).map(({ id }) => id));
    for (const externalId of ids) if (!seen.has(externalId)) yield { kind: 'delete', externalId };
    yield { kind: 'checkpoint', cursor: { ...cursor, after: ids.at(-1) } };
    ids = [];
  }
  for await (const { externalId } of deps.inventory.list('', cursor.after)) {
    ids.push(externalId);
    if (ids.length === AT_ONCE) yield* look();
  }
  if (ids.length > 0) yield* look();
  const { since, sweptAt } = cursor;
  yield { kind: 'checkpoint', cursor: { pass: 'new', since, sweptAt } };
}

const isOurs = ({ spaceIds }: SourceOf<'confluence'>, { spaceId, status }: Page): boolean =>
  status === 'current' && (spaceIds.length === 0 || spaceIds.includes(spaceId));

async function stepOf({ source, deps, grantOf }: Run, page: Page): Promise<Step> {
  const { id: externalId, title, version, body, _links } = page;
  const acl = deps.mapper.acl(await grantOf(page));
  const storage = body?.storage?.value;
  if (storage === undefined) return { kind: 'permissions', externalId, acl };
  const html = new TextEncoder().encode(storageToHtml(title, storage));
  if (html.length > MAX_BYTES) return { kind: 'skip', externalId, reason: 'it is too large' };
  const link = _links?.webui === undefined ? undefined : `${new URL(source.site).origin}/wiki${_links.webui}`;
  const revision = revisionOf(`${version.number}`, version.createdAt, title, link ?? '');
  return {
    kind: 'upsert',
    externalId,
    revision,
    title,
    contentType: 'text/html',
    body: html,
    acl,
    link,
    modifiedAt: changedAt(page),
  };
}

const changedAt = ({ version }: Page): number => Date.parse(version.createdAt);
