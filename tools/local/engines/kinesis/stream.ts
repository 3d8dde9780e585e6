import { createHash } from 'node:crypto';
import { type ShardLog, type ShardRecord, trim } from './shard';

export interface StreamRecord extends ShardRecord {
  readonly shardId: string;
  readonly partitionKey: string;
  readonly data: Buffer;
}

export interface Shard extends ShardLog<StreamRecord> {
  /** First and last hash key it takes. */
  readonly hashKeys: readonly [bigint, bigint];
}

export interface Stream {
  readonly name: string;
  readonly arn: string;
  readonly onDemand: boolean;
  readonly retentionHours: number;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly shards: readonly Shard[];
  append(partitionKey: string, data: Buffer, explicitHashKey?: string): StreamRecord;
  /** Calls back with every record appended from now on; gives the function that ends it. */
  subscribe(listener: (record: StreamRecord) => void): () => void;
}

export type StreamSettings = Pick<Stream, 'name' | 'arn' | 'onDemand' | 'retentionHours'> & {
  readonly shardCount: number;
};

const hashKeySpace = 2n ** 128n;
/** Kinesis's own numbers have 56 digits. */
const sequenceNumberDigits = 56;

/** @param now epoch milliseconds */
export function createStream(settings: StreamSettings, now: () => number): Stream {
  const { shardCount, ...identity } = settings;
  const shards = Array.from({ length: shardCount }, (_, index) => createShard(index, shardCount));
  const listeners = new Set<(record: StreamRecord) => void>();
  let appended = 0;

  return {
    ...identity,
    createdAt: now(),
    shards,
    append(partitionKey, data, explicitHashKey) {
      const shard = shardOf(shards, explicitHashKey === undefined ? hashKey(partitionKey) : BigInt(explicitHashKey));
      trim(shard, identity.retentionHours, now());
      appended += 1;
      const record: StreamRecord = {
        shardId: shard.id,
        sequenceNumber: sequenceNumber(appended),
        partitionKey,
        data,
        arrivedAt: now(),
      };
      shard.records.push(record);
      for (const listener of listeners) listener(record);
      return record;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function createShard(index: number, count: number): Shard {
  const width = hashKeySpace / BigInt(count);
  const first = width * BigInt(index);
  const last = index === count - 1 ? hashKeySpace - 1n : first + width - 1n;
  return { id: `shardId-${String(index).padStart(12, '0')}`, hashKeys: [first, last], records: [] };
}

function shardOf(shards: readonly Shard[], key: bigint): Shard {
  const shard = shards.find(({ hashKeys: [first, last] }) => first <= key && key <= last);
  if (!shard) throw new RangeError(`Hash key ${key} is outside the 128-bit key space`);
  return shard;
}

function hashKey(partitionKey: string): bigint {
  return BigInt(`0x${createHash('md5').update(partitionKey).digest('hex')}`);
}

function sequenceNumber(count: number): string {
  return `49${String(count).padStart(sequenceNumberDigits - 2, '0')}`;
}
