import { ApiGatewayManagementApiClient, PostToConnectionCommand } from '@aws-sdk/client-apigatewaymanagementapi';
import { BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import { DynamoDBClient, ListTablesCommand, PutItemCommand, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { KinesisClient, PutRecordCommand } from '@aws-sdk/client-kinesis';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type Engine, type ServiceCall, ServiceError } from '../../../../tools/local/engines/engine';
import { Gateway } from '../../../../tools/local/gateway/gateway';
import { Access } from '../../../../tools/local/iam/access';
import type { ResolvedResource } from '../../../../tools/local/types';

const region = 'us-east-1';
const roleArn = 'arn:aws:iam::000000000000:role/send';
const tableArn = `arn:aws:dynamodb:${region}:000000000000:table/chat`;
const allowed = { Effect: 'Allow', Action: 'dynamodb:PutItem', Resource: tableArn };
const role: ResolvedResource = {
  stack: 'main',
  logicalId: 'Role',
  region,
  type: 'AWS::IAM::Role',
  path: 'main/Role',
  ref: 'send',
  attributes: { Arn: roleArn },
  properties: { Policies: [{ PolicyDocument: { Statement: [allowed] } }] },
};

const calls: ServiceCall[] = [];
let fail: ServiceError | Error | undefined;
const engine: Engine = {
  name: 'any',
  services: ['dynamodb', 'sqs', 'sns', 's3', 'kinesis', 'bedrock', 'execute-api'],
  resourceTypes: [],
  async handle(call, response) {
    calls.push(call);
    if (fail) throw fail;
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end('{}');
  },
  create: async () => undefined,
  stop: async () => undefined,
};

const gateway = new Gateway();
const access = new Access({ ofType: (...types) => (types.includes(role.type) ? [role] : []) });
const caller = { name: 'send', roleArn };
beforeAll(async () => {
  await gateway.start();
  access.addFunction('send', roleArn);
  gateway.enforce(access);
  gateway.register(engine);
});
afterAll(() => gateway.stop());
beforeEach(() => {
  calls.length = 0;
  fail = undefined;
});

const configuration = () => ({
  region,
  endpoint: gateway.endpoint,
  credentials: gateway.credentials.issue(caller),
  maxAttempts: 1,
});
const put = (TableName: string) => new PutItemCommand({ TableName, Item: { pk: { S: 'a' } } });

describe('a call', () => {
  it('reaches the engine with service, operation, region and caller', async () => {
    await new DynamoDBClient(configuration()).send(put('chat'));
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({ service: 'dynamodb', operation: 'PutItem', region, caller, method: 'POST' });
    expect(JSON.parse(String(calls[0]?.body))).toEqual({ TableName: 'chat', Item: { pk: { S: 'a' } } });
  });

  it('of an unknown access key is refused', async () => {
    const credentials = { accessKeyId: 'AKIDOFANOTHERRUN', secretAccessKey: 'x' };
    const client = new DynamoDBClient({ ...configuration(), credentials });
    await expect(client.send(put('chat'))).rejects.toMatchObject({ name: 'UnrecognizedClientException' });
  });

  it('that is not signed is refused', async () => {
    const response = await fetch(gateway.endpoint, { method: 'POST', body: '{}' });
    expect(response.status).toBe(403);
    expect(await response.json()).toEqual({
      __type: 'MissingAuthenticationToken',
      message: 'the request is not signed',
    });
  });

  it('of the operator needs no policy', async () => {
    const credentials = gateway.credentials.issue(gateway.operator);
    await new DynamoDBClient({ ...configuration(), credentials }).send(new ListTablesCommand({}));
    expect(calls).toHaveLength(1);
  });
});

it('an engine may ask what else a caller may do, which is no refusal', async () => {
  const client = new DynamoDBClient(configuration());
  await client.send(put('chat'));
  const may = (action: string) => calls[0]?.may?.({ action, resource: tableArn });
  expect([may('dynamodb:PutItem'), may('dynamodb:Query')]).toEqual([true, false]);
  expect(access.denials()).toEqual([]);
});

describe('a call that the caller’s policies do not allow', () => {
  test.each<[string, () => Promise<unknown>, string, string]>([
    [
      'dynamodb',
      () => new DynamoDBClient(configuration()).send(put('other')),
      'AccessDeniedException',
      'dynamodb:PutItem on resource: arn:aws:dynamodb:us-east-1:000000000000:table/other',
    ],
    [
      'sqs',
      () =>
        new SQSClient(configuration()).send(
          new SendMessageCommand({ QueueUrl: `${gateway.endpoint}/000000000000/paid.fifo`, MessageBody: 'x' }),
        ),
      'AccessDenied',
      'sqs:SendMessage on resource: arn:aws:sqs:us-east-1:000000000000:paid.fifo',
    ],
    [
      'sns',
      () =>
        new SNSClient(configuration()).send(
          new PublishCommand({ TopicArn: 'arn:aws:sns:us-east-1:000000000000:t', Message: 'x' }),
        ),
      'AuthorizationErrorException',
      'sns:Publish on resource: arn:aws:sns:us-east-1:000000000000:t',
    ],
    [
      's3',
      () => new S3Client(configuration()).send(new GetObjectCommand({ Bucket: 'bucket', Key: 'a/ü b.txt' })),
      'AccessDenied',
      's3:GetObject on resource: arn:aws:s3:::bucket/a/ü b.txt',
    ],
    [
      'kinesis over HTTP/2',
      () =>
        new KinesisClient(configuration()).send(
          new PutRecordCommand({ StreamName: 's', PartitionKey: 'p', Data: Buffer.from('x') }),
        ),
      'AccessDeniedException',
      'kinesis:PutRecord on resource: arn:aws:kinesis:us-east-1:000000000000:stream/s',
    ],
    [
      'bedrock over HTTP/2',
      () =>
        new BedrockRuntimeClient(configuration()).send(
          new ConverseCommand({ modelId: 'amazon.nova-lite-v1:0', messages: [] }),
        ),
      'AccessDeniedException',
      'bedrock:InvokeModel on resource: arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0',
    ],
    [
      'execute-api',
      () =>
        new ApiGatewayManagementApiClient({
          ...configuration(),
          endpoint: `${gateway.endpoint}/execute-api/abc/chat-ws`,
        }).send(new PostToConnectionCommand({ ConnectionId: 'c=', Data: 'x' })),
      'ForbiddenException',
      'execute-api:ManageConnections on resource: arn:aws:execute-api:us-east-1:000000000000:abc/chat-ws/POST/@connections/c',
    ],
  ])('is refused in the words of %s and recorded', async (_service, send, name, message) => {
    access.clearDenials();
    const refusal = send();
    await expect(refusal).rejects.toMatchObject({ name, message: expect.stringContaining(message) });
    expect(calls).toHaveLength(0);
    expect(access.denials()).toHaveLength(1);
    expect(message).toContain(access.denials()[0]?.action);
  });
});

describe('a failure of an engine', () => {
  it.each([
    ['json', () => new DynamoDBClient(configuration()).send(put('chat'))],
    [
      'query',
      () =>
        new SNSClient({ ...configuration(), credentials: gateway.credentials.issue(gateway.operator) }).send(
          new PublishCommand({ TopicArn: 't', Message: '<&>' }),
        ),
    ],
    [
      'rest-xml',
      () =>
        new S3Client({ ...configuration(), credentials: gateway.credentials.issue(gateway.operator) }).send(
          new GetObjectCommand({ Bucket: 'b', Key: 'k' }),
        ),
    ],
    [
      'rest-json',
      () =>
        new BedrockRuntimeClient({ ...configuration(), credentials: gateway.credentials.issue(gateway.operator) }).send(
          new ConverseCommand({ modelId: 'm', messages: [] }),
        ),
    ],
  ])('reaches the SDK by name and message (%s)', async (_protocol, send) => {
    fail = new ServiceError('ThrottlingException', 'slow <down> & wait', 429);
    const failure = await send().catch((error: unknown) => error);
    expect(failure).toMatchObject({
      name: 'ThrottlingException',
      message: 'slow <down> & wait',
      $metadata: { httpStatusCode: 429 },
    });
  });

  it('that was not expected is an internal one', async () => {
    fail = new Error('engine broke');
    const failure = new DynamoDBClient(configuration()).send(put('chat'));
    await expect(failure).rejects.toMatchObject({ name: 'InternalFailure', message: 'engine broke' });
  });
});

describe('what nothing serves', () => {
  it('fails loudly, naming service and operation, and is recorded', async () => {
    const command = new UpdateTableCommand({ TableName: 'chat', BillingMode: 'PROVISIONED' });
    const failure = new DynamoDBClient(configuration()).send(command);
    await expect(failure).rejects.toMatchObject({
      name: 'NotServedOnLaptop',
      message: "dynamodb:UpdateTable is not served by the laptop's engines",
    });
    expect(gateway.unserved()).toContainEqual({ caller: 'send', service: 'dynamodb', operation: 'UpdateTable' });
  });

  it('may be a whole service', async () => {
    const authorization = `AWS4-HMAC-SHA256 Credential=${gateway.credentials.issue(caller).accessKeyId}/20260101/us-east-1/states/aws4_request`;
    const response = await fetch(gateway.endpoint, { method: 'POST', headers: { authorization }, body: '{}' });
    expect(response.status).toBe(501);
    expect(await response.json()).toMatchObject({ message: expect.stringContaining('states:any operation') });
  });
});

describe('a call made inside the process', () => {
  it('is checked like any other', async () => {
    const call = { service: 'dynamodb', operation: 'PutItem', region, caller };
    expect(await gateway.call({ ...call, input: { TableName: 'chat' } })).toEqual({});
    await expect(gateway.call({ ...call, input: { TableName: 'other' } })).rejects.toThrow(
      'not authorized to perform: dynamodb:PutItem',
    );
  });
});
