import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod/mini';

/** Where versions of something that needs four eyes are kept. */
export interface ApprovedPlace {
  readonly table: string;
  /** Partition of all versions of an organisation. */
  readonly keyOf: (org: string) => { readonly pk: string };
}

/**
 * Reads what holds for an organisation; undefined until there is something of its own.
 *
 * @param schema of one version
 */
export const createApprovedReader =
  <T>(document: DynamoDBDocumentClient, { table: TableName, keyOf }: ApprovedPlace, schema: z.ZodMiniType<T>) =>
  async (org: string): Promise<T | undefined> => {
    const { Item } = await document.send(new GetCommand({ TableName, Key: { ...keyOf(org), sk: 'current' } }));
    return Item && schema.parse(Item);
  };
