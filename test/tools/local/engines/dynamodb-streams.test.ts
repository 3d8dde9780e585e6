import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchWriteCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  PutCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as fc from 'fast-check';
import { accountId, type LocalServices, region, startLocalServices } from './local-services';

interface StreamRecord {
  readonly eventName: string;
  readonly userIdentity?: unknown;
  readonly dynamodb: {
    readonly Keys: Readonly<Record<string, { readonly S: string }>>;
    readonly NewImage?: unknown;
    readonly OldImage?: unknown;
    readonly SequenceNumber: string;
    readonly [member: string]: unknown;
  };
}

interface Page {
  readonly Records: readonly StreamRecord[];
  readonly NextShardIterator: string;
}

let local: LocalServices;
let client: DynamoDBDocumentClient;
const tableArn = (table: string, of = region) => `arn:aws:dynamodb:${of}:${accountId}:table/${table}`;
const streamArn = (table: string, of = region) => `${tableArn(table, of)}/stream/2026-01-01T00:00:00.000`;

beforeAll(async () => {
  local = await startLocalServices();
  client = DynamoDBDocumentClient.from(new DynamoDBClient(local.client));
});
afterAll(async () => {
  client.destroy();
  await local.stop();
});

let made = 0;
/** A table of its own for each test. */
async function tableWith(StreamViewType: string, more: Readonly<Record<string, unknown>> = {}): Promise<string> {
  made += 1;
  const ref = `table-${made}`;
  await local.create({
    type: 'AWS::DynamoDB::GlobalTable',
    ref,
    properties: {
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      StreamSpecification: { StreamViewType },
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
      ...more,
    },
  });
  return ref;
}

const call = <Output>(operation: string, input: Readonly<Record<string, unknown>>, of = region) =>
  local.gateway.call({
    service: 'dynamodb',
    operation,
    region: of,
    caller: local.gateway.operator,
    input,
  }) as Promise<Output>;

async function shardOf(table: string): Promise<string> {
  const { StreamDescription } = await call<{ StreamDescription: { Shards: readonly { ShardId: string }[] } }>(
    'DescribeStream',
    { StreamArn: streamArn(table) },
  );
  return StreamDescription.Shards[0]?.ShardId ?? '';
}

async function iterator(table: string, ShardIteratorType = 'TRIM_HORIZON', SequenceNumber?: string): Promise<string> {
  const { ShardIterator } = await call<{ ShardIterator: string }>('GetShardIterator', {
    StreamArn: streamArn(table),
    ShardId: await shardOf(table),
    ShardIteratorType,
    SequenceNumber,
  });
  return ShardIterator;
}

const page = async (table: string, type?: string, sequenceNumber?: string, Limit?: number) =>
  call<Page>('GetRecords', { ShardIterator: await iterator(table, type, sequenceNumber), Limit });
const recordsOf = async (table: string) => (await page(table)).Records;
const told = (records: readonly StreamRecord[]) =>
  records.map(({ eventName, dynamodb }) => `${eventName} ${dynamodb.Keys.pk?.S}`);

const put = (TableName: string, pk: string, more: object = {}) =>
  client.send(new PutCommand({ TableName, Item: { pk, ...more } }));
const remove = (TableName: string, pk: string) => client.send(new DeleteCommand({ TableName, Key: { pk } }));
const update = (TableName: string, pk: string, value: unknown) =>
  client.send(
    new UpdateCommand({
      TableName,
      Key: { pk },
      UpdateExpression: 'SET #value = :value',
      ExpressionAttributeNames: { '#value': 'value' },
      ExpressionAttributeValues: { ':value': value },
    }),
  );

