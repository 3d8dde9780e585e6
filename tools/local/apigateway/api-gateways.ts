import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ResolvedResource } from '../types';
import type { GatewayContext } from './gateway-context';
import { readRestApis } from './rest/rest-api';
import { RestGateway } from './rest/rest-gateway';
import type { ConnectionLimits } from './websocket/connection';
import { readWebSocketApis } from './websocket/websocket-api';
import { WebSocketGateway } from './websocket/websocket-gateway';

/** Resource types that make up the APIs. */
export const apiGatewayTypes = [
  ...['RestApi', 'Resource', 'Method', 'Stage', 'Authorizer', 'GatewayResponse', 'Model', 'RequestValidator'].map(
    (type) => `AWS::ApiGateway::${type}`,
  ),
  ...['Api', 'Route', 'RouteResponse', 'Integration', 'IntegrationResponse', 'Stage', 'Authorizer'].map(
    (type) => `AWS::ApiGatewayV2::${type}`,
  ),
];

/** All APIs of the assembly, by the host names that API Gateway gives them. */
export class ApiGateways {
  readonly #rest = new Map<string, RestGateway>();
  readonly #sockets = new Map<string, WebSocketGateway>();

  /** @param resources resources of `apiGatewayTypes` */
  constructor(resources: readonly ResolvedResource[], context: GatewayContext, limits: Partial<ConnectionLimits> = {}) {
    for (const api of readRestApis(resources)) {
      const domainName = hostOf(api);
      this.#rest.set(domainName, new RestGateway(api, { ...context, domainName }));
    }
    for (const api of readWebSocketApis(resources)) {
      const domainName = hostOf(api);
      this.#sockets.set(domainName, new WebSocketGateway(api, { ...context, domainName, limits }));
    }
  }

  get sockets(): readonly WebSocketGateway[] {
    return [...this.#sockets.values()];
  }

  serves(host: string): boolean {
    return this.#rest.has(host) || this.#sockets.has(host);
  }

  async handle(host: string, request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const gateway = this.#rest.get(host);
    if (gateway && inStage(url, gateway.api.stageName)) return gateway.handle(request, response, url);
    response.writeHead(403, { 'Content-Type': 'application/json' });
    response.end('{"message":"Forbidden"}');
  }

  async handleUpgrade(host: string, request: IncomingMessage, socket: Duplex, head: Buffer, url: URL): Promise<void> {
    const gateway = this.#sockets.get(host);
    if (gateway && url.pathname.replace(/\/$/, '') === `/${gateway.api.stageName}`) {
      return gateway.handleUpgrade(request, socket, head, url);
    }
    socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  }

  /** Forgets what authorizers said, as after a new deployment. */
  forgetAuthorizations(): void {
    for (const gateway of this.#rest.values()) gateway.authorization.flush();
  }

  stop(): void {
    for (const gateway of this.#sockets.values()) gateway.stop();
  }
}

function hostOf(api: { apiId: string; region: string }): string {
  return `${api.apiId}.execute-api.${api.region}.amazonaws.com`;
}

function inStage(url: URL, stageName: string): boolean {
  return url.pathname === `/${stageName}` || url.pathname.startsWith(`/${stageName}/`);
}
