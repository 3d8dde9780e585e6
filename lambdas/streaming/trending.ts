import { type HttpResponse, jsonResponse, problem } from '../shared/http';
import { type HttpEvent, invalid } from '../shared/http-route';
import { type TrendingResponse, trendingQuery } from './domain/api/trending';
import { rankings } from './domain/rankings/ranking';
import { type ListReader, listsOf, topOf } from './domain/rankings/top';

export interface TrendingDeps {
  readonly lists: ListReader;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** `GET /v1/trending`: the items that lead a ranking as of now, or those that are in sessions with one. */
export async function trending(
  { lists, now }: TrendingDeps,
  { principal, queryStringParameters }: HttpEvent,
): Promise<HttpResponse> {
  const query = trendingQuery.safeParse(queryStringParameters ?? {});
  if (!query.success) return invalid(query.error);
  const { ranking: name, item, limit } = query.data;
  const ranking = rankings.find((each) => each.name === name);
  if (!ranking || (ranking.by === 'sessions') !== (item !== undefined)) {
    return problem(400, 'invalid_request', 'item: is to be given for a ranking by sessions, and for no other');
  }
  const asOf = now();
  const { items, exact } = await topOf(listsOf(principal.org, ranking, asOf, item), limit, lists);
  const answer: TrendingResponse = { ranking: name, item, asOf: new Date(asOf).toISOString(), items, exact };
  return jsonResponse(200, answer);
}
