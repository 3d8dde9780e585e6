import type { IncomingMessage } from 'node:http';
import { traceId } from './identifiers';

/** Headers of a request as API Gateway hands them on: names as the client wrote them, single and multi-value. */
export interface GatewayHeaders {
  readonly headers: Record<string, string>;
  readonly multiValueHeaders: Record<string, string[]>;
}

/** Hop-by-hop headers, which API Gateway keeps to itself. */
const hopByHop = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'te', 'trailer', 'expect']);

/**
 * @param host the name API Gateway is reached by; it replaces the client's `Host`
 * @param now epoch milliseconds, for the trace id
 */
export function gatewayHeaders(request: IncomingMessage, host: string, now: number): GatewayHeaders {
  const multiValueHeaders: Record<string, string[]> = {};
  const spelling = new Map<string, string>();
  for (let index = 0; index + 1 < request.rawHeaders.length; index += 2) {
    const name = request.rawHeaders[index] ?? '';
    const value = request.rawHeaders[index + 1] ?? '';
    const lower = name.toLowerCase();
    if (hopByHop.has(lower) || lower === 'host') continue;
    const spelled = spelling.get(lower) ?? name;
    spelling.set(lower, spelled);
    multiValueHeaders[spelled] = [...(multiValueHeaders[spelled] ?? []), value];
  }
  multiValueHeaders.Host = [host];
  multiValueHeaders['X-Amzn-Trace-Id'] ??= [traceId(now)];
  multiValueHeaders['X-Forwarded-For'] ??= [sourceIp(request)];
  multiValueHeaders['X-Forwarded-Proto'] ??= ['https'];
  multiValueHeaders['X-Forwarded-Port'] ??= ['443'];
  const headers: Record<string, string> = {};
  for (const [name, values] of Object.entries(multiValueHeaders)) headers[name] = values.at(-1) ?? '';
  return { headers, multiValueHeaders };
}

/** A header's value whatever the spelling of its name. */
export function headerValue(headers: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const wanted = name.toLowerCase();
  for (const [key, value] of Object.entries(headers)) {
    if (key.toLowerCase() === wanted && value !== undefined && value !== null) return String(value);
  }
  return undefined;
}

/** The client's address, IPv4 where the socket maps it into IPv6. */
export function sourceIp(request: IncomingMessage): string {
  const address = request.socket.remoteAddress ?? '127.0.0.1';
  return address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address;
}

/** Query parameters, or undefined where there are none. */
export function queryParameters(
  url: URL,
): { single: Record<string, string>; multi: Record<string, string[]> } | undefined {
  const single: Record<string, string> = {};
  const multi: Record<string, string[]> = {};
  for (const [name, value] of url.searchParams) {
    single[name] = value;
    multi[name] = [...(multi[name] ?? []), value];
  }
  return Object.keys(single).length > 0 ? { single, multi } : undefined;
}
