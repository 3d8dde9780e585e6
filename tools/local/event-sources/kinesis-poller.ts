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

/** Reads a Kinesis data stream for a function. */
export function startKinesisPoller(context: PollerContext): Poller {
  return startShardPoller(context, kinesisSource);
}

function kinesisSource(call: StreamCall, context: PollerContext): ShardSource {
  const StreamARN = context.mapping.sourceArn;
  return {
    batchInfo: 'KinesisBatchInfo',
    readLimit: 10_000,
    async shards() {
      await call('DescribeStream', { StreamARN });
      await call('DescribeStreamSummary', { StreamARN });
      const { Shards } = await call<{ Shards: readonly { readonly ShardId: string }[] }>('ListShards', { StreamARN });
      return Shards.map(({ ShardId }) => ShardId);
    },
    async start(ShardId, ShardIteratorType) {
      const input = { StreamARN, ShardId, ShardIteratorType };
      return (await call<{ ShardIterator?: string }>('GetShardIterator', input)).ShardIterator;
    },
    async read(shardId, ShardIterator, Limit) {
      const { Records, NextShardIterator } = await call<{
        Records: readonly KinesisRecord[];
        NextShardIterator?: string;
      }>('GetRecords', { StreamARN, ShardIterator, Limit });
      const records = Records.map((record) => ({
        sequenceNumber: record.SequenceNumber,
        arrivedAt: record.ApproximateArrivalTimestamp,
        event: toEvent(context, shardId, record),
      }));
      return { records, next: NextShardIterator };
    },
  };
}

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
