import * as z from 'zod/mini';
import {
  type Connector,
  type Inventory,
  knownRevisions,
  missing,
  readCursor,
  SourceFault,
  type Step,
} from './connector';
import type { Http } from './http';
import { itemStep, valueAt } from './http-api-item';
import type { AclMapper } from './identity';
import type { SourceOf } from './settings';

const cursorSchema = z.object({
  pass: z.enum(['all', 'new']),
  since: z.optional(z.number()),
  newest: z.optional(z.number()),
  /** The source's own cursor of the next page. */
  page: z.optional(z.string()),
  sweptAt: z.optional(z.number()),
  /** When this pass began, by the clock here. */
  startedAt: z.optional(z.number()),
});
type Cursor = z.infer<typeof cursorSchema>;

/** Clocks may differ by so much: milliseconds. */
const OVERLAP_MS = 300_000;

export interface HttpApiDeps {
  readonly http: Http;
  readonly mapper: AclMapper;
  readonly inventory: Inventory;
  readonly now: () => number;
}

/**
 * Documents of any service that lists them as JSON, described by its settings. With `since`, a run asks for what changed; every
 * `sweepMinutes`, and always without `since`, for everything, and what is not there any more is removed. A list that is too long for
 * one run is brought by several, but then only `deleted` tells what is gone.
 *
 * A database is reached in the same way, by an API that pages through a query; it is not asked directly, so that no connection, no
 * dialect and no query is kept here.
 */
export function createHttpApi(source: SourceOf<'http-api'>, deps: HttpApiDeps): Connector {
  return {
    async *changes(kept, signal) {
      const { pass, ...rest } = readCursor(cursorSchema, kept) ?? { pass: 'all' };
      const isDue = deps.now() - (rest.sweptAt ?? 0) >= source.sweepMinutes * 60_000;
      const isAll = pass === 'all' || source.since === undefined || (isDue && rest.page === undefined);
      yield* passSteps(source, deps, { ...rest, pass: isAll ? 'all' : 'new' }, signal);
    },
  };
}

async function* passSteps(
  source: SourceOf<'http-api'>,
  deps: HttpApiDeps,
  begun: Cursor,
  signal: AbortSignal,
): AsyncIterable<Step> {
  let cursor: Cursor = { startedAt: deps.now(), ...begun };
  // Only who has seen the whole list knows what is not in it.
  let seen: Set<string> | undefined = cursor.pass === 'all' && cursor.page === undefined ? new Set() : undefined;
  for (;;) {
    const answer = await pageOf(source, deps.http, cursor, signal);
    if (answer.isAnew && cursor.pass === 'all') seen ??= new Set();
    for (const step of answer.items.map((item) => itemStep(source, deps.mapper, item))) {
      seen?.add(step.externalId);
      if (step.kind === 'upsert') cursor = { ...cursor, newest: Math.max(cursor.newest ?? 0, step.modifiedAt) };
      yield step;
    }
    if (answer.next === undefined) break;
    cursor = { ...cursor, page: answer.next };
    yield { kind: 'checkpoint', cursor };
  }
  if (seen) yield* missing(await knownRevisions(deps.inventory), seen);
  yield { kind: 'checkpoint', cursor: ended(cursor, deps.now()) };
}

/** Nothing that changed while the list was read may lie before `since`, whatever the list showed of later changes. */
function ended({ pass, since = 0, newest = 0, startedAt = 0, sweptAt }: Cursor, now: number): Cursor {
  const limit = startedAt - OVERLAP_MS;
  return { pass: 'new', since: Math.max(since, Math.min(newest, limit)), sweptAt: pass === 'all' ? now : sweptAt };
}

interface ListPage {
  readonly items: readonly unknown[];
  readonly next: string | undefined;
  /** The service had forgotten the place, and began at the beginning. */
  readonly isAnew: boolean;
}

async function pageOf(
  source: SourceOf<'http-api'>,
  http: Http,
  cursor: Cursor,
  signal: AbortSignal,
): Promise<ListPage> {
  try {
    const answer = await http.json(pageUrl(source, cursor), z.unknown(), signal);
    const items = valueAt(answer, source.items);
    const next = nextOf(source, answer);
    if (!Array.isArray(items))
      throw new SourceFault('malformed', `${source.id} has no list at ${source.items || 'the top'}`);
    if (next !== undefined && next === cursor.page) {
      throw new SourceFault('malformed', `${source.id} names one page as the next of itself`);
    }
    return { items, next, isAnew: false };
  } catch (error) {
    const isForgotten = error instanceof SourceFault && [400, 404, 410].includes(error.status ?? 0);
    if (cursor.page === undefined || !isForgotten) throw error;
    return { ...(await pageOf(source, http, { ...cursor, page: undefined }, signal)), isAnew: true };
  }
}

function pageUrl({ url: base, page, since }: SourceOf<'http-api'>, cursor: Cursor): URL {
  const url = new URL(base);
  if (page && cursor.page !== undefined) url.searchParams.set(page.param, cursor.page);
  if (since && cursor.pass === 'new' && cursor.since !== undefined) {
    url.searchParams.set(since.param, formatted(cursor.since, since.format));
  }
  return url;
}

function nextOf({ page }: SourceOf<'http-api'>, answer: unknown): string | undefined {
  const next = page && valueAt(answer, page.next);
  return typeof next === 'number' ? String(next) : typeof next === 'string' && next !== '' ? next : undefined;
}

type Format = NonNullable<SourceOf<'http-api'>['since']>['format'];

const formatted = (ms: number, format: Format): string => {
  if (format === 'iso') return new Date(ms).toISOString();
  return format === 'seconds' ? `${Math.floor(ms / 1000)}` : `${ms}`;
};
