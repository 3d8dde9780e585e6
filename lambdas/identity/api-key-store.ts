import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type ApiKeyItem, apiKeyItemSchema, apiKeyPk } from '../shared/domain/api-key';

/** API keys in the platform's table. */
export function createApiKeyStore(document: DynamoDBDocumentClient, tableName: string) {
  return {
    async find(keyId: string): Promise<ApiKeyItem | undefined> {
      const { Item } = await document.send(new GetCommand({ TableName: tableName, Key: { pk: apiKeyPk(keyId) } }));
      return Item && apiKeyItemSchema.parse(Item);
    },

    /** Notes a use, unless one was noted at or after `staleBefore`; both in seconds since the epoch. */
    async noteUse(keyId: string, at: number, staleBefore: number): Promise<void> {
      try {
        await document.send(
          new UpdateCommand({
            TableName: tableName,
            Key: { pk: apiKeyPk(keyId) },
            UpdateExpression: 'SET lastUsedAt = :at',
            ConditionExpression:
              'attribute_exists(pk) AND (attribute_not_exists(lastUsedAt) OR lastUsedAt < :staleBefore)',
            ExpressionAttributeValues: { ':at': at, ':staleBefore': staleBefore },
          }),
        );
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    },
  };
}
export type ApiKeyStore = ReturnType<typeof createApiKeyStore>;
