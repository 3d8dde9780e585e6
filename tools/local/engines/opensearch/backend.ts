import type { ServiceCall } from '../engine';
import { answered, route } from './api/router';
import type { Cluster } from './cluster';
import type { Security } from './security/security';

export interface BackendAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer;
}

/** What answers the calls to a domain. */
export type Backend = (call: ServiceCall, path: string) => Promise<BackendAnswer>;

/** The search engine in this process. */
export const embedded =
  (cluster: Cluster, security: Security): Backend =>
  async (call, path) => {
    const { pathname, searchParams } = new URL(path, 'http://domain');
    const guard = security.guardOf(call.caller.roleArn);
    const request = { cluster, security, guard, parameters: searchParams, body: call.body };
    const { status, body } = answered(() => route(call.method, pathname, request));
    const text = body === undefined ? '' : JSON.stringify(body);
    return { status, contentType: 'application/json; charset=UTF-8', body: Buffer.from(text) };
  };

/**
 * A real cluster, at the address of `OPENSEARCH_URL`. Who may do what there is not checked per index, since it does not know the
 * roles of the laptop; calls of the security API are answered by the laptop.
 */
export function remote(url: string, local: Backend): Backend {
  const { username, password, origin, pathname } = new URL(url);
  const base = `${origin}${pathname.replace(/\/$/, '')}`;
  const basic = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64');
  return async (call, path) => {
    if (path.startsWith('/_plugins/_security/')) return local(call, path);
    const { method, headers, body, signal } = call;
    const answer = await fetch(`${base}${path}`, {
      method,
      headers: {
        ...(username && { authorization: `Basic ${basic}` }),
        ...(typeof headers['content-type'] === 'string' && { 'content-type': headers['content-type'] }),
      },
      body: body.length > 0 ? new Uint8Array(body) : undefined,
      signal,
    });
    const contentType = answer.headers.get('content-type') ?? 'application/json';
    return { status: answer.status, contentType, body: Buffer.from(await answer.arrayBuffer()) };
  };
}
