import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { HostMap } from '../../../tools/local/host-map';
import { allow, arnOf, functionResources, type RunningCore, startMain } from './support/core-fixture';

const table = {
  Type: 'AWS::DynamoDB::GlobalTable',
  Properties: {
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
    Replicas: [{ Region: 'us-east-1' }],
  },
};
const echo = 'export const handler = async () => process.env;';

let running: RunningCore | undefined;
afterEach(async () => {
  await running?.stop();
  running = undefined;
});

it('creates what the template declares, and refuses what it does not know', async () => {
  running = await startMain({ Table: table, Alarm: { Type: 'AWS::CloudWatch::Alarm' } });
  const client = new DynamoDBClient(running.client);
  const key = { pk: { S: 'a' } };
  await client.send(new PutItemCommand({ TableName: 'main-Table', Item: key }));
  expect((await client.send(new GetItemCommand({ TableName: 'main-Table', Key: key }))).Item).toEqual(key);
  client.destroy();
  expect(running.core.resources.summary()).toEqual([
    { type: 'AWS::CloudWatch::Alarm', count: 1, served: false, note: 'there is no CloudWatch on a laptop' },
    { type: 'AWS::DynamoDB::GlobalTable', count: 1, served: true, note: 'engines' },
  ]);
  await expect(startMain({ Search: { Type: 'AWS::Made::Up' } })).rejects.toThrow(
    'the laptop does not know resource type AWS::Made::Up (main/Search)',
  );
});

it('names the resource that an engine cannot create', async () => {
  const unserved = {
    ...table,
    Properties: { ...table.Properties, ImportSourceSpecification: { InputFormat: 'CSV' } },
  };
  await expect(startMain({ Table: unserved })).rejects.toThrow(
    /cannot create main\/Table \(AWS::DynamoDB::GlobalTable\)/,
  );
});

it('gives functions local addresses for those of AWS', async () => {
  const Variables = { API: 'https://abc.execute-api.us-east-1.amazonaws.com/chat', PLAIN: 'https://example.com' };
  running = await startMain(functionResources('Echo', 'echo', [], { Environment: { Variables } }), { echo });
  running.core.hosts.set('abc.execute-api.us-east-1.amazonaws.com', 'http://localhost:1');
  const result = await running.core.functions.invoke('main-Echo', {});
  expect(result).toMatchObject({ ok: true, payload: { API: 'http://localhost:1/chat', PLAIN: 'https://example.com' } });
});

const askDomain = `export const handler = async (path) => {
  const { SEARCH_ENDPOINT, AWS_ACCESS_KEY_ID: key } = process.env;
  const authorization = 'AWS4-HMAC-SHA256 Credential=' + key + '/20260101/us-east-1/es/aws4_request, Signature=x';
  const answer = await fetch(SEARCH_ENDPOINT + path, { headers: { authorization } });
  return { status: answer.status, body: await answer.text() };
};`;

it('lets a function ask its search domain, as far as its role allows', async () => {
  const endpoint = { 'Fn::Join': ['', ['https://', { 'Fn::GetAtt': ['Domain', 'DomainEndpoint'] }]] };
  const health = { 'Fn::Join': ['', [arnOf('Domain'), '/_cluster/*']] };
  const properties = { Environment: { Variables: { SEARCH_ENDPOINT: endpoint } } };
  const ask = functionResources('Ask', 'ask', [allow('es:ESHttpGet', health)], properties);
  running = await startMain({ Domain: { Type: 'AWS::OpenSearchService::Domain' }, ...ask }, { ask: askDomain });
  const { functions, iam } = running.core;
  expect(await functions.invoke('main-Ask', '/_cluster/health')).toMatchObject({ ok: true, payload: { status: 200 } });
  const refused = {
    status: 403,
    body: expect.stringMatching(/^{"Message":"User: .* perform: es:ESHttpGet on resource/),
  };
  expect(await functions.invoke('main-Ask', '/index')).toMatchObject({ ok: true, payload: refused });
  expect(iam.denials()).toMatchObject([{ resource: 'arn:aws:es:us-east-1:000000000000:domain/main-domain/index' }]);
});

it('starts no function whose environment would reach out to AWS', async () => {
  const Variables = { QUEUE: 'https://sqs.us-east-1.amazonaws.com/1/q' };
  running = await startMain(functionResources('Echo', 'echo', [], { Environment: { Variables } }), { echo });
  expect(await running.core.functions.invoke('main-Echo', {})).toEqual({
    ok: false,
    errorType: 'Runtime.InitError',
    errorMessage: 'QUEUE names sqs.us-east-1.amazonaws.com, which nothing on the laptop stands for',
  });
});

it('checks what Lambda does on a function’s behalf', async () => {
  const properties = { TracingConfig: { Mode: 'Active' }, VpcConfig: {}, LoggingConfig: undefined };
  running = await startMain(functionResources('Echo', 'echo', [], properties), { echo });
  await running.core.functions.invoke('main-Echo', {});
  const denied = running.core.iam.denials().map(({ action }) => action);
  expect(denied.sort()).toEqual([
    'ec2:CreateNetworkInterface',
    'ec2:DeleteNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'logs:CreateLogGroup',
    'xray:PutTelemetryRecords',
    'xray:PutTraceSegments',
  ]);
  expect(running.core.iam.unused()).toEqual([]);
});

it('leaves functions out that only serve deployments', async () => {
  const resources = {
    ...functionResources('Echo', 'echo', []),
    ...functionResources('Provider', 'echo', [allow('s3:*', '*')]),
    Empty: { Type: 'Custom::S3AutoDeleteObjects', Properties: { ServiceToken: arnOf('Provider') } },
  };
  running = await startMain(resources, { echo });
  expect(running.core.functions.configurations().map(({ name }) => name)).toEqual(['main-Echo']);
});

describe('hosts', () => {
  const hosts = new HostMap();
  hosts.set('d1.cloudfront.net', 'http://localhost:8787/');

  it('are replaced wherever a text names them, sockets by sockets', () => {
    expect(hosts.rewrite('wss://d1.cloudfront.net/chat-ws and https://d1.cloudfront.net')).toBe(
      'ws://localhost:8787/chat-ws and http://localhost:8787',
    );
  });

  it('may be of a stage’s own domain', () => {
    hosts.set('chat.example.com', 'http://localhost:8787');
    expect(hosts.rewrite('https://chat.example.com/v1 https://example.com')).toBe(
      'http://localhost:8787/v1 https://example.com',
    );
    expect(hosts.unknownHosts('https://other.example.com')).toEqual([]);
  });

  it('that are not known stay, and are told', () => {
    const text = 'https://d2.cloudfront.net/x https://d1.cloudfront.net';
    expect(hosts.rewrite(text)).toBe('https://d2.cloudfront.net/x http://localhost:8787');
    expect(hosts.unknownHosts(text)).toEqual(['d2.cloudfront.net']);
  });
});
