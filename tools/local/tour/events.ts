import { newId } from './answer';
import { type HttpAnswer, requestTo } from './http';
import { machineKey } from './machine-key';
import type { TourContext } from './step';

/** Who looks at what, with ids that no other has. */
export interface Visit {
  readonly user: string;
  readonly session: string;
  readonly item: string;
}

export function newVisit(changes: Partial<Visit> = {}): Visit {
  const id = newId().slice(0, 12);
  return { user: `user-${id}`, session: `session-${id}`, item: `item-${id}`, ...changes };
}

/** Somebody looks at something now. */
export const viewed = (visit: Visit, changes: Readonly<Record<string, unknown>> = {}) => ({
  ...{ id: newId(), type: 'item.viewed', version: 2, occurredAt: new Date().toISOString() },
  data: { ...visit, surface: 'page' },
  ...changes,
});

/** Sends events as a machine with a key, unless somebody is named. */
export async function sendEvents(context: TourContext, body: unknown, user?: string): Promise<HttpAnswer> {
  const { streamingUrl, signal, token } = context;
  const credential = user === undefined ? await machineKey(context, 'streaming') : token(user);
  return requestTo(streamingUrl, signal, 'POST', '/v1/events', credential, body);
}

/** What leads a ranking, as a person of the organisation sees it. */
export const trendingOf = (
  { streamingUrl, signal, token }: TourContext,
  query: Readonly<Record<string, string>>,
  user = 'alice',
): Promise<HttpAnswer> =>
  requestTo(streamingUrl, signal, 'GET', `/v1/trending?${new URLSearchParams(query)}`, token(user));

/** What is known of an entity, such as `item:42`, as a person of its organisation sees it. */
export const featuresOf = (
  { streamingUrl, signal, token }: TourContext,
  entity: string,
  user = 'alice',
): Promise<HttpAnswer> =>
  requestTo(streamingUrl, signal, 'GET', `/v1/features/${encodeURIComponent(entity)}`, token(user));
