import { once } from 'node:events';
import { WebSocket } from 'ws';
import { ApiGateways } from '../../../../tools/local/apigateway/api-gateways';
import { GatewayFunctions } from '../../../../tools/local/apigateway/gateway-functions';
import { readDistribution } from '../../../../tools/local/edge/distribution';
import { EdgeServer } from '../../../../tools/local/edge/edge-server';
import { FakeFunctions, lambdaUri, resource } from '../apigateway/fake-functions';

const allViewerExceptHost = 'b689b0a8-53d0-40ab-baf2-68738e2966ac';
const host = (id: string) => `${id}.execute-api.us-east-1.amazonaws.com`;

function distribution(extra: object = {}, restPolicy: object = { OriginRequestPolicyId: allViewerExceptHost }) {
  return resource('AWS::CloudFront::Distribution', 'D', {
    DistributionConfig: {
      DefaultRootObject: 'index.html',
      DefaultCacheBehavior: { TargetOriginId: 'site' },
      CacheBehaviors: [
        {
          PathPattern: '/chat/*',
          TargetOriginId: 'rest',
          AllowedMethods: ['GET', 'POST'],
          ResponseHeadersPolicyId: 'P',
          ...restPolicy,
        },
        { PathPattern: '/live', TargetOriginId: 'sockets', OriginRequestPolicyId: allViewerExceptHost },
      ],
      Origins: [
        { Id: 'site', DomainName: 'pages.s3.us-east-1.amazonaws.com', S3OriginConfig: {} },
        { Id: 'rest', DomainName: host('rest1') },
        { Id: 'sockets', DomainName: host('ws1') },
      ],
      ...extra,
    },
  });
}

const policy = resource('AWS::CloudFront::ResponseHeadersPolicy', 'P', {
  ResponseHeadersPolicyConfig: {
    Name: 'p',
    CustomHeadersConfig: { Items: [{ Header: 'X-Kept', Value: 'edge', Override: false }] },
    RemoveHeadersConfig: { Items: [{ Header: 'X-Inner' }] },
    SecurityHeadersConfig: {
      ContentTypeOptions: { Override: true },
      StrictTransportSecurity: { AccessControlMaxAgeSec: 10, IncludeSubdomains: true, Override: true },
    },
  },
});

const apiResources = [
  resource('AWS::ApiGateway::RestApi', 'rest1', { Name: 'rest' }),
  resource('AWS::ApiGateway::Stage', 'chat', { RestApiId: 'rest1', StageName: 'chat' }),
  resource('AWS::ApiGateway::Resource', 'echo', { RestApiId: 'rest1', ParentId: 'root', PathPart: 'echo' }),
  resource('AWS::ApiGateway::Method', 'm', {
    RestApiId: 'rest1',
    ResourceId: 'echo',
    HttpMethod: 'ANY',
    Integration: { Type: 'AWS_PROXY', IntegrationHttpMethod: 'POST', Uri: lambdaUri('echo') },
  }),
  resource('AWS::ApiGatewayV2::Api', 'ws1', {
    Name: 'sockets',
    ProtocolType: 'WEBSOCKET',
    RouteSelectionExpression: '$request.body.action',
  }),
  resource('AWS::ApiGatewayV2::Stage', 'live', { ApiId: 'ws1', StageName: 'live' }),
];

const functions = new FakeFunctions({
  echo: (event: { headers: Record<string, string>; queryStringParameters: unknown }) => ({
    statusCode: 200,
    headers: { 'X-Inner': '1', 'X-Kept': 'origin' },
    body: JSON.stringify({ headers: event.headers, query: event.queryStringParameters }),
  }),
});

let edge: EdgeServer;

