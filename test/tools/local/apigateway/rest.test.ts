import { once } from 'node:events';
import { createServer, get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PolicyDecision } from '../../../../tools/local/apigateway/authorization';
import { GatewayFunctions } from '../../../../tools/local/apigateway/gateway-functions';
import { readRestApis } from '../../../../tools/local/apigateway/rest/rest-api';
import { RestGateway } from '../../../../tools/local/apigateway/rest/rest-gateway';
import { FakeFunctions, lambdaUri, resource } from './fake-functions';

const streamingUri = (name: string) =>
  lambdaUri(name).replace('2015-03-31', '2021-11-15').replace('/invocations', '/response-streaming-invocations');

function method(
  id: string,
  httpMethod: string,
  resourceId: string,
  name: string,
  extra: object = {},
  integration: object = {},
) {
  return resource('AWS::ApiGateway::Method', id, {
    RestApiId: 'rest1',
    ResourceId: resourceId,
    HttpMethod: httpMethod,
    AuthorizationType: 'CUSTOM',
    AuthorizerId: 'auth1',
    Integration: { Type: 'AWS_PROXY', IntegrationHttpMethod: 'POST', Uri: lambdaUri(name), ...integration },
    ...extra,
  });
}

const template = [
  resource('AWS::ApiGateway::RestApi', 'rest1', { Name: 'rest' }),
  resource('AWS::ApiGateway::Stage', 'chat', { RestApiId: 'rest1', StageName: 'chat' }),
  resource('AWS::ApiGateway::Authorizer', 'auth1', {
    RestApiId: 'rest1',
    Type: 'REQUEST',
    AuthorizerUri: lambdaUri('authorize'),
    IdentitySource: 'method.request.header.Authorization',
    AuthorizerResultTtlInSeconds: 300,
  }),
  resource('AWS::ApiGateway::Resource', 'v1', { RestApiId: 'rest1', ParentId: 'rootId', PathPart: 'v1' }),
  resource('AWS::ApiGateway::Resource', 'items', { RestApiId: 'rest1', ParentId: 'v1', PathPart: 'items' }),
  resource('AWS::ApiGateway::Resource', 'item', { RestApiId: 'rest1', ParentId: 'items', PathPart: '{itemId}' }),
  resource('AWS::ApiGateway::Resource', 'latest', { RestApiId: 'rest1', ParentId: 'items', PathPart: 'latest' }),
  resource('AWS::ApiGateway::Resource', 'rest', { RestApiId: 'rest1', ParentId: 'v1', PathPart: '{proxy+}' }),
  resource('AWS::ApiGateway::RequestValidator', 'body', {
    RestApiId: 'rest1',
    ValidateRequestBody: true,
    ValidateRequestParameters: true,
  }),
  resource('AWS::ApiGateway::Model', 'Item', {
    RestApiId: 'rest1',
    Schema: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } },
  }),
  method('m1', 'GET', 'item', 'echo'),
  method('m2', 'GET', 'latest', 'latest', {
    RequestValidatorId: 'body',
    RequestParameters: { 'method.request.querystring.of': true, 'method.request.header.X-Any': false },
  }),
  method('m3', 'POST', 'items', 'echo', { RequestValidatorId: 'body', RequestModels: { 'application/json': 'Item' } }),
  method(
    'm4',
    'GET',
    'items',
    'stream',
    { AuthorizationType: 'NONE' },
    { Uri: streamingUri('stream'), ResponseTransferMode: 'STREAM' },
  ),
  method('m5', 'DELETE', 'items', 'slow', {}, { TimeoutInMillis: 50 }),
  method('m6', 'ANY', 'rest', 'broken', { AuthorizationType: 'NONE' }),
  method('m7', 'PUT', 'item', 'malformed', { AuthorizationType: 'NONE' }),
  resource('AWS::ApiGateway::GatewayResponse', 'g1', {
    RestApiId: 'rest1',
    ResponseType: 'MISSING_AUTHENTICATION_TOKEN',
    StatusCode: '404',
    ResponseTemplates: {
      'application/json': '{"code":"not_found","at":"$context.path","m":$context.error.messageString}',
    },
    ResponseParameters: { 'gatewayresponse.header.X-Kind': "'problem'" },
  }),
  resource('AWS::ApiGateway::GatewayResponse', 'g2', {
    RestApiId: 'rest1',
    ResponseType: 'DEFAULT_4XX',
    ResponseTemplates: { 'application/json': '{"type":"$context.error.responseType"}' },
  }),
];

