import { createHash, randomBytes } from 'node:crypto';
import { PutCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type ApiKeyItem, apiKeyItemSchema, apiKeyPk, newApiKey } from '../../lambdas/shared/domain/api-key';
import type { PlatformTable } from '../operator/platform-table';

/** What a new key may do, and for whom. Times are seconds since the epoch. */
export type NewKey = Pick<ApiKeyItem, 'name' | 'org' | 'tier' | 'clearance' | 'expiresAt'> & {
  readonly scopes: readonly string[];
};

/** A key as it is listed: never its secret, not even its hash. */
export type ListedKey = Omit<ApiKeyItem, 'pk' | 'secretHash'> & { readonly keyId: string };

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/**
 * Creates a key and stores its hash.
 *
 * @returns the key itself, which nothing can show a second time
 */
export async function createKey(
  table: PlatformTable,
  wanted: NewKey,
  nowSeconds: number,
): Promise<{ keyId: string; key: string }> {
  const { keyId, secret, text } = newApiKey(randomBytes(40));
  const item = apiKeyItemSchema.parse({
    ...wanted,
    pk: apiKeyPk(keyId),
    secretHash: sha256(secret),
    createdAt: nowSeconds,
  });
  await table.document.send(
    new PutCommand({ TableName: table.tableName, Item: item, ConditionExpression: 'attribute_not_exists(pk)' }),
  );
  return { keyId, key: text };
}

/** All keys of the stage, oldest first. Reads the whole table: for people, not for requests. */
export async function listKeys(table: PlatformTable): Promise<ListedKey[]> {
  const keys: ListedKey[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const page = await table.document.send(
      new ScanCommand({
        TableName: table.tableName,
        FilterExpression: 'begins_with(pk, :prefix)',
        ExpressionAttributeValues: { ':prefix': apiKeyPk('') },
        ExclusiveStartKey: start,
      }),
    );
    for (const item of page.Items ?? []) {
      const { pk, secretHash: _, ...shown } = apiKeyItemSchema.parse(item);
      keys.push({ keyId: pk.slice(apiKeyPk('').length), ...shown });
    }
    start = page.LastEvaluatedKey;
  } while (start);
  return keys.sort((left, right) => (left.createdAt ?? 0) - (right.createdAt ?? 0));
}

/** Ends a key for good. It stays listed; authorizers that remember it let it in for five minutes at most. */
export async function revokeKey(table: PlatformTable, keyId: string, nowSeconds: number): Promise<void> {
  const update = new UpdateCommand({
    TableName: table.tableName,
    Key: { pk: apiKeyPk(keyId) },
    UpdateExpression: 'SET revokedAt = if_not_exists(revokedAt, :now)',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeValues: { ':now': nowSeconds },
  });
  await table.document.send(update).catch((error: Error) => {
    if (error.name === 'ConditionalCheckFailedException') throw new Error(`There is no key ${keyId}`);
    throw error;
  });
}
