import { ServiceError } from '../engine';
import type { Dynalite } from './dynalite';
import type { TableDefinition } from './table-definition';

type Item = Record<string, unknown>;

/**
 * Deletes the items whose time to live has passed, as DynamoDB does some time after.
 *
 * @param remove runs a `DeleteItem` in the service's own name
 * @param now epoch milliseconds
 * @returns how many items were deleted
 */
export async function deleteExpired(
  dynalite: Pick<Dynalite, 'run'>,
  remove: (input: Item) => Promise<unknown>,
  table: TableDefinition,
  now: number,
): Promise<number> {
  if (!table.timeToLive) return 0;
  const expired = {
    ExpressionAttributeNames: { '#ttl': table.timeToLive },
    ExpressionAttributeValues: { ':now': { N: String(Math.floor(now / 1000)) }, ':number': { S: 'N' } },
  };
  const condition = 'attribute_type(#ttl, :number) AND #ttl < :now';
  let deleted = 0;
  let from: unknown;
  do {
    const page = await dynalite.run('Scan', {
      TableName: table.name,
      FilterExpression: condition,
      ExclusiveStartKey: from,
      ...expired,
    });
    for (const item of page.Items as Item[]) {
      deleted += await deleteUnlessRenewed(remove, table, item, { ConditionExpression: condition, ...expired });
    }
    from = page.LastEvaluatedKey;
  } while (from);
  return deleted;
}

async function deleteUnlessRenewed(
  remove: (input: Item) => Promise<unknown>,
  table: TableDefinition,
  item: Item,
  condition: Record<string, unknown>,
): Promise<number> {
  try {
    await remove({ TableName: table.name, Key: keyOf(table, item), ...condition });
    return 1;
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'ConditionalCheckFailedException') return 0;
    throw error;
  }
}

function keyOf(table: TableDefinition, item: Item): Item {
  return Object.fromEntries(table.keys.map((name) => [name, item[name]]));
}
