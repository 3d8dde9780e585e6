import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  PutCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { allow, arnOf, functionResources, type RunningCore, startMain } from '../support/core-fixture';

/** Fails a batch that holds a poison record, and names the first record of a flaky item that it has not named yet. */
const consumer = `const seen = new Set();
export const handler = async ({ Records }) => {
  const names = Records.map(({ eventName, dynamodb }) => eventName + ' ' + dynamodb.Keys.pk.S);
  console.log(JSON.stringify({ names, records: Records }));
  if (names.some((name) => name.includes('poison'))) throw new Error('poison');
  const flaky = Records.find(({ dynamodb }) => dynamodb.Keys.pk.S.startsWith('flaky') && !seen.has(dynamodb.SequenceNumber));
  if (flaky) seen.add(flaky.dynamodb.SequenceNumber);
  return { batchItemFailures: flaky ? [{ itemIdentifier: flaky.dynamodb.SequenceNumber }] : [] };
};`;
const watcher = `export const handler = async ({ Records }) => {
  for (const { eventName, dynamodb, userIdentity } of Records) {
    console.log(JSON.stringify({ watched: eventName + ' ' + dynamodb.Keys.pk.S, userIdentity }));
  }
};`;

const streamOf = (table: string) => ({ 'Fn::GetAtt': [table, 'StreamArn'] });
const reading = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'].map((name) => `dynamodb:${name}`);
const Table = {
  Type: 'AWS::DynamoDB::GlobalTable',
  Properties: {
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
    Replicas: [{ Region: 'us-east-1', SSESpecification: { KMSMasterKeyId: arnOf('Key') } }],
  },
};
/** As the stage's: DynamoDB may use it for whoever may read the table. */
const Key = {
  Type: 'AWS::KMS::Key',
  Properties: {
    KeyPolicy: {
      Statement: [
        {
          ...allow('kms:Decrypt', '*'),
          Principal: { AWS: '*' },
          Condition: {
            StringEquals: {
              'kms:CallerAccount': { Ref: 'AWS::AccountId' },
              'kms:ViaService': 'dynamodb.us-east-1.amazonaws.com',
            },
          },
        },
      ],
    },
  },
};
const mappingOf = (reader: string, properties: Readonly<Record<string, unknown>>) => ({
  Type: 'AWS::Lambda::EventSourceMapping',
  Properties: {
    EventSourceArn: streamOf('Table'),
    FunctionName: { Ref: reader },
    StartingPosition: 'TRIM_HORIZON',
    ParallelizationFactor: 1,
    ...properties,
  },
});
const givesUp = { DestinationConfig: { OnFailure: { Destination: arnOf('Failed') } } };
const bounded = {
  BatchSize: 10,
  MaximumBatchingWindowInSeconds: 1,
  BisectBatchOnFunctionError: true,
  MaximumRetryAttempts: 1,
  MaximumRecordAgeInSeconds: 3600,
  FunctionResponseTypes: ['ReportBatchItemFailures'],
  ...givesUp,
};
const filter = (...patterns: object[]) => ({
  FilterCriteria: { Filters: patterns.map((pattern) => ({ Pattern: JSON.stringify(pattern) })) },
});

const TableName = 'main-Table';
let running: RunningCore;
let client: DynamoDBDocumentClient;

const start = async (resources: Parameters<typeof startMain>[0], options: Parameters<typeof startMain>[2] = {}) => {
  const all = { Key, Table, Failed: { Type: 'AWS::SQS::Queue' }, ...resources };
  running = await startMain(all, { consumer, watcher }, options);
  client = DynamoDBDocumentClient.from(new DynamoDBClient(running.client));
};
afterEach(async () => {
  client?.destroy();
  await running?.stop();
});

const put = (pk: string, more: object = {}) => client.send(new PutCommand({ TableName, Item: { pk, ...more } }));
const remove = (pk: string) => client.send(new DeleteCommand({ TableName, Key: { pk } }));
const add = (pk: string) =>
  client.send(
    new UpdateCommand({
      TableName,
      Key: { pk },
      UpdateExpression: 'ADD amount :one',
      ExpressionAttributeValues: { ':one': 1 },
    }),
  );

