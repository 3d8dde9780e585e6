import type { Cluster } from '../cluster';
import { illegalArgument } from '../errors';
import { type JsonObject, objectOf, parseJson } from '../json';
import type { Guard, Security } from '../security/security';

/** A request to a domain, after IAM allowed it. */
export interface ApiRequest {
  readonly cluster: Cluster;
  readonly security: Security;
  readonly guard: Guard;
  /** Parts of the path that a route names in braces. */
  readonly path: Readonly<Record<string, string>>;
  readonly parameters: URLSearchParams;
  readonly body: Buffer;
}

export interface ApiResponse {
  readonly status: number;
  readonly body: unknown;
}

export interface Route {
  readonly methods: readonly string[];
  /** Such as `/{index}/_search`; an index never begins with an underscore. */
  readonly path: string;
  /** Parameters it takes, besides those every route does. */
  readonly parameters?: readonly string[];
  handle(request: ApiRequest): ApiResponse;
}

export const ok = (body: unknown): ApiResponse => ({ status: 200, body });

export const acknowledged = ok({ acknowledged: true });

/** The body as an object; an empty one when there is none. */
export function jsonBody({ body }: ApiRequest): JsonObject {
  const text = body.toString('utf8').trim();
  return text === '' ? {} : objectOf(parseJson(text), 'request body');
}

/** Lines of JSON, the last of which ends with a line feed. */
export function jsonLines({ body }: ApiRequest): JsonObject[] {
  const text = body.toString('utf8');
  if (text.trim() === '') throw illegalArgument('request body is required');
  if (!text.endsWith('\n')) throw illegalArgument('The request must be terminated by a newline [\\n]');
  return text
    .slice(0, -1)
    .split('\n')
    .map((line) => (line.trim() === '' ? {} : objectOf(parseJson(line, 'a line'), 'line')));
}

/** The names of a list separated by commas; empty without one. */
export const namesOf = (text: string | null | undefined): string[] =>
  (text ?? '').split(',').filter((name) => name !== '');

/** `refresh`, as the calls that write have it. On the laptop `wait_for` does not wait for the interval but refreshes. */
export function refreshes(parameters: URLSearchParams): boolean {
  const refresh = parameters.get('refresh');
  if (refresh === null || refresh === 'false') return false;
  if (['', 'true', 'wait_for'].includes(refresh)) return true;
  throw illegalArgument(`Unknown value for refresh: [${refresh}].`);
}
