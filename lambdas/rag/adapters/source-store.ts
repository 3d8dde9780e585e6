import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { Known } from '../connectors/connector';
import type { SourceMemory } from '../connectors/sync';

/** Another run has taken the source over; this one must not write any more. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

export interface LastRun {
  readonly outcome: 'succeeded' | 'stopped' | 'failed';
  /** Milliseconds since the epoch. */
  readonly endedAt: number;
  readonly counts: Readonly<Record<string, number>>;
  /** For a person: what went wrong, and what to do. */
  readonly failure?: { readonly code: string; readonly message: string } | undefined;
}

export interface Lease {
  /** Of the run before; undefined at the first. */
  readonly cursor: unknown;
  readonly memory: SourceMemory;
  /** Lets the next run begin. Nothing happens when another one has taken over. */
  release(run: LastRun): Promise<void>;
}

export interface SourceStore {
  /** @returns undefined while another run has the source */
  acquire(sourceId: string, runId: string, untilMs: number): Promise<Lease | undefined>;
}

/**
 * What is kept of sources, in the documents table: `SOURCE#<id>` / `STATE` with cursor, lease and last run, and `DOC#<external id>`
 * for each document that was brought. The lease ends by itself, so that a run which died does not stop its source.
 */
export function createSourceStore(client: DynamoDBDocumentClient, TableName: string, now: () => number): SourceStore {
  return {
    async acquire(sourceId, runId, untilMs) {
      const Key = { pk: sourcePk(sourceId), sk: 'STATE' };
      const taken = await conditionally(() =>
        client.send(
          new UpdateCommand({
            TableName,
            Key,
            UpdateExpression: 'SET leaseOwner = :run, leaseUntil = :until',
            ConditionExpression: 'attribute_not_exists(leaseUntil) OR leaseUntil <= :now',
            ExpressionAttributeValues: { ':run': runId, ':until': untilMs, ':now': now() },
            ReturnValues: 'ALL_NEW',
          }),
        ),
      );
      if (!taken) return undefined;
      const { cursorText } = taken.Attributes ?? {};
      return {
        cursor: typeof cursorText === 'string' ? JSON.parse(cursorText) : undefined,
        memory: sourceMemory(client, TableName, sourceId, runId),
        release: async (run) => {
          const lastRun = JSON.stringify(run);
          const names = 'REMOVE leaseOwner, leaseUntil SET lastRun = :run';
          await conditionally(() => client.send(ownUpdate(TableName, Key, names, { ':run': lastRun }, runId)));
        },
      };
    },
  };
}

function sourceMemory(
  client: DynamoDBDocumentClient,
  TableName: string,
  sourceId: string,
  runId: string,
): SourceMemory {
  const pk = sourcePk(sourceId);
  return {
    async find(externalId) {
      const key = { pk, sk: docSk(externalId) };
      const { Item } = await client.send(new GetCommand({ TableName, Key: key, ConsistentRead: true }));
      return Item && knownOf(Item);
    },
    async *list(prefix = '', after) {
      let ExclusiveStartKey = after === undefined ? undefined : { pk, sk: docSk(after) };
      do {
        const page = await client.send(
          new QueryCommand({
            TableName,
            KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
            ExpressionAttributeValues: { ':pk': pk, ':prefix': docSk(prefix) },
            ConsistentRead: true,
            ExclusiveStartKey,
          }),
        );
        yield* (page.Items ?? []).map(knownOf);
        ExclusiveStartKey = page.LastEvaluatedKey as typeof ExclusiveStartKey;
      } while (ExclusiveStartKey);
    },
    async record({ externalId, revision, acl }) {
      await client.send(new PutCommand({ TableName, Item: { pk, sk: docSk(externalId), revision, acl } }));
    },
    async forget(externalId) {
      await client.send(new DeleteCommand({ TableName, Key: { pk, sk: docSk(externalId) } }));
    },
    async keepCursor(cursor) {
      const text = JSON.stringify(cursor);
      const update = ownUpdate(TableName, { pk, sk: 'STATE' }, 'SET cursorText = :cursor', { ':cursor': text }, runId);
      if (!(await conditionally(() => client.send(update))))
        throw new LeaseLost('Another run has taken the source over');
    },
  };
}

const ownUpdate = (
  TableName: string,
  Key: { readonly pk: string; readonly sk: string },
  UpdateExpression: string,
  values: Readonly<Record<string, unknown>>,
  runId: string,
) =>
  new UpdateCommand({
    TableName,
    Key,
    UpdateExpression,
    ConditionExpression: 'leaseOwner = :owner',
    ExpressionAttributeValues: { ...values, ':owner': runId },
  });

const sourcePk = (sourceId: string): string => `SOURCE#${sourceId}`;
const DOC_PREFIX = 'DOC#';
const docSk = (externalId: string): string => `${DOC_PREFIX}${externalId}`;

const knownOf = (item: Record<string, unknown>): Known => ({
  externalId: String(item.sk).slice(DOC_PREFIX.length),
  revision: String(item.revision ?? ''),
  acl: String(item.acl ?? ''),
});

async function conditionally<T>(write: () => Promise<T>): Promise<T | undefined> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}
