import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { BRAKE_PK, type BrakeItem, brakeItemSchema } from '../domain/brake';

/** The cost brake in the platform's table. */
export function createBrakeStore(document: DynamoDBDocumentClient, tableName: string) {
  return {
    async read(): Promise<BrakeItem | undefined> {
      const { Item } = await document.send(new GetCommand({ TableName: tableName, Key: { pk: BRAKE_PK } }));
      return Item && brakeItemSchema.parse(Item);
    },
    async set(item: BrakeItem): Promise<void> {
      await document.send(new PutCommand({ TableName: tableName, Item: item }));
    },
  };
}
export type BrakeStore = ReturnType<typeof createBrakeStore>;
