import { ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { type AppClientItem, appClientPk } from '../domain/app-client';

/** Registered app clients in the platform's table. */
export function createAppClientStore(document: DynamoDBDocumentClient, tableName: string) {
  return {
    async isRegistered(clientId: string): Promise<boolean> {
      const Key = { pk: appClientPk(clientId) };
      const { Item } = await document.send(new GetCommand({ TableName: tableName, Key }));
      return Item !== undefined;
    },

    async put(clientId: string, about: Omit<AppClientItem, 'pk'>, abortSignal: AbortSignal): Promise<void> {
      const Item: AppClientItem = { pk: appClientPk(clientId), ...about };
      await document.send(new PutCommand({ TableName: tableName, Item }), { abortSignal });
    },

    /** Good also when it is not registered, or when the table is gone. */
    async remove(clientId: string, abortSignal: AbortSignal): Promise<void> {
      const Key = { pk: appClientPk(clientId) };
      try {
        await document.send(new DeleteCommand({ TableName: tableName, Key }), { abortSignal });
      } catch (error) {
        if (!(error instanceof ResourceNotFoundException)) throw error;
      }
    },
  };
}
export type AppClientStore = ReturnType<typeof createAppClientStore>;
