import { type HttpResponse, jsonResponse, problem } from '../shared/http';
import type { HttpEvent } from '../shared/http-route';
import type { CaseStore } from './adapters/case-store';
import { isSenior } from './domain/access';
import { isDay } from './domain/api/moderation-labels';
import { labelOf } from './domain/cascade/label';

/** Labels that one answer tells: each has the text that it is of. */
const LABELS = 50;

/** Characters of what names the place of a page: it is part of a key. */
const MOST_CURSOR = 100;

/** `GET /v1/moderation/labels?day=2026-11-29`: what people found that day, for seniors. */
export async function listLabels(
  { store }: { readonly store: Pick<CaseStore, 'labelled'> },
  { principal, queryStringParameters }: HttpEvent,
): Promise<HttpResponse> {
  if (!isSenior(principal))
    return problem(403, 'senior_required', 'Labels are for people of the group senior-moderators');
  const { day = '', after } = queryStringParameters ?? {};
  if (!isDay(day)) return problem(400, 'invalid_request', 'day: must be a day (UTC) such as 2026-11-29');
  if (after !== undefined && after.length > MOST_CURSOR)
    return problem(400, 'invalid_request', 'after: must be what the page before had as next');
  const { cases, next } = await store.labelled(principal.org, day, LABELS, after);
  const told = cases.flatMap((given) => labelOf(given) ?? []);
  return jsonResponse(200, { labels: told, ...(next !== undefined && { next }) });
}
