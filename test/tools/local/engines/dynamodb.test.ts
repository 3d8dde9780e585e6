import {
  ConditionalCheckFailedException,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  TransactGetItemsCommand,
} from '@aws-sdk/client-dynamodb';
import {
  BatchWriteCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { type LocalServices, startLocalServices } from './local-services';

describe('DynamoDB engine', () => {
  let local: LocalServices;
  let client: DynamoDBDocumentClient;

  beforeAll(async () => {
    local = await startLocalServices();
    client = DynamoDBDocumentClient.from(new DynamoDBClient(local.client));
    await local.create({
      type: 'AWS::DynamoDB::GlobalTable',
      ref: 'chat',
      properties: {
        AttributeDefinitions: ['pk', 'sk', 'owner'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        GlobalSecondaryIndexes: [
          {
            IndexName: 'by-owner',
            KeySchema: [{ AttributeName: 'owner', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'ALL' },
          },
        ],
        Replicas: [{ Region: 'us-east-1', DeletionProtectionEnabled: false }],
        SSESpecification: { SSEEnabled: true },
        TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
      },
    });
  });
  afterAll(async () => {
    client.destroy();
    await local.stop();
  });

  test('keeps the condition of a put', async () => {
    const put = new PutCommand({
      TableName: 'chat',
      Item: { pk: 'CONV#1', sk: 'MSG#1', text: 'hello' },
      ConditionExpression: 'attribute_not_exists(pk)',
    });
    await client.send(put);
    await expect(client.send(put)).rejects.toThrow(ConditionalCheckFailedException);
  });

  test('updates, reads consistently, queries in order and deletes', async () => {
    const Key = { pk: 'CONV#2', sk: 'META' };
    const update = new UpdateCommand({
      TableName: 'chat',
      Key,
      UpdateExpression: 'SET #count = if_not_exists(#count, :zero) + :one',
      ExpressionAttributeNames: { '#count': 'count' },
      ExpressionAttributeValues: { ':zero': 0, ':one': 1 },
      ReturnValues: 'ALL_NEW',
    });
    await client.send(update);
    expect((await client.send(update)).Attributes).toEqual({ ...Key, count: 2 });
    const written = [3, 1, 2].map((n) => ({ PutRequest: { Item: { pk: 'CONV#2', sk: `MSG#${n}`, owner: 'alice' } } }));
    await client.send(new BatchWriteCommand({ RequestItems: { chat: written } }));
    const page = await client.send(
      new QueryCommand({
        TableName: 'chat',
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': 'CONV#2', ':prefix': 'MSG#' },
        ScanIndexForward: false,
        Limit: 2,
      }),
    );
    expect(page.Items?.map(({ sk }) => sk)).toEqual(['MSG#3', 'MSG#2']);
    expect(page.LastEvaluatedKey).toEqual({ pk: 'CONV#2', sk: 'MSG#2' });
    const byOwner = await client.send(
      new QueryCommand({
        TableName: 'chat',
        IndexName: 'by-owner',
        KeyConditionExpression: '#owner = :owner',
        ExpressionAttributeNames: { '#owner': 'owner' },
        ExpressionAttributeValues: { ':owner': 'alice' },
      }),
    );
    expect(byOwner.Count).toBe(3);
    await client.send(new DeleteCommand({ TableName: 'chat', Key }));
    expect((await client.send(new GetCommand({ TableName: 'chat', Key, ConsistentRead: true }))).Item).toBeUndefined();
  });

  test('deletes what has expired, and nothing else', async () => {
    const now = local.clock.now / 1000;
    const items = [
      { sk: 'past', ttl: now - 1 },
      { sk: 'future', ttl: now + 3600 },
      { sk: 'never' },
      { sk: 'text', ttl: 'soon' },
    ];
    for (const item of items) await client.send(new PutCommand({ TableName: 'chat', Item: { pk: 'TTL', ...item } }));
    expect(await local.engines.dynamodb.deleteExpired()).toBe(1);
    const left = await client.send(
      new QueryCommand({
        TableName: 'chat',
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': 'TTL' },
      }),
    );
    expect(left.Items?.map(({ sk }) => sk)).toEqual(['future', 'never', 'text']);
    const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: 'chat' }));
    expect(TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'ttl' });
  });

  test('refuses what dynalite would ignore, by name', async () => {
    const Item = { pk: 'CONV#3', sk: 'META' };
    const put = new PutCommand({ TableName: 'chat', Item, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' });
    await expect(client.send(put)).rejects.toThrow(
      "dynamodb:PutItem (input ReturnValuesOnConditionCheckFailure) is not served by the laptop's engines",
    );
    const transaction = new TransactGetItemsCommand({
      TransactItems: [{ Get: { TableName: 'chat', Key: { pk: { S: 'a' }, sk: { S: 'b' } } } }],
    });
    await expect(client.send(transaction)).rejects.toThrow('dynamodb:TransactGetItems is not served');
  });

  test('answers as DynamoDB does to wrong input', async () => {
    const unknownTable = new GetCommand({ TableName: 'nowhere', Key: { pk: '1' } });
    await expect(client.send(unknownTable)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    const wrongKey = new GetCommand({ TableName: 'chat', Key: { pk: '1' } });
    await expect(client.send(wrongKey)).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'The provided key element does not match the schema',
    });
  });

  test('a table is found in its own regions only', async () => {
    const elsewhere = new DynamoDBClient({ ...local.client, region: 'eu-west-1' });
    await expect(elsewhere.send(new DescribeTableCommand({ TableName: 'chat' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    const { Table } = await client.send(new DescribeTableCommand({ TableName: 'chat' }));
    expect(Table?.TableArn).toBe('arn:aws:dynamodb:us-east-1:000000000000:table/chat');
    elsewhere.destroy();
  });

  test('a property that is not served stops the start', async () => {
    const properties = { AttributeDefinitions: [], KeySchema: [], ImportSourceSpecification: {} };
    await expect(local.create({ type: 'AWS::DynamoDB::Table', ref: 'imported', properties })).rejects.toThrow(
      /test\/imported .*cannot be served on the laptop[\s\S]*ImportSourceSpecification/,
    );
  });
});
