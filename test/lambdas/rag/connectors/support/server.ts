import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHttp, type Fetch, type Http } from '../../../../../lambdas/rag/connectors/http';

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is when it is a text, as JSON otherwise. */
  readonly body?: unknown;
}

export interface Asked {
  readonly method: string;
  /** As the connector asked for it: over https, of the source's host. */
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly json: unknown;
}

export type Answering = (asked: Asked) => Answer | undefined | Promise<Answer | undefined>;

export interface Served {
  readonly asked: Asked[];
  /** Milliseconds of every wait that was asked for; none of them is waited. */
  readonly waits: number[];
  readonly fetch: Fetch;
  http(hosts: readonly string[], headers?: Readonly<Record<string, string>>): Http;
  answer(answering: Answering): void;
  close(): Promise<void>;
}

/** A server on a free port that stands for every host; what it has no answer to is not found. */
export async function serve(first: Answering): Promise<Served> {
  let answering = first;
  const asked: Asked[] = [];
  const waits: number[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const url = new URL(request.url ?? '', `https://${request.headers['x-host']}`);
    const one = {
      method: request.method ?? '',
      url,
      headers: request.headers,
      json: text ? JSON.parse(text) : undefined,
    };
    asked.push(one);
    const { status = 200, headers, body = '' } = (await answering(one)) ?? { status: 404 };
    const isText = typeof body === 'string' || Buffer.isBuffer(body);
    response.writeHead(status, { ...(!isText && { 'content-type': 'application/json' }), ...headers });
    response.end(isText ? body : JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const viaServer: Fetch = (url, init) =>
    fetch(`http://127.0.0.1:${port}${url.pathname}${url.search}`, {
      ...init,
      headers: { ...init.headers, 'x-host': url.host },
    });
  const wait = async (ms: number, signal: AbortSignal) => {
    signal.throwIfAborted();
    waits.push(ms);
  };
  return {
    asked,
    waits,
    fetch: viaServer,
    http: (hosts, headers = {}) =>
      createHttp({ fetch: viaServer, wait, now: Date.now, hosts, headers, secretId: 'the-secret' }),
    answer: (next) => {
      answering = next;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
