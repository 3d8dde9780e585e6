import type { Readable } from 'node:stream';
import { openAiError } from './domain/openai-error';
import { problemOf } from './domain/problem';

/** What an HTTP handler answers through API Gateway. */
export interface HttpResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An HTTP answer whose body may be written while it is read. */
export type StreamResponse = Omit<HttpResponse, 'body'> & { readonly body: string | Readable };

export function jsonResponse(
  statusCode: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse {
  return {
    statusCode,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
    body: JSON.stringify(body),
  };
}

/** RFC 9457 problem details with a stable `code`. */
export const problem = (status: number, code: string, detail: string): HttpResponse =>
  jsonResponse(status, problemOf(status, code, detail), { 'content-type': 'application/problem+json' });

/** An error as OpenAI's API and its clients know it; `retryAfterMs` becomes `Retry-After` in whole seconds. */
export function openAiProblem(
  status: number,
  code: string,
  message: string,
  options: { readonly param?: string; readonly retryAfterMs?: number } = {},
): HttpResponse {
  const { param, retryAfterMs } = options;
  const headers: Record<string, string> =
    retryAfterMs === undefined ? {} : { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) };
  return jsonResponse(status, openAiError(status, code, message, param), headers);
}
