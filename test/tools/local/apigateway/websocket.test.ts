import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket } from 'ws';
import type { PolicyDecision } from '../../../../tools/local/apigateway/authorization';
import { GatewayFunctions } from '../../../../tools/local/apigateway/gateway-functions';
import type { ConnectionLimits } from '../../../../tools/local/apigateway/websocket/connection';
import { readWebSocketApis } from '../../../../tools/local/apigateway/websocket/websocket-api';
import { WebSocketGateway } from '../../../../tools/local/apigateway/websocket/websocket-gateway';
import { FakeFunctions, lambdaUri, resource } from './fake-functions';

const routes = {
  $connect: 'connect',
  $disconnect: 'disconnect',
  $default: 'reject',
  echo: 'echo',
  broken: 'broken',
  mute: 'mute',
};

function template(routeKeys: Record<string, string> = routes) {
  const perRoute = Object.entries(routeKeys).flatMap(([key, name]) => [
    resource('AWS::ApiGatewayV2::Integration', `I${key}`, {
      ApiId: 'api1',
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: lambdaUri(name),
      ...(key === 'slow' ? { TimeoutInMillis: 50 } : {}),
    }),
    resource('AWS::ApiGatewayV2::Route', `R${key}`, {
      ApiId: 'api1',
      RouteKey: key,
      Target: `integrations/I${key}`,
      ...(key === '$connect' ? { AuthorizationType: 'CUSTOM', AuthorizerId: 'Auth' } : {}),
      ...(key === 'mute' ? {} : { RouteResponseSelectionExpression: '$default' }),
    }),
    ...(key === 'mute'
      ? []
      : [resource('AWS::ApiGatewayV2::RouteResponse', `A${key}`, { ApiId: 'api1', RouteId: `R${key}` })]),
  ]);
  return [
    resource('AWS::ApiGatewayV2::Api', 'api1', {
      Name: 'sockets',
      ProtocolType: 'WEBSOCKET',
      RouteSelectionExpression: '$request.body.action',
    }),
    resource('AWS::ApiGatewayV2::Stage', 'S', { ApiId: 'api1', StageName: 'live', AutoDeploy: true }),
    resource('AWS::ApiGatewayV2::Authorizer', 'Auth', {
      ApiId: 'api1',
      AuthorizerType: 'REQUEST',
      AuthorizerUri: lambdaUri('authorize'),
      IdentitySource: [],
      Name: 'a',
    }),
    ...perRoute,
  ];
}

const allow = { principalId: 'u1', policyDocument: { effect: 'allowed' }, context: { userId: 'u1', clearance: 2 } };
const handlers = {
  authorize: () => allow as unknown,
  connect: () => ({ statusCode: 200, headers: { 'Sec-WebSocket-Protocol': 'chat.v1' } }) as unknown,
  disconnect: () => ({ statusCode: 200 }),
  reject: () => ({ statusCode: 200, body: 'rejected' }),
  echo: (event: { body: string }) => ({ statusCode: 200, body: JSON.parse(event.body).text }),
  mute: () => ({ statusCode: 200, body: 'not for the client' }),
  broken: () => {
    throw new Error('no');
  },
};

let server: Server;
let gateway: WebSocketGateway;

