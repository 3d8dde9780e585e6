import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { BRAKE_PK, type BrakeItem, brakeFrom, brakeItemSchema, isBraked } from '../../lambdas/shared/domain/brake';
import type { PlatformTable } from '../operator/platform-table';

/** The brake as it stands; undefined when it is not set, or set for a month that is over. */
export async function readBrake({ document, tableName }: PlatformTable, nowMs: number): Promise<BrakeItem | undefined> {
  const { Item } = await document.send(
    new GetCommand({ TableName: tableName, Key: { pk: BRAKE_PK }, ConsistentRead: true }),
  );
  const brake = Item && brakeItemSchema.parse(Item);
  return isBraked(brake, nowMs) ? brake : undefined;
}

/** Sets the brake until the month is over. Handlers notice within 30 seconds. */
export async function setBrake({ document, tableName }: PlatformTable, reason: string, now: Date): Promise<BrakeItem> {
  const brake = brakeFrom(reason, now);
  await document.send(new PutCommand({ TableName: tableName, Item: brake }));
  return brake;
}

/** Releases the brake. Handlers notice within 30 seconds; the budget sets it again at its next notification. */
export async function releaseBrake({ document, tableName }: PlatformTable): Promise<void> {
  await document.send(new DeleteCommand({ TableName: tableName, Key: { pk: BRAKE_PK } }));
}
