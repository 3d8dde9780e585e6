import { AssemblyError } from '../../assembly';
import type { Poller, PollerContext } from './poller';
import { type ShardSource, type StreamCall, startShardPoller } from './shard-poller';

/** A record as GetRecords gives it in JSON. */
interface KinesisRecord {
  readonly SequenceNumber: string;
  readonly PartitionKey: string;
  /** Base64. */
  readonly Data: string;
  /** Epoch seconds. */
  readonly ApproximateArrivalTimestamp: number;
}

const positions = ['TRIM_HORIZON', 'LATEST', 'AT_TIMESTAMP'];

/**
 * Reads a Kinesis data stream for a function.
 * @throws AssemblyError on a starting position that Lambda does not take for streams
 */
export function startKinesisPoller(context: PollerContext): Poller {
  const { path, startingPosition = 'none', startingTimestamp = 0 } = context.mapping;
  if (!positions.includes(startingPosition)) {
    throw new AssemblyError(`${path}: StartingPosition is ${startingPosition}, and may be ${positions.join(' or ')}`);
  }
  if (startingTimestamp * 1000 > context.now()) {
    throw new AssemblyError(`${path}: StartingPositionTimestamp is ${startingTimestamp}, which is still to come`);
  }
  return startShardPoller(context, kinesisSource);
}

/** Readers that share what a stream gives, and those with a consumer of their own (enhanced fan-out), whose ARN is in the mapping. */
function kinesisSource(call: StreamCall, context: PollerContext): ShardSource {
  const [StreamARN = '', consumer] = context.mapping.sourceArn.split('/consumer/');
  const reading = consumer === undefined ? byIterators(call, context, StreamARN) : bySubscription(call, context);
  return {
    ...reading,
    batchInfo: 'KinesisBatchInfo',
    readLimit: 10_000,
    async shards() {
      await call('DescribeStream', { StreamARN });
      await call('DescribeStreamSummary', { StreamARN });
      const { Shards } = await call<{ Shards: readonly { readonly ShardId: string }[] }>('ListShards', { StreamARN });
      return Shards.map(({ ShardId }) => ShardId);
    },
  };
}

function byIterators(call: StreamCall, context: PollerContext, StreamARN: string): Pick<ShardSource, 'start' | 'read'> {
  return {
    async start(ShardId, ShardIteratorType) {
      const Timestamp = context.mapping.startingTimestamp;
      const input = { StreamARN, ShardId, ShardIteratorType, ...(Timestamp !== undefined && { Timestamp }) };
      return (await call<{ ShardIterator?: string }>('GetShardIterator', input)).ShardIterator;
    },
    async read(shardId, ShardIterator, Limit) {
      const { Records, NextShardIterator } = await call<{
        Records: readonly KinesisRecord[];
        NextShardIterator?: string;
      }>('GetRecords', { StreamARN, ShardIterator, Limit });
      return { records: Records.map((record) => toRecord(context, shardId, record)), next: NextShardIterator };
    },
  };
}

/** Asks again and again for what AWS would push. Iterators are positions in JSON. */
function bySubscription(call: StreamCall, context: PollerContext): Pick<ShardSource, 'start' | 'read'> {
  const ConsumerARN = context.mapping.sourceArn;
  const subscribe = (ShardId: string, position: string) =>
    call<{ Records: readonly KinesisRecord[]; ContinuationSequenceNumber: string }>('SubscribeToShard', {
      ...{ ConsumerARN, ShardId, StartingPosition: JSON.parse(position) },
    });
  /** Before every sequence number there is, where there is none yet. */
  const after = (SequenceNumber: string) => JSON.stringify({ Type: 'AFTER_SEQUENCE_NUMBER', SequenceNumber });
  return {
    async start(shardId, Type) {
      const position = JSON.stringify({ Type, Timestamp: context.mapping.startingTimestamp });
      return Type === 'LATEST' ? after((await subscribe(shardId, position)).ContinuationSequenceNumber) : position;
    },
    async read(shardId, position = '{}', limit) {
      const { Records, ContinuationSequenceNumber } = await subscribe(shardId, position);
      const records = Records.slice(0, limit);
      const next = after(records.at(-1)?.SequenceNumber ?? ContinuationSequenceNumber);
      return { records: records.map((record) => toRecord(context, shardId, record)), next };
    },
  };
}

const toRecord = (context: PollerContext, shardId: string, record: KinesisRecord) => ({
  sequenceNumber: record.SequenceNumber,
  arrivedAt: record.ApproximateArrivalTimestamp,
  event: toEvent(context, shardId, record),
});

function toEvent({ mapping, caller }: PollerContext, shardId: string, record: KinesisRecord) {
  return {
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey: record.PartitionKey,
      sequenceNumber: record.SequenceNumber,
      data: record.Data,
      approximateArrivalTimestamp: record.ApproximateArrivalTimestamp,
    },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: `${shardId}:${record.SequenceNumber}`,
    eventName: 'aws:kinesis:record',
    invokeIdentityArn: caller.roleArn,
    awsRegion: mapping.region,
    eventSourceARN: mapping.sourceArn,
  };
}