interface Delivery {
  readonly names: readonly string[];
  readonly records: readonly {
    readonly dynamodb: { readonly Keys: { readonly pk: { readonly S: string } }; readonly SequenceNumber: string };
  }[];
}

const deliveries = () => running.lines.filter((line) => line.startsWith('{"names"')).map((line) => JSON.parse(line));
const batch = async (...names: string[]): Promise<Delivery> => {
  const line = await running.line((text) => text.startsWith(JSON.stringify({ names }).slice(0, -1)));
  return JSON.parse(line) as Delivery;
};

/** What was sent to the queue of what fails. */
async function setAside() {
  const sqs = new SQSClient(running.client);
  const QueueUrl = running.core.resources.ofType('AWS::SQS::Queue')[0]?.ref;
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 10 }));
  sqs.destroy();
  return JSON.parse(Messages?.[0]?.Body ?? '');
}

const consumerOf = (statements: readonly unknown[]) => functionResources('Consumer', 'consumer', statements);
const mayAll = [allow(reading, streamOf('Table')), allow('sqs:SendMessage', arnOf('Failed'))];

describe('a function that reads the stream of a table', () => {
  beforeEach(() => start({ ...consumerOf(mayAll), Mapping: mappingOf('Consumer', bounded) }));

  it('gets committed changes in order, in the form of AWS', async () => {
    await put('a', { amount: 1 });
    await add('a');
    await client.send(
      new TransactWriteCommand({
        TransactItems: [
          { Put: { TableName, Item: { pk: 'payment' } } },
          { Put: { TableName, Item: { pk: 'outbox' } } },
        ],
      }),
    );
    await remove('a');
    running.core.startEventSources();
    const { records } = await batch('INSERT a', 'MODIFY a', 'INSERT payment', 'INSERT outbox', 'REMOVE a');
    expect(records[1]).toEqual({
      eventID: expect.stringMatching(/^[0-9a-f]{32}$/),
      eventName: 'MODIFY',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'us-east-1',
      dynamodb: {
        ApproximateCreationDateTime: expect.any(Number),
        Keys: { pk: { S: 'a' } },
        NewImage: { pk: { S: 'a' }, amount: { N: '2' } },
        OldImage: { pk: { S: 'a' }, amount: { N: '1' } },
        SequenceNumber: expect.stringMatching(/^\d{21}$/),
        SizeBytes: expect.any(Number),
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
      eventSourceARN: 'arn:aws:dynamodb:us-east-1:000000000000:table/main-Table/stream/2026-01-01T00:00:00.000',
    });
    expect(running.core.iam.denials()).toEqual([]);
    expect(running.core.iam.unused()).toEqual([]);
  });

  it('is given a failing batch in halves until the poison record is alone, which is set aside where it can be found', async () => {
    for (const pk of ['d', 'e', 'poison', 'f']) await put(pk);
    running.core.startEventSources();
    await batch('INSERT d', 'INSERT e', 'INSERT poison', 'INSERT f');
    await batch('INSERT d', 'INSERT e');
    await batch('INSERT f');
    expect(deliveries().filter(({ names }) => names.join() === 'INSERT poison')).toHaveLength(2);

    const told = await setAside();
    expect(told).toMatchObject({
      requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 2 },
      responseContext: { functionError: 'Unhandled' },
      DDBStreamBatchInfo: { batchSize: 1, streamArn: expect.stringContaining(':table/main-Table/stream/') },
    });
    const { streamArn, shardId, startSequenceNumber } = told.DDBStreamBatchInfo;
    const call = (operation: string, input: Readonly<Record<string, unknown>>) => {
      const { gateway } = running.core;
      return gateway.call({ service: 'dynamodb', operation, region: 'us-east-1', caller: gateway.operator, input });
    };
    const at = { ShardIteratorType: 'AT_SEQUENCE_NUMBER', SequenceNumber: startSequenceNumber };
    const position = await call('GetShardIterator', { StreamArn: streamArn, ShardId: shardId, ...at });
    expect(await call('GetRecords', { ...(position as object), Limit: 1 })).toMatchObject({
      Records: [{ dynamodb: { NewImage: { pk: { S: 'poison' } } } }],
    });
  });

  it('gets every change at least once, and those of an item in order, though it fails now and then', async () => {
    running.core.startEventSources();
    const items = ['a', 'b', 'flaky-c', 'flaky-d'];
    for (let round = 0; round < 4; round++) await Promise.all(items.map(add));
    await put('end');
    await running.line((line) => line.includes('INSERT end'));
    const first = new Map<string, Set<string>>();
    for (const { records } of deliveries() as Delivery[]) {
      for (const { dynamodb } of records) {
        const known = first.get(dynamodb.Keys.pk.S) ?? new Set();
        first.set(dynamodb.Keys.pk.S, known.add(dynamodb.SequenceNumber));
      }
    }
    for (const item of items) {
      const numbers = [...(first.get(item) ?? [])];
      expect({ item, count: numbers.length }).toEqual({ item, count: 4 });
      expect(numbers).toEqual([...numbers].sort());
    }
  });
});

