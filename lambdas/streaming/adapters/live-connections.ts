import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { type Principal, principalSchema } from '../../shared/domain/principal';
import { fewAtOnce } from '../../shared/few-at-once';
import { unlessRefused } from '../../shared/stores/conditional';
import type { OrgTopic } from '../domain/live/topic-key';
import {
  CONNECTION_SECONDS,
  connectionPk,
  PRINCIPAL,
  personPk,
  subscribedKey,
  subscribedTopic,
  watchedKey,
  watcherKey,
} from './live-items';

/** Writes at a time of one call. */
const AT_ONCE = 10;

export interface Seen {
  readonly seq: number;
  readonly cursor: string;
}

export interface OpenConnection {
  readonly connectionId: string;
  /** Milliseconds since the epoch, to the second. */
  readonly openedAt: number;
}

/** Open connections, who is on the other end of each, and what they watch. */
export interface LiveConnections {
  /** The connections of somebody, as far as their ends were told. */
  openOf(principal: Principal): Promise<readonly OpenConnection[]>;
  add(connectionId: string, principal: Principal): Promise<void>;
  find(connectionId: string): Promise<Principal | undefined>;
  topicsOf(connectionId: string): Promise<readonly string[]>;
  /** @param acked seq from which on views count as missed */
  subscribe(connectionId: string, principal: Principal, topic: string, acked: number): Promise<void>;
  /** Notes which view a client was given when it subscribed. @param had whether it had that view from before, and so acknowledges nothing */
  give(connectionId: string, of: OrgTopic, seq: number, had: boolean): Promise<void>;
  unsubscribe(connectionId: string, org: string, topics: readonly string[]): Promise<void>;
  /** Notes what a client has dealt with; of a topic that it does not watch, nothing. */
  acknowledge(connectionId: string, of: OrgTopic, seen: Seen): Promise<void>;
  /** Forgets a connection and all that it watches. */
  remove(connectionId: string): Promise<void>;
}

const keySchema = z.object({ sk: z.string() });
const openSchema = z.object({ sk: z.string(), ttl: z.int() });

/** @param now milliseconds since the epoch */
export function createLiveConnections(
  document: DynamoDBDocumentClient,
  TableName: string,
  now: () => number,
): LiveConnections {
  const put = (Item: Record<string, unknown>) => document.send(new PutCommand({ TableName, Item }));
  const remove = (Key: Record<string, string>) => document.send(new DeleteCommand({ TableName, Key }));
  const seconds = () => Math.floor(now() / 1000);
  const ttl = () => seconds() + CONNECTION_SECONDS;

  async function itemsOf(pk: string): Promise<Record<string, unknown>[]> {
    const { Items = [] } = await document.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk },
        ConsistentRead: true,
      }),
    );
    return Items;
  }

  const subscribed = (items: readonly unknown[]) =>
    items.flatMap((item) => subscribedTopic(keySchema.parse(item).sk) ?? []);

  async function unsubscribe(connectionId: string, org: string, topics: readonly string[]): Promise<void> {
    await fewAtOnce(topics, AT_ONCE, undefined, async (topic) => {
      await Promise.all([remove(watcherKey({ org, topic }, connectionId)), remove(subscribedKey(connectionId, topic))]);
    });
  }

  return {
    async openOf({ org, userId }) {
      const items = (await itemsOf(personPk(org, userId))).map((item) => openSchema.parse(item));
      return items
        .filter((item) => item.ttl > seconds())
        .map((item) => ({ connectionId: item.sk, openedAt: (item.ttl - CONNECTION_SECONDS) * 1000 }));
    },

    async add(connectionId, principal) {
      await put({ pk: connectionPk(connectionId), sk: PRINCIPAL, ...principal, ttl: ttl() });
      await put({ pk: personPk(principal.org, principal.userId), sk: connectionId, ttl: ttl() });
    },

    async find(connectionId) {
      const Key = { pk: connectionPk(connectionId), sk: PRINCIPAL };
      const { Item } = await document.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
      return Item && principalSchema.parse(Item);
    },

    topicsOf: async (connectionId) => subscribed(await itemsOf(connectionPk(connectionId))),

    async subscribe(connectionId, { org, expiresAt }, topic, acked) {
      const of: OrgTopic = { org, topic };
      // First what a disconnection finds, last what makes others tell of changes.
      await put({ ...subscribedKey(connectionId, topic), ttl: ttl() });
      await put({ ...watcherKey(of, connectionId), acked, expiresAt, ttl: ttl() });
      await put({ ...watchedKey(of), ...of, at: now(), ttl: ttl() });
    },

    async give(connectionId, of, seq, had) {
      await unlessRefused(
        document.send(
          new UpdateCommand({
            TableName,
            Key: watcherKey(of, connectionId),
            UpdateExpression: `SET given = :seq${had ? ', acked = :seq' : ''}`,
            ConditionExpression: 'attribute_exists(pk)',
            ExpressionAttributeValues: { ':seq': seq },
          }),
        ),
      );
    },

    unsubscribe,

    async acknowledge(connectionId, of, { seq, cursor }) {
      await unlessRefused(
        document.send(
          new UpdateCommand({
            TableName,
            Key: watcherKey(of, connectionId),
            UpdateExpression: 'SET acked = :seq, #cursor = :cursor',
            ConditionExpression: 'acked < :seq',
            ExpressionAttributeNames: { '#cursor': 'cursor' },
            ExpressionAttributeValues: { ':seq': seq, ':cursor': cursor },
          }),
        ),
      );
    },

    async remove(connectionId) {
      const items = await itemsOf(connectionPk(connectionId));
      const found = items.find((item) => keySchema.parse(item).sk === PRINCIPAL);
      if (!found) return;
      const { org, userId } = principalSchema.parse(found);
      await unsubscribe(connectionId, org, subscribed(items));
      await remove({ pk: personPk(org, userId), sk: connectionId });
      await remove({ pk: connectionPk(connectionId), sk: PRINCIPAL });
    },
  };
}
