import { actionMaps } from '../../../../tools/local/gateway/actions';
import type { IncomingCall } from '../../../../tools/local/gateway/actions/action-map';

type Call = Partial<IncomingCall> & { input?: unknown; target?: string };

const needs = (service: string, call: Call): unknown =>
  requirementsOf(service, call)?.map(({ action, resource }) => `${action} ${resource}`);

function requirementsOf(service: string, call: Call) {
  const { input, target, ...rest } = call;
  const incoming: IncomingCall = {
    service,
    region: 'us-east-1',
    method: 'POST',
    path: '/',
    headers: target ? { 'x-amz-target': `X.${target}` } : {},
    body: Buffer.from(JSON.stringify(input ?? {})),
    ...rest,
  };
  const map = actionMaps[service];
  const operation = map?.operation(incoming) ?? '';
  return map?.requirements(incoming, operation);
}

const table = 'arn:aws:dynamodb:us-east-1:000000000000:table';

describe('dynamodb', () => {
  it('names table and index', () => {
    expect(needs('dynamodb', { target: 'Query', input: { TableName: 't', IndexName: 'byUser' } })).toEqual([
      `dynamodb:Query ${table}/t/index/byUser`,
    ]);
    expect(needs('dynamodb', { target: 'GetItem', input: { TableName: `${table}/t` } })).toEqual([
      `dynamodb:GetItem ${table}/t`,
    ]);
  });

  it('needs each table of a batch and each part of a transaction', () => {
    expect(needs('dynamodb', { target: 'BatchWriteItem', input: { RequestItems: { a: [], b: [] } } })).toEqual([
      `dynamodb:BatchWriteItem ${table}/a`,
      `dynamodb:BatchWriteItem ${table}/b`,
    ]);
    const TransactItems = [{ Put: { TableName: 'a' } }, { ConditionCheck: { TableName: 'b' } }];
    expect(needs('dynamodb', { target: 'TransactWriteItems', input: { TransactItems } })).toEqual([
      `dynamodb:PutItem ${table}/a`,
      `dynamodb:ConditionCheckItem ${table}/b`,
    ]);
  });

  it.each([
    ['PutItem', { TableName: 't', Item: { pk: { S: 'a' } } }],
    ['DeleteItem', { TableName: 't', Key: { pk: { S: 'a' } } }],
    ['TransactWriteItems', { TransactItems: [{ Put: { TableName: 't', Item: { pk: { S: 'a' } } } }] }],
  ])('tells of a %s which item it is about', (target, input) => {
    expect(requirementsOf('dynamodb', { target, input })).toEqual([
      expect.objectContaining({ item: { pk: { S: 'a' } } }),
    ]);
  });

  it('reads a stream by its ARN, also where only an iterator names it', () => {
    const stream = `${table}/t/stream/2026-01-01T00:00:00.000`;
    for (const target of ['DescribeStream', 'GetShardIterator']) {
      expect(needs('dynamodb', { target, input: { StreamArn: stream } })).toEqual([`dynamodb:${target} ${stream}`]);
    }
    const records = { target: 'GetRecords', input: { ShardIterator: `${stream}|1|abc` } };
    expect(needs('dynamodb', records)).toEqual([`dynamodb:GetRecords ${stream}`]);
    expect(needs('dynamodb', { target: 'ListStreams', input: { TableName: 't' } })).toEqual([
      `dynamodb:ListStreams ${stream}`,
    ]);
    expect(needs('dynamodb', { target: 'ListStreams' })).toEqual(['dynamodb:ListStreams *']);
  });

  it('knows no other operation', () => {
    expect(needs('dynamodb', { target: 'ExportTableToPointInTime' })).toBeUndefined();
    expect(needs('dynamodb', {})).toBeUndefined();
  });
});

describe('sqs', () => {
  it('needs for a batch what the single call needs', () => {
    const input = { QueueUrl: 'http://127.0.0.1:1/000000000000/paid.fifo' };
    const queue = 'arn:aws:sqs:us-east-1:000000000000:paid.fifo';
    expect(needs('sqs', { target: 'DeleteMessageBatch', input })).toEqual([`sqs:DeleteMessage ${queue}`]);
    expect(needs('sqs', { target: 'GetQueueUrl', input: { QueueName: 'paid.fifo' } })).toEqual([
      `sqs:GetQueueUrl ${queue}`,
    ]);
  });
});

