import { BedrockRuntimeClient, InvokeModelCommand } from '@aws-sdk/client-bedrock-runtime';
import { InvokeCommand, LambdaClient, ResourceNotFoundException } from '@aws-sdk/client-lambda';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { StartDocumentTextDetectionCommand, TextractClient } from '@aws-sdk/client-textract';
import { allow, arnOf, functionResources, type RunningCore, startMain } from './support/core-fixture';

const titan = 'amazon.titan-embed-text-v2:0';
const throwing =
  "export const handler = async ({ fail }) => { if (fail) throw new RangeError('out of range'); return { fail }; };";

let running: RunningCore;
/** SDK configuration of a function. */
let caller: { readonly endpoint: string; readonly region: string; readonly maxAttempts: number } & Pick<
  RunningCore['client'],
  'credentials'
>;

beforeAll(async () => {
  const statements = [
    allow('lambda:InvokeFunction', { Ref: 'ToolLive' }),
    allow('lambda:InvokeFunction', 'arn:aws:lambda:us-east-1:000000000000:function:main-Gone'),
    allow('secretsmanager:GetSecretValue', { Ref: 'Secret' }),
    allow('secretsmanager:GetSecretValue', 'arn:aws:secretsmanager:us-east-1:000000000000:secret:sources/wiki-??????'),
    allow('textract:StartDocumentTextDetection', '*'),
    allow('s3:GetObject', { 'Fn::Join': ['', [arnOf('Originals'), '/uploads/*']] }),
    allow('bedrock:InvokeModel', `arn:aws:bedrock:us-east-1::foundation-model/${titan}`),
  ];
  running = await startMain(
    {
      ...functionResources('Caller', 'tool', statements),
      ...functionResources('Tool', 'tool', []),
      ToolVersion: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Tool' } } },
      ToolLive: {
        Type: 'AWS::Lambda::Alias',
        Properties: { FunctionName: { Ref: 'Tool' }, FunctionVersion: '1', Name: 'live' },
      },
      Originals: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'originals' } },
      Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { GenerateSecretString: {} } },
    },
    { tool: throwing },
  );
  const { name, roleArn } = running.core.functions.configuration('main-Caller');
  const credentials = running.core.gateway.credentials.issue({ name, roleArn });
  caller = { endpoint: running.core.gateway.endpoint, region: 'us-east-1', maxAttempts: 1, credentials };
});
afterAll(() => running.stop());

const event = (fail: boolean) => Buffer.from(JSON.stringify({ fail }));

test('a function invokes another by the alias that its role names, and no other way', async () => {
  const client = new LambdaClient(caller);
  const invoke = (FunctionName: string, fail = false) =>
    client.send(new InvokeCommand({ FunctionName, Payload: event(fail) }));
  const answer = await invoke('main-Tool:live');
  expect([answer.FunctionError, answer.Payload?.transformToString()]).toEqual([undefined, '{"fail":false}']);
  const failed = await invoke('arn:aws:lambda:us-east-1:000000000000:function:main-Tool:live', true);
  expect([failed.FunctionError, JSON.parse(failed.Payload?.transformToString() ?? '')]).toEqual([
    'Unhandled',
    { errorType: 'RangeError', errorMessage: 'out of range' },
  ]);
  await expect(invoke('main-Tool')).rejects.toThrow(
    /not authorized to perform: lambda:InvokeFunction on resource: \S+:function:main-Tool because/,
  );
  await expect(invoke('main-Gone')).rejects.toThrow(ResourceNotFoundException);
  client.destroy();
});

test('Textract reads a document with the permission of who asks for it', async () => {
  const client = new TextractClient(caller);
  const start = (Name: string) =>
    client.send(
      new StartDocumentTextDetectionCommand({ DocumentLocation: { S3Object: { Bucket: 'originals', Name } } }),
    );
  await running.core.engines.objects.put('originals', 'uploads/a', {
    body: Buffer.from('x'),
    contentType: 'image/png',
  });
  expect((await start('uploads/a')).JobId).toMatch(/^[0-9a-f]{64}$/);
  await expect(start('others/a')).rejects.toThrow(/s3:GetObject on resource: arn:aws:s3:::originals\/others\/a/);
  client.destroy();
});

test('a secret is read by whom the template lets', async () => {
  const client = new SecretsManagerClient(caller);
  const get = (SecretId: string) => client.send(new GetSecretValueCommand({ SecretId }));
  expect((await get('main-Secret')).SecretString).toHaveLength(32);
  // Allowed by a pattern for the six characters, but not there.
  await expect(get('sources/wiki')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  await expect(get('sources/mail')).rejects.toThrow(
    /secretsmanager:GetSecretValue on resource: \S+secret:sources\/mail-/,
  );
  client.destroy();
});

test('an embedding model is one that the role names', async () => {
  const client = new BedrockRuntimeClient(caller);
  const invoke = (modelId: string, body: unknown) =>
    client.send(new InvokeModelCommand({ modelId, body: JSON.stringify(body) }));
  const { body } = await invoke(titan, { inputText: 'soup', dimensions: 512 });
  expect(JSON.parse(body.transformToString()).embedding).toHaveLength(512);
  await expect(invoke('cohere.rerank-v3-5:0', { query: 'x', documents: ['x'], api_version: 2 })).rejects.toThrow(
    /bedrock:InvokeModel on resource: \S+foundation-model\/cohere.rerank-v3-5:0/,
  );
  client.destroy();
});
