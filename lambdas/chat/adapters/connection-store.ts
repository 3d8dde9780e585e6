import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { type Principal, principalSchema } from '../../shared/domain/principal';

/** API Gateway ends a connection after two hours; a `$disconnect` that never came is made good for after that. */
const CONNECTION_SECONDS = 2 * 3600 + 600;

const connectionPk = (connectionId: string): string => `CONN#${connectionId}`;

/** Who is on the other end of an open connection. */
export interface ConnectionStore {
  /** @param nowMs milliseconds since the epoch */
  add(connectionId: string, principal: Principal, nowMs: number): Promise<void>;
  find(connectionId: string): Promise<Principal | undefined>;
  remove(connectionId: string): Promise<void>;
}

export function createConnectionStore(document: DynamoDBDocumentClient, TableName: string): ConnectionStore {
  return {
    async add(connectionId, principal, nowMs) {
      const ttl = Math.floor(nowMs / 1000) + CONNECTION_SECONDS;
      const Item = { pk: connectionPk(connectionId), ...principal, ttl };
      await document.send(new PutCommand({ TableName, Item }));
    },

    async find(connectionId) {
      const Key = { pk: connectionPk(connectionId) };
      const { Item } = await document.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
      return Item && principalSchema.parse(Item);
    },

    async remove(connectionId) {
      await document.send(new DeleteCommand({ TableName, Key: { pk: connectionPk(connectionId) } }));
    },
  };
}