describe('bedrock', () => {
  const model = (id: string, verb: string, input: unknown = {}) =>
    needs('bedrock', { path: `/model/${encodeURIComponent(id)}/${verb}`, input });
  const foundation = (region: string) => `arn:aws:bedrock:${region}::foundation-model/amazon.nova-lite-v1:0`;

  it('needs a profile and the model in every region it may answer from', () => {
    expect(model('us.amazon.nova-lite-v1:0', 'converse-stream')).toEqual(
      [
        'arn:aws:bedrock:us-east-1:000000000000:inference-profile/us.amazon.nova-lite-v1:0',
        ...['us-east-1', 'us-east-2', 'us-west-2'].map(foundation),
      ].map((resource) => `bedrock:InvokeModelWithResponseStream ${resource}`),
    );
  });

  it('needs the guardrail that a call names', () => {
    const guardrailConfig = { guardrailIdentifier: 'g1', guardrailVersion: '1' };
    expect(model('amazon.nova-lite-v1:0', 'converse', { guardrailConfig })).toEqual([
      `bedrock:InvokeModel ${foundation('us-east-1')}`,
      'bedrock:ApplyGuardrail arn:aws:bedrock:us-east-1:000000000000:guardrail/g1',
    ]);
    expect(needs('bedrock', { path: '/guardrail/g1/version/1/apply' })).toEqual([
      'bedrock:ApplyGuardrail arn:aws:bedrock:us-east-1:000000000000:guardrail/g1',
    ]);
  });

  it('refuses a geography whose regions it does not know', () => {
    expect(() => model('global.amazon.nova-lite-v1:0', 'converse')).toThrow(
      'regions of profile global.amazon.nova-lite-v1:0',
    );
  });
});

describe('execute-api', () => {
  it('names API, stage, method and connection', () => {
    const path = '/execute-api/abc/chat-ws/@connections/L0%3D';
    expect(needs('execute-api', { method: 'DELETE', path })).toEqual([
      'execute-api:ManageConnections arn:aws:execute-api:us-east-1:000000000000:abc/chat-ws/DELETE/@connections/L0=',
    ]);
    expect(needs('execute-api', { path: '/execute-api/abc/chat-ws' })).toBeUndefined();
  });
});

describe('s3', () => {
  const object = 'arn:aws:s3:::b/dir/a b.txt';
  it.each([
    ['GET', '/', 's3:ListAllMyBuckets *'],
    ['GET', '/b?list-type=2&prefix=x', 's3:ListBucket arn:aws:s3:::b'],
    ['HEAD', '/b', 's3:ListBucket arn:aws:s3:::b'],
    ['PUT', '/b/dir/a%20b.txt?x-id=PutObject', `s3:PutObject ${object}`],
    ['GET', '/b/dir/a%20b.txt', `s3:GetObject ${object}`],
    ['HEAD', '/b/dir/a%20b.txt', `s3:GetObject ${object}`],
    ['DELETE', '/b/dir/a%20b.txt', `s3:DeleteObject ${object}`],
    ['POST', '/b/dir/a%20b.txt?uploads', `s3:PutObject ${object}`],
    ['DELETE', '/b/dir/a%20b.txt?uploadId=1', `s3:AbortMultipartUpload ${object}`],
  ])('%s %s needs %s', (method, path, expected) => {
    expect(needs('s3', { method, path })).toEqual([expected]);
  });

  it('needs the source of a copy as well', () => {
    const headers = { 'x-amz-copy-source': '/from/k%20ey?versionId=1' };
    expect(needs('s3', { method: 'PUT', path: '/b/k', headers })).toEqual([
      's3:PutObject arn:aws:s3:::b/k',
      's3:GetObject arn:aws:s3:::from/k ey',
    ]);
  });

  it('needs each key that is deleted in a batch', () => {
    const body = Buffer.from('<Delete><Object><Key>x</Key></Object><Object><Key>y</Key></Object></Delete>');
    expect(needs('s3', { path: '/b?delete', body })).toEqual([
      's3:DeleteObject arn:aws:s3:::b/x',
      's3:DeleteObject arn:aws:s3:::b/y',
    ]);
  });

  it.each(['/b?policy', '/b/k?acl'])('does not take %s for the plain operation', (path) => {
    expect(needs('s3', { method: 'GET', path })).toBeUndefined();
  });
});

