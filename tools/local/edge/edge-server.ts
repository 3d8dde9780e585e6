import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ApiGateways } from '../apigateway/api-gateways';
import type { ObjectStore } from '../engines/s3/object-store';
import { behaviorFor, type Distribution } from './distribution';
import { EdgeResponse } from './edge-response';
import { objectFor } from './object-origin';
import { forwardToOrigin } from './origin-request';

export interface EdgeRoutes {
  readonly distribution: Distribution | undefined;
  readonly apis: ApiGateways;
  /** Objects of the buckets that the distribution serves. */
  readonly objects: Pick<ObjectStore, 'get'>;
  /** Paths of the laptop itself, such as the token issuer's; true when it answered. */
  readonly local: (request: IncomingMessage, response: EdgeResponse) => boolean;
  readonly report: (problem: string) => void;
}

/** The one HTTP port of the laptop: CloudFront's paths, and below them the APIs and buckets. */
export class EdgeServer {
  #routes: EdgeRoutes | undefined;

  private constructor(
    private readonly server: Server<typeof IncomingMessage, typeof EdgeResponse>,
    readonly url: string,
  ) {
    server.on('request', (request, response) => {
      this.#answer(request, response).catch((error: unknown) => {
        this.#routes?.report(`${request.method} ${request.url}: ${String(error)}`);
        response.destroy();
      });
    });
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      this.#upgrade(request, socket, head).catch((error: unknown) => {
        this.#routes?.report(`upgrade ${request.url}: ${String(error)}`);
        socket.destroy();
      });
    });
  }

  /**
   * Listens at once, so that the address is known before anything refers to it.
   *
   * @param port 0 for any free one
   * @throws NodeJS.ErrnoException with code `EADDRINUSE` when the port is busy
   */
  static async listen(port: number): Promise<EdgeServer> {
    const server = createServer({ ServerResponse: EdgeResponse, keepAliveTimeout: 65_000 });
    server.listen({ port, host: '127.0.0.1', backlog: 4096 });
    await once(server, 'listening');
    return new EdgeServer(server, `http://localhost:${(server.address() as AddressInfo).port}`);
  }

  /** Opens the paths; before that every request is answered 503. */
  serve(routes: EdgeRoutes): void {
    this.#routes = routes;
  }

  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  async #answer(request: IncomingMessage, response: EdgeResponse): Promise<void> {
    const routes = this.#routes;
    if (!routes) return fail(response, 503, 'Starting');
    if (routes.local(request, response)) return;
    if (!routes.distribution) return fail(response, 404, 'No distribution in this assembly');
    const url = new URL(request.url ?? '/', this.url);
    const behavior = behaviorFor(routes.distribution, url.pathname);
    response.policy = behavior.headers;
    if (!behavior.allowedMethods.includes(request.method ?? '')) {
      return fail(
        response,
        403,
        'This distribution is not configured to allow the HTTP request method of this request.',
      );
    }
    if (behavior.origin.kind === 's3') {
      const object = await objectFor(url.pathname, routes.distribution, behavior.origin, routes.objects);
      if (!object) return fail(response, 403, 'AccessDenied');
      response.writeHead(object.statusCode, {
        'Content-Type': object.contentType,
        'Content-Length': object.body.length,
      });
      response.end(request.method === 'HEAD' ? undefined : object.body);
      return;
    }
    const { host } = behavior.origin;
    if (!routes.apis.serves(host)) return fail(response, 502, `The laptop does not serve the origin ${host}`);
    // API Gateway knows its APIs by host: the viewer's own host is none of them.
    if (behavior.forwarding === 'all') return fail(response, 403, 'Forbidden');
    return routes.apis.handle(host, request, response, forwardToOrigin(request, url, behavior));
  }

  async #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const routes = this.#routes;
    const url = new URL(request.url ?? '/', this.url);
    const behavior = routes?.distribution && behaviorFor(routes.distribution, url.pathname);
    if (!routes || behavior?.origin.kind !== 'custom' || behavior.forwarding !== 'all-but-host') {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    return routes.apis.handleUpgrade(
      behavior.origin.host,
      request,
      socket,
      head,
      forwardToOrigin(request, url, behavior),
    );
  }
}

function fail(response: EdgeResponse, statusCode: number, message: string): void {
  response.writeHead(statusCode, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${message}\n`);
}
