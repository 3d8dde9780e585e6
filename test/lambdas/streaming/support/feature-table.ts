import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { createFeatureStore } from '../../../../lambdas/streaming/adapters/feature-store';
import { createListReader } from '../../../../lambdas/streaming/adapters/list-reader';
import { createPartReader } from '../../../../lambdas/streaming/adapters/part-reader';
import { startLocalServices } from '../../../tools/local/engines/local-services';
import { NOW } from './events';

/** The table of features on the laptop's engine, which has transactions. */
export async function startFeatureTable() {
  const local = await startLocalServices();
  await local.create({
    type: 'AWS::DynamoDB::Table',
    ref: 'features',
    properties: {
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'listOf', AttributeType: 'S' },
        { AttributeName: 'listCount', AttributeType: 'N' },
      ],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'Rankings',
          KeySchema: [
            { AttributeName: 'listOf', KeyType: 'HASH' },
            { AttributeName: 'listCount', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['item'] },
        },
      ],
    },
  });
  const document = DynamoDBDocumentClient.from(new DynamoDBClient({ ...local.client, maxAttempts: 1 }), {
    marshallOptions: { removeUndefinedValues: true },
  });
  /** Throws where something is to break: before a call is made, or after it was. */
  const chaos: { before?: (command: string) => void; after?: (command: string) => void } = {};
  document.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        chaos.before?.(commandName);
        const output = await next(args);
        chaos.after?.(commandName);
        return output;
      },
    { step: 'initialize', priority: 'high' },
  );
  const ofVersion = (version: number) => ({
    store: createFeatureStore({ document, table: 'features', eventSeconds: 172_800, now: () => NOW, version }),
    read: createPartReader(document, 'features', version),
    lists: createListReader(document, 'features', version),
  });
  return {
    local,
    document,
    chaos,
    ...ofVersion(1),
    /** The same table as another version of features has it. */
    ofVersion,
    /** What DynamoDB may do at any time: takes away what is over by now. */
    async expire() {
      const { Items = [] } = await document.send(new ScanCommand({ TableName: 'features' }));
      for (const { pk, ttl } of Items)
        if (ttl < NOW / 1000) await document.send(new DeleteCommand({ TableName: 'features', Key: { pk } }));
    },
    async stop() {
      document.destroy();
      await local.stop();
    },
  };
}
export type FeatureTable = Awaited<ReturnType<typeof startFeatureTable>>;