async function start(
  overrides: Record<string, (event: never) => unknown> = {},
  limits: Partial<ConnectionLimits> = {},
  routeKeys = routes,
) {
  const functions = new FakeFunctions({ ...handlers, ...overrides });
  const [api] = readWebSocketApis(template(routeKeys));
  if (!api) throw new Error('no api');
  gateway = new WebSocketGateway(api, {
    functions: new GatewayFunctions(functions, () => true),
    evaluatePolicy: (document) => (document as { effect: PolicyDecision }).effect,
    accountId: '000000000000',
    domainName: 'api1.execute-api.us-east-1.amazonaws.com',
    now: Date.now,
    report: () => undefined,
    limits,
  });
  server = createServer();
  server.on('upgrade', (request, socket, head) => {
    void gateway.handleUpgrade(request, socket, head, new URL(request.url ?? '/', 'http://local'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/live`;
  return { functions, url };
}

const open = async (url: string, protocols: string[] = ['chat.v1', 'secret']) => {
  const socket = new WebSocket(url, protocols);
  await once(socket, 'open');
  return socket;
};
const message = async (socket: WebSocket) => String((await once(socket, 'message'))[0]);
const refusal = (url: string) =>
  new Promise<number>((resolve, reject) => {
    const socket = new WebSocket(url, ['chat.v1', 'secret']);
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.on('open', () => reject(new Error('accepted')));
    socket.on('error', () => undefined);
  });

afterEach(() => {
  gateway.stop();
  server.close();
  server.closeAllConnections();
});

describe('handshake', () => {
  test('the protocol is what $connect chose, never the credential', async () => {
    const { url, functions } = await start();
    const socket = await open(url);
    expect(socket.protocol).toBe('chat.v1');
    expect(functions.calls.map(({ name }) => name)).toEqual(['authorize', 'connect']);
    const [event] = functions.called('authorize');
    expect(event).toMatchObject({
      type: 'REQUEST',
      methodArn: 'arn:aws:execute-api:us-east-1:000000000000:api1/live/$connect',
      headers: { 'Sec-WebSocket-Protocol': 'chat.v1,secret' },
    });
    expect(functions.called('connect')[0]).toMatchObject({
      requestContext: {
        routeKey: '$connect',
        eventType: 'CONNECT',
        stage: 'live',
        authorizer: { principalId: 'u1', clearance: '2' },
      },
    });
  });

  test('a client that offered protocols fails when $connect returns none', async () => {
    const { url } = await start({ connect: () => ({ statusCode: 200 }) });
    const socket = new WebSocket(url, ['chat.v1']);
    const [error] = await once(socket, 'error');
    expect(String(error)).toMatch(/subprotocol/);
  });

  test.each([
    ['the authorizer says Unauthorized', { authorize: () => Promise.reject(new Error('Unauthorized')) }, 401],
    ['the policy denies', { authorize: () => ({ ...allow, policyDocument: { effect: 'explicitDeny' } }) }, 403],
    [
      'the policy says nothing of it',
      { authorize: () => ({ ...allow, policyDocument: { effect: 'implicitDeny' } }) },
      403,
    ],
    ['the authorizer breaks', { authorize: () => Promise.reject(new Error('boom')) }, 500],
    ['the context is not flat', { authorize: () => ({ ...allow, context: { groups: ['a'] } }) }, 500],
    ['$connect refuses', { connect: () => ({ statusCode: 403 }) }, 403],
    ['$connect breaks', { connect: () => Promise.reject(new Error('boom')) }, 502],
  ])('%s', async (_name, overrides, status) => {
    const { url } = await start(overrides);
    expect(await refusal(url)).toBe(status);
    expect(gateway.size).toBe(0);
  });
});

describe('messages', () => {
  test('a two-way route answers, with the authorizer context of the handshake', async () => {
    const { url, functions } = await start();
    const socket = await open(url);
    socket.send(JSON.stringify({ action: 'echo', text: 'hello' }));
    expect(await message(socket)).toBe('hello');
    expect(functions.called('echo')[0]).toMatchObject({
      isBase64Encoded: false,
      requestContext: { routeKey: 'echo', eventType: 'MESSAGE', messageDirection: 'IN', authorizer: { userId: 'u1' } },
    });
  });

  test.each(['not json', '{"action":"nope"}', '{"action":"$connect"}', '[1]', '{}'])(
    '%s reaches $default',
    async (text) => {
      const { url } = await start();
      const socket = await open(url);
      socket.send(text);
      expect(await message(socket)).toBe('rejected');
    },
  );

  test('a one-way route answers nothing; a broken one answers what AWS answers', async () => {
    const { url } = await start();
    const socket = await open(url);
    socket.send('{"action":"mute"}');
    socket.send('{"action":"broken"}');
    expect(JSON.parse(await message(socket))).toEqual({
      message: 'Internal server error',
      connectionId: expect.any(String),
      requestId: expect.any(String),
    });
  });

  test('an integration that takes too long is given up', async () => {
    const { url } = await start({ slow: () => new Promise(() => undefined) }, {}, {
      ...routes,
      slow: 'slow',
    } as typeof routes);
    const socket = await open(url);
    socket.send('{"action":"slow"}');
    expect(JSON.parse(await message(socket)).message).toBe('Endpoint request timed out');
  });

  test('a frame over 32 KB ends the connection with 1009', async () => {
    const { url, functions } = await start();
    const socket = await open(url);
    socket.send(JSON.stringify({ action: 'echo', text: 'x'.repeat(33_000) }));
    const [code] = await once(socket, 'close');
    expect(code).toBe(1009);
    expect(functions.called('echo')).toHaveLength(0);
  });
});

describe('the end of a connection', () => {
  test('$disconnect is told the code', async () => {
    let told: (event: unknown) => void = () => undefined;
    const disconnected = new Promise<unknown>((resolve) => {
      told = resolve;
    });
    const { url } = await start({ disconnect: (event) => told(event) });
    const socket = await open(url);
    socket.close(4001, 'enough');
    expect(await disconnected).toMatchObject({
      requestContext: {
        routeKey: '$disconnect',
        eventType: 'DISCONNECT',
        disconnectStatusCode: 4001,
        disconnectReason: 'enough',
      },
    });
  });

  test.each([
    ['idle', { idleMs: 30 }],
    ['too old', { lifetimeMs: 30 }],
  ])('%s: closed with 1001', async (_name, limits) => {
    const { url } = await start({}, limits);
    const socket = await open(url);
    const [code] = await once(socket, 'close');
    expect(code).toBe(1001);
  });
});

test('a property that the laptop does not serve is named', () => {
  const resources = template().map((one) =>
    one.type === 'AWS::ApiGatewayV2::Route'
      ? { ...one, properties: { ...one.properties, ModelSelectionExpression: 'x' } }
      : one,
  );
  expect(() => readWebSocketApis(resources)).toThrow(/ModelSelectionExpression/);
});
