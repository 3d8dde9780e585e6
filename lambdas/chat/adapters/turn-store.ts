import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unlessRefused } from '../../shared/stores/conditional';
import type { TurnStore } from '../domain/ports';
import { type Turn, type TurnKey, turnSchema } from '../domain/turn';
import { addToConversation } from './conversation-write';
import { ttlAfter, turnItemKey } from './items';

/** Days after which a turn is forgotten where conversations are kept: long after anyone sends or resumes it again. */
const TURN_DAYS = 30;

export interface TurnStoreOptions {
  readonly document: DynamoDBDocumentClient;
  readonly tableName: string;
  /** Days after which conversations are removed; 0 keeps them. */
  readonly historyDays: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Turns at `TURN#<clientMessageId>` of their conversation. Each change of state is one conditional write. */
export function createTurnStore({ document, tableName: TableName, historyDays, now }: TurnStoreOptions): TurnStore {
  async function update(key: TurnKey, expression: UpdateExpression): Promise<Turn | undefined> {
    const { Attributes } = await document.send(
      new UpdateCommand({ TableName, Key: turnItemKey(key), ReturnValues: 'ALL_NEW', ...expression }),
    );
    return turnSchema.parse(Attributes);
  }

  return {
    async find(key) {
      const { Item } = await document.send(new GetCommand({ TableName, Key: turnItemKey(key), ConsistentRead: true }));
      return Item && turnSchema.parse(Item);
    },

    async create(key, turn) {
      const ttl = ttlAfter(historyDays || TURN_DAYS, now());
      return (await addToConversation(document, TableName, { ...turnItemKey(key), ...turn, ttl })) === 'added';
    },

    start: (key) =>
      unlessRefused(
        update(key, {
          UpdateExpression: 'SET #status = :running, attempt = attempt + :one',
          ConditionExpression: '#status IN (:queued, :running)',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: { ':queued': 'queued', ':running': 'running', ':one': 1 },
        }),
      ),

    requestStop: (key) =>
      unlessRefused(
        update(key, {
          UpdateExpression: 'SET stopRequested = :true',
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeValues: { ':true': true },
        }),
      ),

    redirect: (key, connectionId, resumeFrom) =>
      unlessRefused(
        update(key, {
          UpdateExpression: 'SET connectionId = :connectionId, resumeFrom = :resumeFrom, resumes = resumes + :one',
          ConditionExpression: '#status IN (:queued, :running)',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: {
            ':connectionId': connectionId,
            ':resumeFrom': resumeFrom,
            ':one': 1,
            ':queued': 'queued',
            ':running': 'running',
          },
        }),
      ),

    finish: (key, attempt, status) =>
      unlessRefused(
        update(key, {
          UpdateExpression: 'SET #status = :status',
          // By this attempt already, perhaps: the SDK tries again what took too long to be answered.
          ConditionExpression: '#status IN (:running, :status) AND attempt = :attempt',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: { ':status': status, ':running': 'running', ':attempt': attempt },
        }),
      ),
  };
}

interface UpdateExpression {
  readonly UpdateExpression: string;
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues: Record<string, unknown>;
}
