import {
  BatchGetCommand,
  type BatchGetCommandInput,
  type BatchGetCommandOutput,
  type DynamoDBDocumentClient,
} from '@aws-sdk/lib-dynamodb';

type Item = Record<string, unknown>;

export interface BatchGetOptions {
  readonly signal?: AbortSignal;
  /** @default strong */
  readonly consistency?: 'strong' | 'eventual';
}

/**
 * Reads items of some tables in one round trip, consistently unless that is not needed; in another one what was not answered for.
 *
 * @param keys by table, a hundred at most
 * @returns the items of a table that there are, in any order
 */
export async function batchGet(
  document: DynamoDBDocumentClient,
  keys: Readonly<Record<string, readonly object[]>>,
  { signal, consistency = 'strong' }: BatchGetOptions = {},
): Promise<(table: string) => Item[]> {
  const found = new Map<string, Item[]>();
  let RequestItems: BatchGetCommandInput['RequestItems'] = Object.fromEntries(
    Object.entries(keys).map(([table, all]) => [
      table,
      { Keys: [...all] as Item[], ConsistentRead: consistency === 'strong' },
    ]),
  );
  while (RequestItems && Object.keys(RequestItems).length > 0) {
    const command = new BatchGetCommand({ RequestItems });
    const answer: BatchGetCommandOutput = await document.send(command, signal && { abortSignal: signal });
    const { Responses = {}, UnprocessedKeys } = answer;
    for (const [table, items] of Object.entries(Responses)) found.set(table, [...(found.get(table) ?? []), ...items]);
    RequestItems = UnprocessedKeys;
  }
  return (table) => found.get(table) ?? [];
}
