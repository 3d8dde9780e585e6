import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { type ChatConfig, CONFIG_PK } from '../domain/chat-config';

/** Reads the configuration in force from the platform's table; undefined when none was stored. */
export function createConfigRead(document: DynamoDBDocumentClient, TableName: string) {
  return async (): Promise<ChatConfig | undefined> => {
    const { Item } = await document.send(new GetCommand({ TableName, Key: { pk: CONFIG_PK } }));
    if (!Item) return undefined;
    // Loaded with the first document: many stages live by what their models give.
    const { storedConfigSchema } = await import('../domain/chat-config-schema');
    return storedConfigSchema.parse(Item).document;
  };
}
