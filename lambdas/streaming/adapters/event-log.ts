import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { boundedCalls } from '../../shared/deps';
import type { StreamedEvent } from '../domain/events/envelope';
import { partitionKeyOf } from '../domain/events/partition-key';

/** Bytes of one call, of which Kinesis takes 5 MiB at least; a request brings less than 6 MB. */
const MOST_BYTES = 4 * 1_048_576;
/** How often records are sent that a shard had no room for. */
const MOST_ATTEMPTS = 5;

/** Tries once: the log tries again by itself, and who waits for it has half a minute. */
export const eventClient = () => new KinesisClient(boundedCalls(2_000, 1));

export interface EventLogDeps {
  readonly client: KinesisClient;
  readonly stream: string;
  readonly pause: (attempt: number) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** Appends events to the stream. @returns for each whether it is there */
export type AppendEvents = (events: readonly StreamedEvent[]) => Promise<readonly boolean[]>;

interface Entry {
  readonly PartitionKey: string;
  readonly Data: Uint8Array;
}

export function createEventLog({ client, stream, pause, onError }: EventLogDeps): AppendEvents {
  /** @returns those that are not in the stream */
  async function put(entries: readonly Entry[]): Promise<readonly Entry[]> {
    try {
      const { Records = [] } = await client.send(new PutRecordsCommand({ StreamName: stream, Records: [...entries] }));
      // A shard that has no room takes some of a call and not the others.
      return entries.filter((_, index) => Records[index]?.SequenceNumber === undefined);
    } catch (error) {
      onError(error);
      return entries;
    }
  }

  return async (events) => {
    const entries = events.map(entryOf);
    let left: readonly Entry[] = entries;
    for (let attempt = 0; left.length > 0 && attempt < MOST_ATTEMPTS; attempt += 1) {
      if (attempt > 0) await pause(attempt + 2);
      const failed = await Promise.all(callsOf(left).map(put));
      left = failed.flat();
    }
    const missing = new Set(left);
    return entries.map((entry) => !missing.has(entry));
  };
}

function entryOf(event: StreamedEvent): Entry {
  return {
    PartitionKey: partitionKeyOf(event.org, event.data),
    Data: new TextEncoder().encode(JSON.stringify(event, wellFormed)),
  };
}

/** A half of a character is no UTF-8, which not every store behind the stream would take. */
const wellFormed = (_: string, value: unknown): unknown => (typeof value === 'string' ? value.toWellFormed() : value);

function callsOf(entries: readonly Entry[]): Entry[][] {
  const calls: Entry[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const entry of entries) {
    const own = entry.Data.length + entry.PartitionKey.length;
    if (bytes + own > MOST_BYTES) {
      calls.push([]);
      bytes = 0;
    }
    calls.at(-1)?.push(entry);
    bytes += own;
  }
  return calls;
}
