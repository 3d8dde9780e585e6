import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type LocalServices, startLocalServices } from '../../../tools/local/engines/local-services';

export interface DocumentsTable {
  readonly document: DynamoDBDocumentClient;
  readonly name: string;
  close(): Promise<void>;
}

const string = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' });
const keys = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' },
  { AttributeName: range, KeyType: 'RANGE' },
];

/** The table of documents with its index, as the template has them, on the laptop's engine. */
export async function startDocumentsTable(): Promise<DocumentsTable> {
  const local: LocalServices = await startLocalServices();
  const name = 'documents';
  await local.create({
    type: 'AWS::DynamoDB::GlobalTable',
    ref: name,
    properties: {
      AttributeDefinitions: ['pk', 'sk', 'owner', 'ownerSort'].map(string),
      KeySchema: keys('pk', 'sk'),
      GlobalSecondaryIndexes: [
        {
          IndexName: 'ByOwner',
          KeySchema: keys('owner', 'ownerSort'),
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    },
  });
  const client = new DynamoDBClient(local.client);
  return {
    document: DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
    name,
    async close() {
      client.destroy();
      await local.stop();
    },
  };
}