describe('what a stream holds', () => {
  test('each committed change with its images, in order', async () => {
    const table = await tableWith('NEW_AND_OLD_IMAGES');
    await put(table, 'a', { value: 1 });
    await update(table, 'a', 2);
    await remove(table, 'a');
    const records = await recordsOf(table);
    const images = (value: string) => ({ pk: { S: 'a' }, value: { N: value } });
    expect(records[1]).toEqual({
      awsRegion: region,
      eventID: expect.stringMatching(/^[0-9a-f]{32}$/),
      eventName: 'MODIFY',
      eventSource: 'aws:dynamodb',
      eventVersion: '1.1',
      dynamodb: {
        ApproximateCreationDateTime: local.clock.now / 1000,
        Keys: { pk: { S: 'a' } },
        NewImage: images('2'),
        OldImage: images('1'),
        SequenceNumber: expect.stringMatching(/^\d{21}$/),
        SizeBytes: 23,
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
    });
    expect(told(records)).toEqual(['INSERT a', 'MODIFY a', 'REMOVE a']);
    expect(records[0]?.dynamodb).toMatchObject({ NewImage: images('1') });
    expect(records[0]?.dynamodb).not.toHaveProperty('OldImage');
    expect(records[2]?.dynamodb).toMatchObject({ OldImage: images('2') });
    expect(records[2]?.dynamodb).not.toHaveProperty('NewImage');
  });

  test.each([
    ['KEYS_ONLY', []],
    ['NEW_IMAGE', ['NewImage']],
    ['OLD_IMAGE', ['OldImage']],
  ])('only what its view type %s asks for', async (viewType, images) => {
    const table = await tableWith(viewType);
    await put(table, 'a', { value: 1 });
    await put(table, 'a', { value: 2 });
    const [, changed] = await recordsOf(table);
    expect(changed?.dynamodb).toMatchObject({ Keys: { pk: { S: 'a' } }, StreamViewType: viewType });
    expect(['NewImage', 'OldImage'].filter((image) => image in (changed?.dynamodb ?? {}))).toEqual(images);
  });

  test('nothing of a write that changed nothing, was refused, or deleted nothing', async () => {
    const table = await tableWith('NEW_IMAGE');
    await put(table, 'a', { value: 1, set: new Set(['x', 'y']) });
    await put(table, 'a', { set: new Set(['y', 'x']), value: 1 });
    await update(table, 'a', 1);
    await remove(table, 'b');
    const refused = new PutCommand({
      TableName: table,
      Item: { pk: 'a', value: 2 },
      ConditionExpression: 'attribute_not_exists(pk)',
    });
    await expect(client.send(refused)).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
    expect(told(await recordsOf(table))).toEqual(['INSERT a']);
  });

  test('each part of a batch', async () => {
    const table = await tableWith('KEYS_ONLY');
    await put(table, 'a');
    const parts = [{ DeleteRequest: { Key: { pk: 'a' } } }, { PutRequest: { Item: { pk: 'b' } } }];
    await client.send(new BatchWriteCommand({ RequestItems: { [table]: parts } }));
    expect(told(await recordsOf(table)).sort()).toEqual(['INSERT a', 'INSERT b', 'REMOVE a']);
  });

  test('what a transaction changed once it is committed, without its checks', async () => {
    const [table, outbox] = [await tableWith('NEW_AND_OLD_IMAGES'), await tableWith('NEW_IMAGE')];
    await put(table, 'a', { value: 1 });
    await put(table, 'same', { value: 1 });
    const Key = { pk: 'unseen' };
    await client.send(
      new TransactWriteCommand({
        TransactItems: [
          { Put: { TableName: table, Item: { pk: 'a', value: 2 } } },
          { Put: { TableName: table, Item: { pk: 'same', value: 1 } } },
          { Put: { TableName: outbox, Item: { pk: 'message' } } },
          { ConditionCheck: { TableName: table, Key, ConditionExpression: 'attribute_not_exists(pk)' } },
        ],
      }),
    );
    const records = await recordsOf(table);
    expect(told(records)).toEqual(['INSERT a', 'INSERT same', 'MODIFY a']);
    expect(records[2]?.dynamodb).toMatchObject({
      NewImage: { value: { N: '2' } },
      OldImage: { value: { N: '1' } },
    });
    expect(told(await recordsOf(outbox))).toEqual(['INSERT message']);
  });

  test('nothing of a transaction that was cancelled', async () => {
    const table = await tableWith('NEW_IMAGE');
    await put(table, 'a', { value: 1 });
    const cancelled = new TransactWriteCommand({
      TransactItems: [
        { Put: { TableName: table, Item: { pk: 'a', value: 2 } } },
        { Put: { TableName: table, Item: { pk: 'b' } } },
        { Delete: { TableName: table, Key: { pk: 'c' }, ConditionExpression: 'attribute_exists(pk)' } },
      ],
    });
    await expect(client.send(cancelled)).rejects.toMatchObject({ name: 'TransactionCanceledException' });
    expect(told(await recordsOf(table))).toEqual(['INSERT a']);
  });

  test('who deleted an item whose time had passed', async () => {
    const table = await tableWith('OLD_IMAGE');
    await put(table, 'past', { ttl: local.clock.now / 1000 - 1 });
    await put(table, 'mine');
    await local.engines.dynamodb.deleteExpired();
    await remove(table, 'mine');
    const [, , expired, mine] = await recordsOf(table);
    expect(expired).toMatchObject({
      eventName: 'REMOVE',
      dynamodb: { OldImage: { pk: { S: 'past' } } },
      userIdentity: { Type: 'Service', PrincipalId: 'dynamodb.amazonaws.com' },
    });
    expect(mine).not.toHaveProperty('userIdentity');
  });

  test('records of a day', async () => {
    const table = await tableWith('KEYS_ONLY');
    await put(table, 'yesterday');
    local.clock.now += 25 * 3_600_000;
    await put(table, 'today');
    expect(told(await recordsOf(table))).toEqual(['INSERT today']);
  });
});

const writes = fc.array(
  fc.record({ pk: fc.constantFrom('a', 'b', 'c'), value: fc.option(fc.integer({ min: 1, max: 3 })) }),
  { minLength: 1, maxLength: 20 },
);

test('whatever is written at once, each old image of an item is the new image before it', async () => {
  const table = await tableWith('NEW_AND_OLD_IMAGES');
  const images = new Map<string, unknown>();
  let numbers: string[] = [];
  let from = await iterator(table);
  await fc.assert(
    fc.asyncProperty(writes, async (all) => {
      await Promise.all(all.map(({ pk, value }) => (value === null ? remove(table, pk) : put(table, pk, { value }))));
      const { Records, NextShardIterator } = await call<Page>('GetRecords', { ShardIterator: from });
      from = NextShardIterator;
      for (const { dynamodb } of Records) {
        const pk = dynamodb.Keys.pk?.S ?? '';
        expect(dynamodb.OldImage).toEqual(images.get(pk));
        expect(dynamodb.NewImage).not.toEqual(dynamodb.OldImage);
        images.set(pk, dynamodb.NewImage);
      }
      numbers = [...numbers, ...Records.map(({ dynamodb }) => dynamodb.SequenceNumber)];
    }),
    { numRuns: 20 },
  );
  expect(numbers).toEqual([...new Set(numbers)].sort());
});

describe('reading a stream', () => {
  test('starts where the reader asks, and goes on from there', async () => {
    const table = await tableWith('KEYS_ONLY');
    for (const pk of ['a', 'b', 'c']) await put(table, pk);
    const all = await recordsOf(table);
    const second = all[1]?.dynamodb.SequenceNumber;
    expect(told((await page(table, 'AT_SEQUENCE_NUMBER', second)).Records)).toEqual(['INSERT b', 'INSERT c']);
    expect(told((await page(table, 'AFTER_SEQUENCE_NUMBER', second)).Records)).toEqual(['INSERT c']);
    const first = await page(table, 'TRIM_HORIZON', undefined, 2);
    expect(told(first.Records)).toEqual(['INSERT a', 'INSERT b']);
    const rest = await call<Page>('GetRecords', { ShardIterator: first.NextShardIterator });
    expect(told(rest.Records)).toEqual(['INSERT c']);
    const latest = await page(table, 'LATEST');
    expect(latest.Records).toEqual([]);
    await put(table, 'd');
    const next = await call<Page>('GetRecords', { ShardIterator: latest.NextShardIterator });
    expect(told(next.Records)).toEqual(['INSERT d']);
  });

  test('says what streams there are, also by the table', async () => {
    const table = await tableWith('NEW_IMAGE');
    expect(await call('DescribeStream', { StreamArn: streamArn(table) })).toMatchObject({
      StreamDescription: {
        StreamArn: streamArn(table),
        StreamStatus: 'ENABLED',
        StreamViewType: 'NEW_IMAGE',
        TableName: table,
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      },
    });
    expect(await call('ListStreams', { TableName: table })).toEqual({
      Streams: [{ StreamArn: streamArn(table), StreamLabel: '2026-01-01T00:00:00.000', TableName: table }],
    });
    const one = await call<{ LastEvaluatedStreamArn: string }>('ListStreams', { Limit: 1 });
    const after = await call<{ Streams: readonly { readonly StreamArn: string }[] }>('ListStreams', {
      ExclusiveStartStreamArn: one.LastEvaluatedStreamArn,
    });
    expect(after.Streams.map(({ StreamArn }) => StreamArn)).not.toContain(one.LastEvaluatedStreamArn);
    const { Table } = await client.send(new DescribeTableCommand({ TableName: table }));
    expect(Table).toMatchObject({
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
      LatestStreamArn: streamArn(table),
    });
  });

  test('a replica has a stream of its own, in its own region', async () => {
    const Replicas = [{ Region: region }, { Region: 'eu-west-1' }];
    const table = await tableWith('NEW_AND_OLD_IMAGES', { Replicas });
    const elsewhere = { StreamArn: streamArn(table, 'eu-west-1') };
    expect(await call('DescribeStream', elsewhere, 'eu-west-1')).toMatchObject({ StreamDescription: elsewhere });
    await expect(call('DescribeStream', elsewhere)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('speaks the protocol of the SDK, signed as DynamoDB', async () => {
    const table = await tableWith('KEYS_ONLY');
    const { accessKeyId } = local.client.credentials;
    const scope = `${accessKeyId}/20260101/${region}/dynamodb/aws4_request`;
    const answer = await fetch(local.endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'DynamoDBStreams_20120810.ListStreams',
        authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=x`,
      },
      body: JSON.stringify({ TableName: table }),
    });
    expect(answer.headers.get('content-type')).toBe('application/x-amz-json-1.0');
    expect(await answer.json()).toMatchObject({ Streams: [{ TableName: table }] });
  });

  test('refuses what is not there or not served', async () => {
    const table = await tableWith('KEYS_ONLY');
    const StreamArn = streamArn(table);
    const start = { StreamArn, ShardId: await shardOf(table), ShardIteratorType: 'AT_SEQUENCE_NUMBER' };
    await expect(call('GetShardIterator', start)).rejects.toThrow('AT_SEQUENCE_NUMBER needs a SequenceNumber');
    await expect(call('GetShardIterator', { ...start, ShardIteratorType: 'AT_TIMESTAMP' })).rejects.toMatchObject({
      name: 'ValidationException',
    });
    await expect(call('GetShardIterator', { ...start, ShardId: 'shardId-1' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await expect(call('GetRecords', { ShardIterator: `${StreamArn}|1|x` })).rejects.toThrow('Invalid ShardIterator');
    await expect(call('DescribeStream', { StreamArn: streamArn('none') })).rejects.toThrow('not found');
    await expect(call('DescribeStream', { StreamArn, ShardFilter: {} })).rejects.toThrow(
      'dynamodb:DescribeStream (input ShardFilter) is not served',
    );
    const ResourcePolicy = { PolicyDocument: {} };
    const asked = { StreamSpecification: { StreamViewType: 'NEW_IMAGE', ResourcePolicy } };
    await expect(tableWith('NEW_IMAGE', asked)).rejects.toThrow('ResourcePolicy');
  });
});
