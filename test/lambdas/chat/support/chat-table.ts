import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createDynamoDbEngine } from '../../../../tools/local/engines/dynamodb/dynamodb-engine';
import { Gateway } from '../../../../tools/local/gateway/gateway';
import { Access } from '../../../../tools/local/iam/access';

export interface ChatTable {
  readonly document: DynamoDBDocumentClient;
  readonly name: string;
  close(): Promise<void>;
}

const region = 'us-east-1';
const string = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' });
const keys = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' },
  { AttributeName: range, KeyType: 'RANGE' },
];

/** The table of conversations with its index, on the laptop's engine: it knows transactions. */
export async function startChatTable(): Promise<ChatTable> {
  const gateway = new Gateway();
  await gateway.start();
  gateway.enforce(new Access({ ofType: () => [] }));
  const refused = () => Promise.reject(new Error('no function is invoked here'));
  const engine = createDynamoDbEngine({
    endpoint: gateway.endpoint,
    accountId: '000000000000',
    functions: { invoke: refused, invokeStreaming: refused, invokeAsync: refused },
    sendMessage: refused,
    progress: () => undefined,
    now: Date.now,
    report: () => undefined,
  });
  gateway.register(engine);
  const name = 'conversations';
  await engine.create({
    stack: 'test',
    logicalId: name,
    path: `test/${name}`,
    region,
    type: 'AWS::DynamoDB::GlobalTable',
    ref: name,
    attributes: {},
    properties: {
      AttributeDefinitions: ['pk', 'sk', 'ownerId', 'updatedAt'].map(string),
      KeySchema: keys('pk', 'sk'),
      GlobalSecondaryIndexes: [
        {
          IndexName: 'ByOwner',
          KeySchema: keys('ownerId', 'updatedAt'),
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['title', 'createdAt'] },
        },
      ],
    },
  });
  const credentials = gateway.credentials.issue(gateway.operator);
  const client = new DynamoDBClient({ endpoint: gateway.endpoint, region, credentials });
  return {
    document: DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
    name,
    async close() {
      client.destroy();
      await engine.stop();
      await gateway.stop();
    },
  };
}