async function start(site = distribution()) {
  edge = await EdgeServer.listen(0);
  const objects = new Map([
    ['pages/index.html', 'home'],
    ['pages/app.js', 'code'],
    ['pages/404.html', 'lost'],
  ]);
  edge.serve({
    distribution: readDistribution(site, [policy]),
    apis: new ApiGateways(apiResources, {
      functions: new GatewayFunctions(functions, () => true),
      evaluatePolicy: () => 'allowed',
      accountId: '000000000000',
      now: Date.now,
      report: (problem) => {
        throw new Error(problem);
      },
    }),
    objects: {
      get: async (bucket, key) => {
        const text = objects.get(`${bucket}/${key}`);
        return text === undefined ? undefined : { body: Buffer.from(text), contentType: 'text/html' };
      },
    },
    local: (request, response) => {
      if (request.url !== '/_local') return false;
      response.end('laptop');
      return true;
    },
    report: () => undefined,
  });
  return edge.url;
}

afterEach(() => edge.stop());

test('paths choose the behaviour, in order; the default is the bucket', async () => {
  const url = await start();
  expect(await (await fetch(`${url}/`)).text()).toBe('home');
  expect(await (await fetch(`${url}/app.js`)).text()).toBe('code');
  expect((await fetch(`${url}/missing`)).status).toBe(403);
  expect((await fetch(`${url}/chat/echo`)).status).toBe(200);
  expect(await (await fetch(`${url}/_local`)).text()).toBe('laptop');
});

test('an error page stands in for what the bucket does not have', async () => {
  const url = await start(
    distribution({ CustomErrorResponses: [{ ErrorCode: 403, ResponsePagePath: '/404.html', ResponseCode: 404 }] }),
  );
  const response = await fetch(`${url}/missing`);
  expect([response.status, await response.text()]).toEqual([404, 'lost']);
});

test('a method that the behaviour does not allow stops at the edge', async () => {
  const url = await start();
  expect((await fetch(`${url}/chat/echo`, { method: 'DELETE' })).status).toBe(403);
});

test('the headers policy adds, keeps and removes', async () => {
  const { headers } = await fetch(`${await start()}/chat/echo`);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('strict-transport-security')).toBe('max-age=10; includeSubDomains');
  expect(headers.get('x-kept')).toBe('origin');
  expect(headers.has('x-inner')).toBe(false);
});

test('the viewer’s headers and query reach the origin where the policy forwards them', async () => {
  const response = await fetch(`${await start()}/chat/echo?q=1`, { headers: { Authorization: 'Bearer t' } });
  expect(await response.json()).toMatchObject({
    query: { q: '1' },
    headers: { Authorization: 'Bearer t', Host: host('rest1') },
  });
});

test('without an origin request policy neither Authorization nor the query gets through', async () => {
  const url = await start(distribution({}, {}));
  const response = await fetch(`${url}/chat/echo?q=1`, { headers: { Authorization: 'Bearer t' } });
  const { headers, query } = (await response.json()) as { headers: object; query: unknown };
  expect(Object.keys(headers).map((name) => name.toLowerCase())).not.toContain('authorization');
  expect(query).toBeNull();
});

test('WebSockets pass through to their API', async () => {
  const url = await start();
  const socket = new WebSocket(`${url.replace('http', 'ws')}/live`);
  await once(socket, 'open');
  socket.send('hello');
  const [data] = await once(socket, 'message');
  expect(JSON.parse(String(data)).message).toBe('Forbidden');
  socket.terminate();
});

test('what the edge does not serve is named', async () => {
  await start();
  const withFunction = { FunctionAssociations: [{ EventType: 'viewer-request', FunctionARN: 'f' }] };
  expect(() => readDistribution(distribution({}, withFunction), [policy])).toThrow(
    /CloudFront functions are not served/,
  );
  expect(() => readDistribution(distribution({}, { OriginRequestPolicyId: 'own' }), [policy])).toThrow(
    /own is not served/,
  );
});

test('a busy port says so', async () => {
  const url = await start();
  await expect(EdgeServer.listen(Number(new URL(url).port))).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
