import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { type ChatConfig, CONFIG_PK, storedConfigSchema } from '../domain/chat-config';

/** Reads the configuration in force from the platform's table; undefined when none was stored. */
export function createConfigRead(document: DynamoDBDocumentClient, TableName: string) {
  return async (): Promise<ChatConfig | undefined> => {
    const { Item } = await document.send(new GetCommand({ TableName, Key: { pk: CONFIG_PK } }));
    return Item && storedConfigSchema.parse(Item).document;
  };
}
