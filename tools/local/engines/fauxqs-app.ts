import type { IncomingHttpHeaders } from 'node:http';
import type { ServiceResponse } from './engine';

/** A request as it would have come over HTTP. */
export interface FauxqsRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body?: Buffer;
}

export interface FauxqsResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | number | string[] | undefined>>;
  readonly body: Buffer;
}

/** fauxqs (SQS and S3 in memory), called in process: it listens on no port. */
export interface FauxqsApp {
  request(request: FauxqsRequest): Promise<FauxqsResponse>;
  stop(): Promise<void>;
}

/** Largest object of one upload, in bytes: more than any design takes. fauxqs itself stops at 11 MiB. */
const largestObject = 100_000_000;

const methods = ['GET', 'PUT', 'POST', 'DELETE', 'HEAD'] as const;

export async function createFauxqsApp(): Promise<FauxqsApp> {
  // fauxqs is published as an ES module only.
  const { buildApp } = await import('fauxqs');
  const app = buildApp({ logger: false });
  app.removeContentTypeParser('*');
  const asItIs = (_request: unknown, body: Buffer, done: (error: null, body: Buffer) => void) => done(null, body);
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: largestObject }, asItIs);
  await app.ready();
  return {
    async request({ method, path, headers, body }) {
      const known = methods.find((name) => name === method);
      if (!known) throw new Error(`fauxqs is not asked with ${method}`);
      const {
        statusCode,
        headers: answered,
        rawPayload,
      } = await app.inject({
        method: known,
        url: path,
        headers: { ...headers, host: 'localhost' },
        payload: body?.length ? body : undefined,
      });
      return { statusCode, headers: answered, body: rawPayload };
    },
    stop: () => app.close(),
  };
}

/** Hop-by-hop headers, which HTTP/2 refuses. */
const connectionHeaders = new Set(['connection', 'keep-alive', 'transfer-encoding']);

export function forward(answer: FauxqsResponse, response: ServiceResponse): void {
  const headers = Object.entries(answer.headers).filter(([name]) => !connectionHeaders.has(name));
  response.writeHead(answer.statusCode, Object.fromEntries(headers));
  response.end(answer.body);
}