describe('opensearch', () => {
  const domain = 'arn:aws:es:us-east-1:000000000000:domain/rag';
  it.each([
    ['GET', '/opensearch/rag', `es:ESHttpGet ${domain}/`],
    ['POST', '/opensearch/rag/_msearch?typed_keys=true', `es:ESHttpPost ${domain}/_msearch`],
    ['PUT', '/opensearch/rag/chunks/_doc/a%20b', `es:ESHttpPut ${domain}/chunks/_doc/a b`],
    ['HEAD', '/opensearch/rag/chunks', `es:ESHttpHead ${domain}/chunks`],
    ['DELETE', '/opensearch/rag/chunks', `es:ESHttpDelete ${domain}/chunks`],
  ])('%s %s needs %s', (method, path, expected) => {
    expect(needs('es', { method, path })).toEqual([expected]);
  });

  it('knows no path that is of no domain', () => {
    expect(needs('es', { path: '/2021-01-01/opensearch/domain' })).toBeUndefined();
  });
});

describe('sagemaker', () => {
  const arn = 'arn:aws:sagemaker:us-east-1:000000000000';

  it('needs the endpoint, and the inference component that is named', () => {
    expect(needs('sagemaker', { path: '/endpoints/Dev-Chat/invocations' })).toEqual([
      `sagemaker:InvokeEndpoint ${arn}:endpoint/dev-chat`,
    ]);
    const headers = { 'x-amzn-sagemaker-inference-component': 'Chat' };
    expect(needs('sagemaker', { path: '/endpoints/dev-chat/invocations-response-stream', headers })).toEqual([
      `sagemaker:InvokeEndpoint ${arn}:endpoint/dev-chat`,
      `sagemaker:InvokeEndpoint ${arn}:inference-component/chat`,
      `sagemaker:InvokeEndpointWithResponseStream ${arn}:endpoint/dev-chat`,
      `sagemaker:InvokeEndpointWithResponseStream ${arn}:inference-component/chat`,
    ]);
  });

  it('knows no other operation', () => {
    expect(needs('sagemaker', { path: '/endpoints/dev-chat/async-invocations' })).toBeUndefined();
  });
});

describe('textract', () => {
  it('reads the document with the permission of its caller', () => {
    const input = { DocumentLocation: { S3Object: { Bucket: 'b', Name: 'uploads/a' } } };
    expect(needs('textract', { target: 'StartDocumentTextDetection', input })).toEqual([
      'textract:StartDocumentTextDetection *',
      's3:GetObject arn:aws:s3:::b/uploads/a',
    ]);
    expect(needs('textract', { target: 'GetDocumentTextDetection', input: { JobId: 'j' } })).toEqual([
      'textract:GetDocumentTextDetection *',
    ]);
    expect(needs('textract', { target: 'AnalyzeDocument' })).toBeUndefined();
  });
});

describe('rekognition', () => {
  it('reads the image with the permission of its caller', () => {
    const input = { Image: { S3Object: { Bucket: 'b', Name: 'images/o/a' } } };
    expect(needs('rekognition', { target: 'DetectModerationLabels', input })).toEqual([
      'rekognition:DetectModerationLabels *',
      's3:GetObject arn:aws:s3:::b/images/o/a',
    ]);
    expect(needs('rekognition', { target: 'DetectFaces' })).toBeUndefined();
  });
});

describe('secretsmanager', () => {
  it('names the secret by its whole ARN, however it was asked for', () => {
    const [byName] = needs('secretsmanager', { target: 'GetSecretValue', input: { SecretId: 'wiki' } }) as string[];
    expect(byName).toMatch(/^secretsmanager:GetSecretValue arn:aws:secretsmanager:\S+:secret:wiki-[A-Za-z]{6}$/);
    const SecretId = byName?.split(' ')[1];
    expect(needs('secretsmanager', { target: 'GetSecretValue', input: { SecretId } })).toEqual([byName]);
    expect(needs('secretsmanager', { target: 'RotateSecret', input: { SecretId } })).toBeUndefined();
  });
});
