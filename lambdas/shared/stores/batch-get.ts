import {
  BatchGetCommand,
  type BatchGetCommandInput,
  type BatchGetCommandOutput,
  type DynamoDBDocumentClient,
} from '@aws-sdk/lib-dynamodb';
import { backoff } from '../backoff';

type Item = Record<string, unknown>;

/** Round trips, of which each tells some items of a table that has room for some. */
const MOST_ATTEMPTS = 10;

const wait = backoff(Math.random);

export interface BatchGetOptions {
  readonly signal?: AbortSignal;
  /** @default strong */
  readonly consistency?: 'strong' | 'eventual';
}

/**
 * Reads items of some tables in one round trip, consistently unless that is not needed; a moment later, in another one, what was not answered for.
 *
 * @param keys by table, a hundred at most
 * @returns the items of a table that there are, in any order
 * @throws Error where the tables have no room for all of them in the end
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
  for (let attempt = 0; RequestItems && Object.keys(RequestItems).length > 0; attempt += 1) {
    if (attempt === MOST_ATTEMPTS) throw new Error(`Keys were not answered for ${MOST_ATTEMPTS} times`);
    if (attempt > 0) await wait(attempt, signal);
    const command = new BatchGetCommand({ RequestItems });
    const answer: BatchGetCommandOutput = await document.send(command, signal && { abortSignal: signal });
    const { Responses = {}, UnprocessedKeys } = answer;
    for (const [table, items] of Object.entries(Responses)) found.set(table, [...(found.get(table) ?? []), ...items]);
    RequestItems = UnprocessedKeys;
  }
  return (table) => found.get(table) ?? [];
}
