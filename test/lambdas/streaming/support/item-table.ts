import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createCaseStore } from '../../../../lambdas/streaming/adapters/case-store';
import { startLocalServices } from '../../../tools/local/engines/local-services';

const index = (name: string, partition: string, sort: string) => ({
  IndexName: name,
  KeySchema: [
    { AttributeName: partition, KeyType: 'HASH' },
    { AttributeName: sort, KeyType: 'RANGE' },
  ],
  Projection: { ProjectionType: 'KEYS_ONLY' },
});

/** The table of items on the laptop's engine. */
export async function startItemTable() {
  const local = await startLocalServices();
  await local.create({
    type: 'AWS::DynamoDB::Table',
    ref: 'items',
    properties: {
      AttributeDefinitions: ['pk', 'sk', 'queueOf', 'queueSort', 'labelOf', 'labelSort'].map((AttributeName) => ({
        ...{ AttributeName, AttributeType: 'S' },
      })),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [index('ReviewQueue', 'queueOf', 'queueSort'), index('Labels', 'labelOf', 'labelSort')],
    },
  });
  const document = DynamoDBDocumentClient.from(new DynamoDBClient({ ...local.client, maxAttempts: 1 }), {
    marshallOptions: { removeUndefinedValues: true },
  });
  return {
    document,
    store: createCaseStore({ document, table: 'items', keptDays: 30 }),
    async stop() {
      document.destroy();
      await local.stop();
    },
  };
}
export type ItemTable = Awaited<ReturnType<typeof startItemTable>>;
