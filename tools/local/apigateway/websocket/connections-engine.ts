import { type Engine, notServed, type ServiceCall, ServiceError, type ServiceResponse } from '../../engines/engine';
import type { Connection } from './connection';
import type { WebSocketGateway } from './websocket-gateway';

/** Bytes that `POST /@connections` takes. */
const maxPayloadBytes = 128 * 1024;

/**
 * `@connections` of the WebSocket APIs, as the API Gateway management client calls it:
 * `/execute-api/<apiId>/<stage>/@connections/<connectionId>` on the endpoint of all services.
 * Who may call was decided before a call gets here.
 */
export class ConnectionsEngine implements Engine {
  readonly name = 'apigateway-connections';
  readonly services = ['execute-api'];
  readonly resourceTypes: readonly string[] = [];

  constructor(private readonly gateways: () => readonly WebSocketGateway[]) {}

  async handle(call: ServiceCall, response: ServiceResponse): Promise<void> {
    const connection = this.#find(call.path);
    if (call.operation === 'PostToConnection') return post(connection, call, response);
    if (call.operation === 'GetConnection') return describe(connection, response);
    if (call.operation === 'DeleteConnection') {
      connection.close(1000, '');
      return answer(response, 204);
    }
    throw notServed(call);
  }

  create(): Promise<void> {
    return Promise.reject(new Error('@connections has no resources of its own'));
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }

  #find(path: string): Connection {
    const [, apiId = '', stage, id = ''] = /^\/execute-api\/([^/]+)\/([^/]+)\/@connections\/([^/?]+)/.exec(path) ?? [];
    const gateway = this.gateways().find(({ api }) => api.apiId === apiId && api.stageName === stage);
    if (!gateway) throw new ServiceError('ForbiddenException', `No WebSocket API at ${path}`, 403);
    const connection = gateway.connection(decodeURIComponent(id));
    if (!connection) throw gone();
    return connection;
  }
}

function gone(): ServiceError {
  return new ServiceError('GoneException', 'The connection with the provided id no longer exists.', 410);
}

async function post(connection: Connection, call: ServiceCall, response: ServiceResponse): Promise<void> {
  if (call.body.length > maxPayloadBytes) {
    throw new ServiceError('PayloadTooLargeException', 'The data has exceeded the maximum size allowed.', 413);
  }
  if (!(await connection.send(call.body.toString('utf8')))) throw gone();
  return answer(response, 200);
}

function describe(connection: Connection, response: ServiceResponse): void {
  const { connectedAt, sourceIp, userAgent } = connection.facts;
  const identity = { sourceIp, ...(userAgent ? { userAgent } : {}) };
  answer(response, 200, {
    connectedAt: new Date(connectedAt).toISOString(),
    lastActiveAt: new Date(connection.lastActiveAt).toISOString(),
    identity,
  });
}

function answer(response: ServiceResponse, statusCode: number, body?: object): void {
  response.writeHead(statusCode, body ? { 'content-type': 'application/json' } : {});
  response.end(body ? JSON.stringify(body) : undefined);
}
