import { type HttpResponse, jsonResponse, problem } from '../shared/http';
import type { HttpEvent } from '../shared/http-route';
import { invalid } from '../shared/invalid-request';
import { type TrendingResponse, trendingQuery } from './domain/api/trending';
import { rankings } from './domain/rankings/ranking';
import { type ListReader, listsOf, topOf } from './domain/rankings/top';
import { keptFor } from './kept';

export interface TrendingDeps {
  readonly lists: ListReader;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** For how long an answer is given again: reading a ranking is some thirty calls, and few rankings are asked for by many. */
const KEPT_MS = 1_000;
const MOST_KEPT = 1_000;

/** `GET /v1/trending`: the items that lead a ranking as of the last second, or those that are in sessions with one. */
export function createTrending({ lists, now }: TrendingDeps) {
  const kept = keptFor<TrendingResponse>(KEPT_MS, now, MOST_KEPT);

  return async ({ principal: { org }, queryStringParameters }: HttpEvent): Promise<HttpResponse> => {
    const query = trendingQuery.safeParse(queryStringParameters ?? {});
    if (!query.success) return invalid(query.error);
    const { ranking: name, item, limit } = query.data;
    const ranking = rankings.find((each) => each.name === name);
    if (!ranking || (ranking.by === 'sessions') !== (item !== undefined)) {
      return problem(400, 'invalid_request', 'item: is to be given for a ranking by sessions, and for no other');
    }
    const answer = await kept(JSON.stringify([org, name, item, limit]), async () => {
      const asOf = now();
      const top = await topOf(listsOf(org, ranking, asOf, item), limit, lists);
      return { ranking: name, item, asOf: new Date(asOf).toISOString(), ...top };
    });
    return jsonResponse(200, answer);
  };
}
