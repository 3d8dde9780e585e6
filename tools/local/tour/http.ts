import assert from 'node:assert/strict';
import type { TourContext } from './step';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A JSON request to the chat's HTTP API; `credential` goes into the `Authorization` header. */
export const request = (
  context: TourContext,
  method: string,
  path: string,
  credential?: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<HttpAnswer> => requestTo(context.apiUrl, context.signal, method, path, credential, body, headers);

/** The same to any API, by the base to which its paths are appended. */
export async function requestTo(
  base: string,
  signal: AbortSignal,
  method: string,
  path: string,
  credential?: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<HttpAnswer> {
  const response = await fetch(`${base}${path}`, {
    method,
    headers: {
      ...headers,
      ...(credential === undefined ? {} : { Authorization: `Bearer ${credential}` }),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    body: body === undefined ? null : JSON.stringify(body),
    signal: AbortSignal.any([signal, AbortSignal.timeout(15_000)]),
  });
  const text = await response.text();
  try {
    return { status: response.status, headers: response.headers, body: JSON.parse(text) };
  } catch {
    throw new Error(`${method} ${path} answered ${response.status} without JSON: ${text.slice(0, 200)}`);
  }
}

/** Checks that an answer of API Gateway or a handler is an error in both shapes: problem details and OpenAI's. */
export function assertError(answer: HttpAnswer, status: number, code: string): void {
  assert.equal(
    answer.status,
    status,
    `expected ${status} ${code}, got ${answer.status} ${JSON.stringify(answer.body)}`,
  );
  const error = answer.body.error as { code?: unknown } | undefined;
  assert.equal(answer.body.code ?? error?.code, code);
}
