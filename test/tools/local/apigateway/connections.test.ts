import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GetConnectionCommand,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { WebSocket } from 'ws';
import { GatewayFunctions } from '../../../../tools/local/apigateway/gateway-functions';
import { ConnectionsEngine } from '../../../../tools/local/apigateway/websocket/connections-engine';
import { readWebSocketApis } from '../../../../tools/local/apigateway/websocket/websocket-api';
import { WebSocketGateway } from '../../../../tools/local/apigateway/websocket/websocket-gateway';
import { Gateway } from '../../../../tools/local/gateway/gateway';
import { Access } from '../../../../tools/local/iam/access';
import { FakeFunctions, lambdaUri, resource } from './fake-functions';

const template = [
  resource('AWS::ApiGatewayV2::Api', 'api1', {
    Name: 'sockets',
    ProtocolType: 'WEBSOCKET',
    RouteSelectionExpression: '$request.body.action',
  }),
  resource('AWS::ApiGatewayV2::Stage', 'live', { ApiId: 'api1', StageName: 'live' }),
  resource('AWS::ApiGatewayV2::Integration', 'I', {
    ApiId: 'api1',
    IntegrationType: 'AWS_PROXY',
    IntegrationUri: lambdaUri('connect'),
  }),
  resource('AWS::ApiGatewayV2::Route', 'R', { ApiId: 'api1', RouteKey: '$connect', Target: 'integrations/I' }),
];

const functions = new FakeFunctions({ connect: () => ({ statusCode: 200 }) });
const gateway = new Gateway();
let server: Server;
let sockets: WebSocketGateway;
let client: ApiGatewayManagementApiClient;

beforeAll(async () => {
  const [api] = readWebSocketApis(template);
  if (!api) throw new Error('no api');
  sockets = new WebSocketGateway(api, {
    functions: new GatewayFunctions(functions, () => true),
    evaluatePolicy: () => 'allowed',
    accountId: '000000000000',
    domainName: 'api1.execute-api.us-east-1.amazonaws.com',
    now: Date.now,
    report: () => undefined,
  });
  await gateway.start();
  gateway.enforce(new Access({ ofType: () => [] }));
  gateway.register(new ConnectionsEngine(() => [sockets]));
  server = createServer().listen(0, '127.0.0.1');
  server.on('upgrade', (request, socket, head) => {
    void sockets.handleUpgrade(request, socket, head, new URL(request.url ?? '/', 'http://local'));
  });
  await once(server, 'listening');
  client = clientFor('api1/live');
});
afterAll(async () => {
  client.destroy();
  sockets.stop();
  server.close();
  server.closeAllConnections();
  await gateway.stop();
});

const clientFor = (path: string) =>
  new ApiGatewayManagementApiClient({
    endpoint: `${gateway.endpoint}/execute-api/${path}`,
    region: 'us-east-1',
    credentials: gateway.credentials.issue(gateway.operator),
    maxAttempts: 1,
  });

async function connect() {
  const socket = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/live`);
  await once(socket, 'open');
  const { requestContext } = functions.called('connect').at(-1) as { requestContext: { connectionId: string } };
  return { socket, ConnectionId: requestContext.connectionId };
}

test('what is posted to a connection reaches its client', async () => {
  const { socket, ConnectionId } = await connect();
  const message = once(socket, 'message');
  await client.send(new PostToConnectionCommand({ ConnectionId, Data: 'hello, wörld' }));
  expect(String((await message)[0])).toBe('hello, wörld');
  socket.terminate();
});

test('a connection can be looked at, and ended', async () => {
  const { socket, ConnectionId } = await connect();
  const seen = await client.send(new GetConnectionCommand({ ConnectionId }));
  expect(seen).toMatchObject({ ConnectedAt: expect.any(Date), Identity: { SourceIp: '127.0.0.1' } });
  const closed = once(socket, 'close');
  await client.send(new DeleteConnectionCommand({ ConnectionId }));
  await closed;
});

test('a connection that has ended is gone', async () => {
  const { socket, ConnectionId } = await connect();
  const before = sockets.size;
  socket.close();
  await once(socket, 'close');
  while (sockets.size === before) await new Promise((resolve) => setImmediate(resolve));
  const post = client.send(new PostToConnectionCommand({ ConnectionId, Data: 'x' }));
  await expect(post).rejects.toMatchObject({ name: 'GoneException', $metadata: { httpStatusCode: 410 } });
});

test('over 128 KB is too much', async () => {
  const { socket, ConnectionId } = await connect();
  const post = client.send(new PostToConnectionCommand({ ConnectionId, Data: 'x'.repeat(128 * 1024 + 1) }));
  await expect(post).rejects.toMatchObject({ name: 'PayloadTooLargeException', $metadata: { httpStatusCode: 413 } });
  socket.terminate();
});

test('an API or a stage that is not there is forbidden', async () => {
  const other = clientFor('api1/other');
  const post = other.send(new PostToConnectionCommand({ ConnectionId: 'x', Data: 'x' }));
  await expect(post).rejects.toMatchObject({ name: 'ForbiddenException' });
  other.destroy();
});
