import {
  DynamoDBClient,
  IdempotentParameterMismatchException,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { type LocalServices, startLocalServices } from './local-services';

const TableName = 'ledger';
type Items = NonNullable<TransactWriteCommandInput['TransactItems']>;

const put = (pk: string, more: object = {}, condition?: string): Items[number] => ({
  Put: { TableName, Item: { pk, ...more }, ...(condition && { ConditionExpression: condition }) },
});
const add = (pk: string, amount: number): Items[number] => ({
  Update: {
    TableName,
    Key: { pk },
    UpdateExpression: 'ADD amount :amount',
    ExpressionAttributeValues: { ':amount': amount },
  },
});

describe('DynamoDB transactions', () => {
  let local: LocalServices;
  let client: DynamoDBDocumentClient;

  beforeAll(async () => {
    local = await startLocalServices();
    client = DynamoDBDocumentClient.from(new DynamoDBClient(local.client));
    await local.create({
      type: 'AWS::DynamoDB::Table',
      ref: TableName,
      properties: {
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      },
    });
  });
  afterAll(async () => {
    client.destroy();
    await local.stop();
  });

  const write = (TransactItems: Items, ClientRequestToken?: string) =>
    client.send(new TransactWriteCommand({ TransactItems, ClientRequestToken }));
  const read = async (pk: string) => (await client.send(new GetCommand({ TableName, Key: { pk } }))).Item;

  test('writes all parts: put, update, delete, and a check that leaves nothing', async () => {
    await client.send(new PutCommand({ TableName, Item: { pk: 'old' } }));
    await write([
      put('new'),
      add('sum', 3),
      { Delete: { TableName, Key: { pk: 'old' } } },
      { ConditionCheck: { TableName, Key: { pk: 'checked' }, ConditionExpression: 'attribute_not_exists(pk)' } },
    ]);
    expect(await Promise.all(['new', 'sum', 'old', 'checked'].map(read))).toEqual([
      { pk: 'new' },
      { pk: 'sum', amount: 3 },
      undefined,
      undefined,
    ]);
  });

  test('writes none of them when one condition does not hold, and says which', async () => {
    await client.send(new PutCommand({ TableName, Item: { pk: 'there', text: 'first' } }));
    const refused = put('there', { text: 'second' }, 'attribute_not_exists(pk)');
    const telling = { Put: { ...refused.Put, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } } as Items[number];
    const error = await write([add('untouched', 1), telling, add('untouched too', 1)]).catch((reason) => reason);
    expect(error).toBeInstanceOf(TransactionCanceledException);
    expect((error as TransactionCanceledException).CancellationReasons).toEqual([
      { Code: 'None' },
      {
        Code: 'ConditionalCheckFailed',
        Message: 'The conditional request failed',
        Item: { pk: { S: 'there' }, text: { S: 'first' } },
      },
      { Code: 'None' },
    ]);
    expect(await read('untouched')).toBeUndefined();
    expect(await read('untouched too')).toBeUndefined();
    expect(await read('there')).toEqual({ pk: 'there', text: 'first' });
  });

  test('a token that was used repeats nothing, and stands for one request only', async () => {
    await write([add('once', 1)], 'token-1');
    await write([add('once', 1)], 'token-1');
    expect(await read('once')).toEqual({ pk: 'once', amount: 1 });
    await expect(write([add('once', 2)], 'token-1')).rejects.toThrow(IdempotentParameterMismatchException);
    local.clock.now += 601_000;
    await write([add('once', 1)], 'token-1');
    expect(await read('once')).toEqual({ pk: 'once', amount: 2 });
  });

  test('concurrent transactions and updates of one item add up, and nobody sees a half', async () => {
    const update = () =>
      client.send(
        new UpdateCommand({
          TableName,
          Key: { pk: 'left' },
          UpdateExpression: 'ADD amount :one',
          ExpressionAttributeValues: { ':one': 1 },
        }),
      );
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        Promise.all([write([add('left', 1), add('right', 1)]), index % 2 && update()]),
      ),
    );
    expect([await read('left'), await read('right')]).toEqual([
      { pk: 'left', amount: 30 },
      { pk: 'right', amount: 20 },
    ]);
  });

  test('refuses what DynamoDB refuses, and writes nothing then', async () => {
    await expect(write([add('same', 1), put('same')])).rejects.toThrow('multiple operations on one item');
    const broken = {
      Update: { TableName, Key: { pk: 'x' }, UpdateExpression: 'SET broken' },
    };
    await expect(write([put('before'), broken])).rejects.toMatchObject({ name: 'ValidationException' });
    expect(await read('before')).toBeUndefined();
    const elsewhere = { Put: { TableName: 'nowhere', Item: { pk: 'x' } } };
    await expect(write([elsewhere])).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
