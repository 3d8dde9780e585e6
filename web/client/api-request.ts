import { RequestError } from './chat-error';

/** Where an API is, and with what one calls it. */
export interface ApiOptions {
  /** Base to which `/v1/...` is appended: `/chat` in a browser. */
  readonly baseUrl: string;
  /** A valid access token or API key. */
  readonly token: () => Promise<string>;
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Calls an API. @param more headers @throws RequestError when it cannot be reached, or answers with an error */
export async function apiRequest(
  { baseUrl, token }: ApiOptions,
  method: Method,
  path: string,
  body?: unknown,
  signal?: AbortSignal,
  more: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const credential = await token();
  const response = await fetch(`${baseUrl}${path}`, {
    method,
    headers: {
      ...more,
      authorization: `Bearer ${credential}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  }).catch(() => {
    throw signal?.aborted ? signal.reason : new RequestError('connection_lost', 'The service cannot be reached');
  });
  if (!response.ok) throw await errorOf(response);
  return response;
}

interface ErrorBody {
  readonly code?: string;
  readonly detail?: string;
  readonly error?: { readonly code?: string; readonly message?: string };
}

/** Both shapes of errors: problem details and OpenAI's. */
async function errorOf(response: Response): Promise<RequestError> {
  const body = (await response.json().catch(() => ({}))) as ErrorBody;
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new RequestError(
    body.code ?? body.error?.code ?? 'internal_error',
    body.detail ?? body.error?.message ?? `The service answered ${response.status}`,
    Number.isFinite(seconds) ? seconds * 1000 : undefined,
    response.status,
  );
}
