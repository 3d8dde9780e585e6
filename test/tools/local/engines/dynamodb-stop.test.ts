import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { startLocalServices } from './local-services';

test('a stop waits for the calls under way, and refuses what comes later', async () => {
  const local = await startLocalServices();
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ ...local.client, maxAttempts: 1 }));
  await local.create({
    type: 'AWS::DynamoDB::Table',
    ref: 'notes',
    properties: {
      AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    },
  });
  const notes = Array.from({ length: 25 }, (_, index) => ({ PutRequest: { Item: { pk: '1', sk: `${index}` } } }));
  await client.send(new BatchWriteCommand({ RequestItems: { notes } }));
  const query = () =>
    client.send(
      new QueryCommand({
        TableName: 'notes',
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': '1' },
      }),
    );
  const later = { name: 'ServiceUnavailable', $metadata: { httpStatusCode: 503 } };

  const first = query();
  const others = Promise.allSettled(Array.from({ length: 50 }, query));
  await first;
  await local.engines.stop();
  await expect(query()).rejects.toMatchObject(later);
  for (const result of await others) {
    if (result.status === 'fulfilled') expect(result.value.Count).toBe(25);
    else expect(result.reason).toMatchObject(later);
  }
  client.destroy();
  await local.gateway.stop();
});
