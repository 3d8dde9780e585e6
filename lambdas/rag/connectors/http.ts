import type * as z from 'zod/mini';
import { MAX_BYTES } from '../domain/document';
import { SourceFault } from './connector';

/** What of the platform's own `fetch` is used. */
export type Fetch = (
  url: URL,
  init: {
    readonly method: string;
    readonly headers: Record<string, string>;
    readonly body?: string;
    readonly redirect: 'manual';
    readonly signal: AbortSignal;
  },
) => Promise<Response>;

/** Waits so many milliseconds. @throws when the signal ends it */
export type Wait = (ms: number, signal: AbortSignal) => Promise<void>;

export interface HttpOptions {
  readonly fetch: Fetch;
  readonly wait: Wait;
  /** Milliseconds since the epoch: of the date that Retry-After may be. */
  readonly now: () => number;
  /** Host names that may be asked; nothing else is, wherever an answer leads. */
  readonly hosts: readonly string[];
  /** Of every request: the credential among them. */
  readonly headers?: Readonly<Record<string, string>>;
  /** For messages: where the credential is kept. */
  readonly secretId?: string | undefined;
  /** Milliseconds that one attempt may take. @default 30 seconds */
  readonly attemptMs?: number;
  /** Milliseconds that the source may ask to wait before an attempt; when it asks for more, the run ends. @default a minute */
  readonly longestWaitMs?: number;
}

export interface HttpRequest {
  /** Sent as JSON, by POST. */
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Statuses that are answers and not faults, besides those from 200 to 299. */
  readonly expected?: readonly number[];
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

export interface Http {
  /** @throws SourceFault */
  send(url: URL, signal: AbortSignal, request?: HttpRequest): Promise<HttpAnswer>;
  /** @throws SourceFault also when the answer is not as the schema says */
  json<T>(url: URL, schema: z.ZodMiniType<T>, signal: AbortSignal, request?: HttpRequest): Promise<T>;
}

const ATTEMPTS = 4;
const REDIRECTS = 3;
const FIRST_PAUSE_MS = 500;

/**
 * Asks the hosts of one source, over TLS and on its usual port. Failures that may pass are tried again; a redirect is followed
 * within the host that sent it, for the credential goes with it.
 */
export function createHttp(options: HttpOptions): Http {
  const { wait, longestWaitMs = 60_000 } = options;

  async function send(url: URL, signal: AbortSignal, request: HttpRequest = {}): Promise<HttpAnswer> {
    for (let attempt = 1; ; attempt += 1) {
      const result = await tryOnce(options, url, signal, request);
      if ('answer' in result) return result.answer;
      const pause = result.retryAfterMs ?? FIRST_PAUSE_MS * 2 ** (attempt - 1);
      if (attempt === ATTEMPTS || pause > longestWaitMs) throw result.fault;
      await wait(pause, signal);
    }
  }

  return {
    send,
    async json(url, schema, signal, request = {}) {
      const { body } = await send(url, signal, {
        ...request,
        headers: { accept: 'application/json', ...request.headers },
      });
      const parsed = schema.safeParse(parseJson(body, url));
      if (parsed.success) return parsed.data;
      const where = parsed.error.issues.map(({ path }) => path.join('.') || 'the whole').slice(0, 3);
      throw new SourceFault(
        'malformed',
        `${placeOf(url)} answered in another shape than expected: ${where.join(', ')}`,
      );
    },
  };
}

type Attempt =
  | { readonly answer: HttpAnswer }
  | { readonly fault: SourceFault; readonly retryAfterMs?: number | undefined };

async function tryOnce(options: HttpOptions, url: URL, signal: AbortSignal, request: HttpRequest): Promise<Attempt> {
  const late = AbortSignal.timeout(options.attemptMs ?? 30_000);
  try {
    const response = await followed(options, url, AbortSignal.any([signal, late]), request);
    const isExpected = response.ok || request.expected?.includes(response.status);
    if (isExpected) return { answer: { ...pick(response), body: await bodyOf(response, url) } };
    await response.body?.cancel();
    return refusal(options, url, response);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof SourceFault) throw error;
    return {
      fault: new SourceFault('unavailable', `${placeOf(url)} ${late.aborted ? 'took too long' : 'cannot be reached'}`),
    };
  }
}

const pick = ({ status, headers }: Response) => ({ status, headers });

async function followed(
  options: HttpOptions,
  first: URL,
  signal: AbortSignal,
  request: HttpRequest,
): Promise<Response> {
  const { json, headers } = request;
  const init = {
    method: json === undefined ? 'GET' : 'POST',
    headers: { ...options.headers, ...headers, ...(json !== undefined && { 'content-type': 'application/json' }) },
    ...(json !== undefined && { body: JSON.stringify(json) }),
    redirect: 'manual' as const,
    signal,
  };
  let url = first;
  for (let redirects = 0; redirects <= REDIRECTS; redirects += 1) {
    checkUrl(url, options.hosts);
    const response = await options.fetch(url, init);
    const to =
      [301, 302, 303, 307, 308].includes(response.status) &&
      URL.parse(response.headers.get('location') ?? '', url.href);
    if (!to) return response;
    await response.body?.cancel();
    if (to.host !== first.host)
      throw new SourceFault('host_refused', `${placeOf(first)} leads to another host, ${to.host}`);
    if (json !== undefined)
      throw new SourceFault('refused', `${placeOf(first)} leads elsewhere, which is not followed by POST`);
    url = to;
  }
  throw new SourceFault('refused', `${placeOf(first)} leads in circles`);
}

function checkUrl(url: URL, hosts: readonly string[]): void {
  const isAllowed = url.protocol === 'https:' && url.port === '' && url.username === '' && hosts.includes(url.hostname);
  if (!isAllowed) throw new SourceFault('host_refused', `${url.origin} is no address of this source`);
}

async function bodyOf(response: Response, url: URL): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES)
      throw new SourceFault('too_large', `${placeOf(url)} answered with more than ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function refusal({ now, secretId }: HttpOptions, url: URL, { status, headers }: Response): Attempt {
  const place = placeOf(url);
  const credential = secretId ? `secret ${secretId}` : 'no secret';
  if (status === 401) {
    throw new SourceFault(
      'credentials',
      `${place} does not accept the credentials (${credential}): they are wrong or have expired. Put new ones into the secret; the next run goes on`,
      status,
    );
  }
  if (status === 403) {
    throw new SourceFault(
      'forbidden',
      `${place} is not allowed to these credentials (${credential}): give their account the right to read it`,
      status,
    );
  }
  if (status === 404 || status === 410) throw new SourceFault('not_found', `${place} is not there`, status);
  const retryAfterMs = retryAfter(headers.get('retry-after'), now());
  if (status === 429)
    return { fault: new SourceFault('throttled', `${place} asks for fewer requests`, status), retryAfterMs };
  if (status >= 500)
    return { fault: new SourceFault('unavailable', `${place} answered ${status}`, status), retryAfterMs };
  throw new SourceFault('refused', `${place} answered ${status}`, status);
}

/** Seconds or a date, as milliseconds from now. */
function retryAfter(value: string | null, nowMs: number): number | undefined {
  if (value === null) return undefined;
  const ms = /^\d+$/.test(value.trim()) ? Number(value) * 1000 : Date.parse(value) - nowMs;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

function parseJson(body: Uint8Array, url: URL): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    throw new SourceFault('malformed', `${placeOf(url)} answered with something that is no JSON`);
  }
}

/** Without the query, which may hold a credential. */
const placeOf = ({ host, pathname }: URL): string => `${host}${pathname}`;