describe('what a mapping says of a stream', () => {
  const watcherOf = (properties: object) => ({
    ...functionResources('Watcher', 'watcher', [allow(reading, streamOf('Table'))]),
    Mapping: mappingOf('Watcher', { ...properties }),
  });

  it('lets through what one of its patterns fits', async () => {
    const expired = { userIdentity: { type: ['Service'], principalId: ['dynamodb.amazonaws.com'] } };
    const urgent = { eventName: ['INSERT'], dynamodb: { NewImage: { kind: { S: [{ prefix: 'urgent' }] } } } };
    await start(watcherOf(filter(urgent, expired)));
    await put('calm', { kind: 'calm' });
    await put('urgent', { kind: 'urgent-1' });
    await put('urgent', { kind: 'urgent-2' });
    await put('mine');
    await put('past', { ttl: 1 });
    await remove('mine');
    await running.core.engines.dynamodb.deleteExpired();
    running.core.startEventSources();
    await running.line((line) => line.includes('REMOVE past'));
    expect(running.lines.filter((line) => line.includes('watched')).map((line) => JSON.parse(line))).toEqual([
      { watched: 'INSERT urgent' },
      { watched: 'REMOVE past', userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' } },
    ]);
  });

  it.each([
    [
      'a pattern with what is not served',
      filter({ eventName: [{ exists: true }] }),
      /FilterCriteria: .*exists.* not served/,
    ],
    ['a pattern that is no JSON', { FilterCriteria: { Filters: [{ Pattern: '{' }] } }, /FilterCriteria: .*JSON/],
    [
      'a position in time',
      { StartingPosition: 'AT_TIMESTAMP', StartingPositionTimestamp: 1 },
      /StartingPosition is AT_TIMESTAMP, and may be/,
    ],
    ['no position', { StartingPosition: undefined }, /StartingPosition is none, and may be TRIM_HORIZON or LATEST/],
    ['windows of state', { TumblingWindowInSeconds: 30 }, /TumblingWindowInSeconds of event source mappings is not/],
  ])('is refused for %s', async (_what, properties, message) => {
    await start(watcherOf(properties));
    expect(() => running.core.startEventSources()).toThrow(message);
  });

  it.each([...reading, 'sqs:SendMessage'])('is not read for a role without %s', async (action) => {
    const allowed = [
      allow(
        reading.filter((other) => other !== action),
        streamOf('Table'),
      ),
      ...(action === 'sqs:SendMessage' ? [] : [allow('sqs:SendMessage', arnOf('Failed'))]),
    ];
    await start({
      ...consumerOf(allowed),
      Mapping: mappingOf('Consumer', bounded),
      ...functionResources('Watcher', 'watcher', [allow(reading, streamOf('Table'))]),
      Other: mappingOf('Watcher', {}),
    });
    await put('a');
    running.core.startEventSources();
    await running.line((line) => line.includes('"watched":"INSERT a"'));
    expect(running.core.problems()).toEqual([expect.stringMatching(/^main\/Mapping: /)]);
    expect(running.core.iam.denials().map((denial) => denial.action)).toEqual([action]);
    expect(deliveries()).toEqual([]);
  });
});
