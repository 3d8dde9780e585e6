import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '../../shared/stores/batch-get';
import type { Committed, FeatureStore } from '../committing';
import type { Admitted } from '../domain/features/groups';
import { prefixOf } from '../domain/features/version';
import { counterUpdate, eventKey, partKey, partPut, readParts } from './feature-items';

/** Reasons after which the same may well succeed. @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
const PASSING: ReadonlySet<string> = new Set([
  ...['None', 'ConditionalCheckFailed', 'TransactionConflict'],
  ...['ProvisionedThroughputExceeded', 'ThrottlingError'],
]);

export interface FeatureStoreOptions {
  readonly document: DynamoDBDocumentClient;
  readonly table: string;
  /** Seconds for which the id of an event is known: longer than the stream keeps it, and than its sender tries. */
  readonly eventSeconds: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Of features. @default 1 */
  readonly version?: number;
}

/** States of entities and ids of events in DynamoDB, in one table, so that they are written in one transaction. */
export function createFeatureStore(options: FeatureStoreOptions): FeatureStore {
  const { document, table, eventSeconds, now, version = 1 } = options;
  const prefix = prefixOf(version);
  return {
    async read(refs) {
      const itemsOf = await batchGet(document, { [table]: refs.map((ref) => partKey(ref, prefix)) });
      return readParts(refs, itemsOf(table), prefix);
    },

    async commit({ events, parts, counters }) {
      const puts = [
        ...events.map((event) => ({ Put: eventPut(event) })),
        ...parts.map((part) => ({ Put: partPut(table, part, prefix) })),
        ...counters.map((counter) => ({ Update: counterUpdate(table, counter, prefix) })),
      ];
      try {
        await document.send(new TransactWriteCommand({ TransactItems: puts }));
        return 'committed';
      } catch (error) {
        return duplicatesOf(events, error);
      }
    },
  };

  function eventPut({ event, late }: Admitted) {
    // What was parked for long counts now: its id is known from now on.
    const ttl = Math.floor(Math.max(event.receivedAt, now()) / 1000) + eventSeconds;
    return {
      TableName: table,
      Item: { ...eventKey(event, prefix), ...(late && { late }), ttl },
      ConditionExpression: 'attribute_not_exists(pk)',
    };
  }
}

/** The events that are there already. @throws the error, unless the same may well succeed without them */
function duplicatesOf(events: readonly Admitted[], error: unknown): Committed {
  if (!(error instanceof TransactionCanceledException)) throw error;
  const codes = (error.CancellationReasons ?? []).map(({ Code = 'None' }) => Code);
  if (codes.length === 0 || !codes.every((code) => PASSING.has(code))) throw error;
  return { duplicates: new Set(events.filter((_, index) => codes[index] === 'ConditionalCheckFailed')) };
}
