import { lookup } from 'node:dns/promises';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { isIP } from 'node:net';
import { FetchRefused, type FetchText } from '../domain/tools/fetch-url';
import { isPublicAddress } from './public-address';

const MAX_REDIRECTS = 3;
const MAX_BYTES = 256 * 1024;
/** Milliseconds for the whole of it, redirects included. */
const FETCH_MS = 10_000;

export interface Address {
  readonly address: string;
  readonly family: number;
}

export interface SafeFetchDeps {
  readonly resolve: (host: string) => Promise<readonly Address[]>;
  /** Asks the host at this address and at no other. */
  readonly open: (url: URL, address: Address, signal: AbortSignal) => Promise<IncomingMessage>;
  /** Milliseconds for the whole of it. @default 10 seconds */
  readonly limitMs?: number;
}

/**
 * Fetches texts from allow-listed hosts of the public internet. Each hop is checked by itself: its address is resolved
 * once, checked, and then connected to as it is, so that a name cannot lead elsewhere after the check.
 */
export function createSafeFetch({ resolve, open, limitMs = FETCH_MS }: SafeFetchDeps): FetchText {
  async function hop(url: URL, hosts: readonly string[], signal: AbortSignal): Promise<IncomingMessage> {
    checkUrl(url, hosts);
    const addresses = await resolve(url.hostname).catch(() => []);
    const [first] = addresses;
    if (!first) throw new FetchRefused('host_not_found');
    if (!addresses.every(({ address }) => isPublicAddress(address))) throw new FetchRefused('address_not_public');
    return open(url, first, signal);
  }

  return async (text, hosts, signal) => {
    const late = AbortSignal.timeout(limitMs);
    const over = AbortSignal.any([signal, late]);
    try {
      let url = parse(text, undefined, 'not_a_url');
      for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
        const response = await hop(url, hosts, over);
        const { location } = response.headers;
        if (!isRedirect(response.statusCode)) return await bodyOf(response);
        response.destroy();
        url = parse(location, url, 'bad_redirect');
      }
      throw new FetchRefused('too_many_redirects');
    } catch (error) {
      if (error instanceof FetchRefused) throw error;
      throw new FetchRefused(late.aborted ? 'too_slow' : 'unreachable');
    }
  };
}

function parse(text: string | undefined, base: URL | undefined, reason: 'not_a_url' | 'bad_redirect'): URL {
  const url = text === undefined ? null : URL.parse(text, base?.href);
  if (!url) throw new FetchRefused(reason);
  return url;
}

function checkUrl(url: URL, hosts: readonly string[]): void {
  if (url.protocol !== 'https:') throw new FetchRefused('not_https');
  if (url.username !== '' || url.password !== '') throw new FetchRefused('credentials_in_url');
  if (url.port !== '') throw new FetchRefused('port_not_allowed');
  if (!hosts.includes(url.hostname) || isIP(url.hostname.replace(/^\[|\]$/g, '')) !== 0) {
    throw new FetchRefused('host_not_allowed');
  }
}

const isRedirect = (status = 0): boolean => [301, 302, 303, 307, 308].includes(status);

const textTypes = /^(text\/|application\/([a-z.+-]+\+)?(json|xml)\b)/i;

async function bodyOf(response: IncomingMessage): Promise<string> {
  const { statusCode = 0, headers } = response;
  try {
    if (statusCode < 200 || statusCode > 299) throw new FetchRefused('status_not_ok');
    if (!textTypes.test(headers['content-type'] ?? '') || headers['content-encoding'])
      throw new FetchRefused('not_text');
    if (Number(headers['content-length'] ?? 0) > MAX_BYTES) throw new FetchRefused('too_large');
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > MAX_BYTES) throw new FetchRefused('too_large');
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
  } finally {
    response.destroy();
  }
}

/** The system's resolver: all addresses of a name. */
export const resolveAll = (host: string): Promise<readonly Address[]> => lookup(host, { all: true, verbatim: true });

/** A request over TLS to the host's name at a given address; no name is looked up. */
export const openPinned = (url: URL, { address, family }: Address, signal: AbortSignal): Promise<IncomingMessage> => {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const headers = { accept: 'text/*, application/json', 'accept-encoding': 'identity', 'user-agent': 'chat-tools' };
  const asked = request(url, {
    agent: false,
    headers,
    signal,
    lookup: (_host, options, found) =>
      options.all ? found(null, [{ address, family }]) : found(null, address, family),
  });
  asked.once('response', resolve).once('error', reject).end();
  return promise;
};
