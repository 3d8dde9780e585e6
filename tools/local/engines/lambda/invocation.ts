import type { IncomingHttpHeaders } from 'node:http';

export interface Invocation {
  /** Name or ARN, with the qualifier where the call has one. */
  readonly functionRef: string;
  readonly type: string;
}

const path = /^\/2015-03-31\/functions\/([^/]+)\/invocations\/?$/;

/** What `POST /2015-03-31/functions/{FunctionName}/invocations` is about; `undefined` for another call. */
export function invocationOf(call: {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}): Invocation | undefined {
  const { pathname, searchParams } = new URL(call.path, 'http://lambda');
  const [, encoded] = path.exec(pathname) ?? [];
  if (call.method !== 'POST' || encoded === undefined) return undefined;
  const qualifier = searchParams.get('Qualifier');
  const functionRef = [decodeURIComponent(encoded), ...(qualifier ? [qualifier] : [])].join(':');
  return { functionRef, type: String(call.headers['x-amz-invocation-type'] ?? 'RequestResponse') };
}