const handlers = {
  authorize: () => ({ principalId: 'u1', policyDocument: { effect: 'allowed' }, context: { userId: 'u1' } }) as unknown,
  echo: (event: object) => ({
    statusCode: 200,
    headers: { 'X-One': '1' },
    multiValueHeaders: { 'X-Many': ['a', 'b'] },
    body: JSON.stringify(event),
  }),
  latest: () => ({ statusCode: 204 }),
  slow: () => new Promise(() => undefined),
  broken: () => Promise.reject(new Error('boom')),
  malformed: () => ({ statusCode: 200, body: 'x', extra: 1 }),
  stream: async function* () {
    yield 'one ';
    yield 'two';
  } as (event: never) => unknown,
};

let server: Server;
let base: string;
let functions: FakeFunctions;
let reports: string[];

let mayInvoke: (functionRef: string, sourceArn: string) => boolean = () => true;

async function start(overrides: Record<string, (event: never) => unknown> = {}, now: () => number = Date.now) {
  functions = new FakeFunctions({ ...handlers, ...overrides });
  reports = [];
  const [api] = readRestApis(template);
  if (!api) throw new Error('no api');
  const gateway = new RestGateway(api, {
    functions: new GatewayFunctions(functions, mayInvoke),
    evaluatePolicy: (document) => (document as { effect: PolicyDecision }).effect,
    accountId: '000000000000',
    domainName: 'rest1.execute-api.us-east-1.amazonaws.com',
    now,
    report: (problem) => reports.push(problem),
  });
  server = createServer((request, response) => {
    void gateway.handle(request, response, new URL(request.url ?? '/', 'http://local'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/chat/v1`;
}

const authorization = { Authorization: 'Bearer t' };

afterEach(() => {
  server.close();
  server.closeAllConnections();
});

test('a proxy integration gets the event of version 1.0 and its answer comes back', async () => {
  await start();
  const response = await fetch(`${base}/items/a%20b?q=1&q=2`, { headers: authorization });
  expect(response.status).toBe(200);
  expect(response.headers.get('x-one')).toBe('1');
  expect(response.headers.get('x-many')).toBe('a, b');
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(await response.json()).toMatchObject({
    resource: '/v1/items/{itemId}',
    path: '/v1/items/a%20b',
    httpMethod: 'GET',
    pathParameters: { itemId: 'a b' },
    queryStringParameters: { q: '2' },
    multiValueQueryStringParameters: { q: ['1', '2'] },
    stageVariables: null,
    body: null,
    isBase64Encoded: false,
    requestContext: {
      stage: 'chat',
      path: '/chat/v1/items/a%20b',
      resourcePath: '/v1/items/{itemId}',
      authorizer: { principalId: 'u1', userId: 'u1', integrationLatency: expect.any(Number) },
      identity: { sourceIp: '127.0.0.1' },
    },
  });
  expect(functions.called('authorize')[0]).toMatchObject({
    type: 'REQUEST',
    methodArn: 'arn:aws:execute-api:us-east-1:000000000000:rest1/chat/GET/v1/items/a%20b',
  });
});

test('a literal part wins over a parameter, and that over a greedy one', async () => {
  await start();
  expect((await fetch(`${base}/items/latest?of=all`, { headers: authorization })).status).toBe(204);
  expect((await fetch(`${base}/other/thing`)).status).toBe(502);
});

test('no route: the gateway response of the template, with its status and headers', async () => {
  await start();
  const response = await fetch(`${base.replace('/v1', '/v2')}/items`);
  expect(response.status).toBe(404);
  expect(response.headers.get('x-kind')).toBe('problem');
  expect(await response.json()).toEqual({ code: 'not_found', at: '/chat/v2/items', m: 'Missing Authentication Token' });
});

describe('authorizer', () => {
  test('without the identity source: 401, and nobody is asked', async () => {
    await start();
    const response = await fetch(`${base}/items/1`);
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({ type: 'UNAUTHORIZED' });
    expect(functions.calls).toHaveLength(0);
  });

  test.each([
    ['Unauthorized', () => Promise.reject(new Error('Unauthorized')), 401],
    ['explicit deny', () => ({ principalId: 'u', policyDocument: { effect: 'explicitDeny' } }), 403],
    ['no statement', () => ({ principalId: 'u', policyDocument: { effect: 'implicitDeny' } }), 403],
    ['a fault', () => Promise.reject(new Error('boom')), 500],
    ['no answer', () => undefined, 500],
  ])('%s', async (_name, authorize, status) => {
    await start({ authorize });
    expect((await fetch(`${base}/items/1`, { headers: authorization })).status).toBe(status);
    expect(functions.called('echo')).toHaveLength(0);
  });

  test('a policy is remembered by identity source until its time is over', async () => {
    let now = 1_000_000;
    await start({}, () => now);
    const ask = (token: string) => fetch(`${base}/items/1`, { headers: { Authorization: token } });
    await ask('a');
    await ask('a');
    await ask('b');
    expect(functions.called('authorize')).toHaveLength(2);
    now += 300_001;
    await ask('a');
    expect(functions.called('authorize')).toHaveLength(3);
  });
});

describe('limits and faults', () => {
  test('a body the model does not accept: 400 before the function', async () => {
    await start();
    const post = (body: string) => fetch(`${base}/items`, { method: 'POST', headers: authorization, body });
    expect((await post('{"name":1}')).status).toBe(400);
    expect((await post('nonsense')).status).toBe(400);
    expect((await post('{"name":"x"}')).status).toBe(200);
  });

  test('a required parameter that is missing: 400 with its name', async () => {
    await start({}, Date.now);
    expect((await fetch(`${base}/items/latest`, { headers: authorization })).status).toBe(400);
    expect(functions.called('latest')).toHaveLength(0);
  });

  test('a body over 10 MB: 413', async () => {
    await start();
    const body = Buffer.alloc(10 * 1024 * 1024 + 1, 'x');
    const response = await fetch(`${base}/items`, { method: 'POST', headers: authorization, body });
    expect(response.status).toBe(413);
  });

  test('an integration that takes too long: 504', async () => {
    await start();
    expect((await fetch(`${base}/items`, { method: 'DELETE', headers: authorization })).status).toBe(504);
  });

  test('a failed and a malformed answer: 502 that the report explains', async () => {
    await start();
    expect(await (await fetch(`${base}/any/thing`)).json()).toEqual({ message: 'Internal server error' });
    expect((await fetch(`${base}/items/1`, { method: 'PUT' })).status).toBe(502);
    expect(reports).toEqual([expect.stringContaining('boom'), expect.stringContaining('extra')]);
  });
});

test('a function that no permission opens to API Gateway: 502, and the report names the permission', async () => {
  const asked: string[] = [];
  mayInvoke = (functionRef, sourceArn) => {
    asked.push(sourceArn);
    return !functionRef.endsWith(':echo');
  };
  try {
    await start();
    expect((await fetch(`${base}/items/1`, { headers: authorization })).status).toBe(502);
  } finally {
    mayInvoke = () => true;
  }
  expect(reports).toEqual([expect.stringContaining('no AWS::Lambda::Permission')]);
  const api = 'arn:aws:execute-api:us-east-1:000000000000:rest1';
  expect(asked).toEqual([`${api}/authorizers/auth1`, `${api}/chat/GET/v1/items/{itemId}`]);
});

describe('streaming', () => {
  test('the body arrives as it is written', async () => {
    await start();
    const response = await fetch(`${base}/items`);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(await response.text()).toBe('one two');
  });

  test('a client that goes away ends the invocation', async () => {
    let ended: () => void = () => undefined;
    const over = new Promise<void>((resolve) => {
      ended = resolve;
    });
    await start({
      async *stream() {
        try {
          for (;;) {
            yield 'x'.repeat(1000);
            await new Promise((resolve) => setImmediate(resolve));
          }
        } finally {
          ended();
        }
      },
    });
    const request = get(`${base}/items`);
    request.on('error', () => undefined);
    const [response] = await once(request, 'response');
    await once(response, 'data');
    request.destroy();
    await over;
  });
});

test('a gateway response template with an unknown variable is refused at start', () => {
  const bad = resource('AWS::ApiGateway::GatewayResponse', 'g3', {
    RestApiId: 'rest1',
    ResponseType: 'THROTTLED',
    ResponseTemplates: { 'application/json': '$context.nonsense' },
  });
  expect(() => readRestApis([...template, bad])).toThrow(/context\.nonsense/);
});
