import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { startLocalServices } from '../../../tools/local/engines/local-services';

/** A usage table on the laptop's engine, which has transactions, with a clock of its own. */
export async function startUsageTable() {
  const local = await startLocalServices();
  await local.create({
    type: 'AWS::DynamoDB::Table',
    ref: 'usage',
    properties: {
      AttributeDefinitions: ['pk', 'sk', 'billedIn'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'ByBilledMonth',
          KeySchema: [
            { AttributeName: 'billedIn', KeyType: 'HASH' },
            { AttributeName: 'pk', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    },
  });
  const document = DynamoDBDocumentClient.from(new DynamoDBClient(local.client), {
    marshallOptions: { removeUndefinedValues: true },
  });
  const clock = { now: Date.UTC(2026, 10, 21, 12) };
  return {
    options: { document, tableName: 'usage', region: 'us-east-1', now: () => clock.now },
    clock,
    async items(prefix: string): Promise<Record<string, unknown>[]> {
      const { Items = [] } = await document.send(new ScanCommand({ TableName: 'usage' }));
      return Items.filter(({ pk }) => String(pk).startsWith(prefix));
    },
    async stop() {
      document.destroy();
      await local.stop();
    },
  };
}
export type UsageTable = Awaited<ReturnType<typeof startUsageTable>>;
