import type { Quota } from './quota';

const kinesis = 'https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html';
const firehose = 'https://docs.aws.amazon.com/firehose/latest/dev/limits.html';
/** The regions in which AWS gives most at once. */
const large = (value: number) => ({ 'us-east-1': value, 'us-west-2': value, 'eu-west-1': value });

export const kinesisQuotas = {
  onDemandWrites: {
    id: 'kinesis/on-demand-writes',
    name: 'Kinesis: writes into a stream on demand',
    unit: 'MB/s',
    scope: 'stream',
    value: 200,
    regions: large(10_240),
    adjustable: true,
    note: 'By a support case. A new stream begins at 4 MB/s and takes twice its peak of the last 30 days',
    source: kinesis,
    read: '2026-11-29',
  },
  shards: {
    id: 'kinesis/shards',
    name: 'Kinesis: shards',
    unit: 'shards',
    scope: 'account and region',
    value: 1000,
    regions: {
      ...large(20_000),
      ...Object.fromEntries(
        [
          ...['us-east-2', 'ap-northeast-1', 'ap-south-1', 'ap-southeast-1', 'ap-southeast-2'],
          ...['eu-central-1', 'eu-west-3'],
        ].map((region) => [region, 6000]),
      ),
    },
    code: 'L-0918CF54',
    adjustable: true,
    source: 'https://docs.aws.amazon.com/general/latest/gr/ak.html',
    read: '2026-11-29',
  },
  shardRecords: {
    id: 'kinesis/shard-records',
    name: 'Kinesis: records into a shard',
    unit: 'records/s',
    scope: 'shard',
    value: 1000,
    adjustable: false,
    source: kinesis,
    read: '2026-11-29',
  },
  shardWrites: {
    id: 'kinesis/shard-writes',
    name: 'Kinesis: writes into a shard',
    unit: 'MB/s',
    scope: 'shard',
    value: 1,
    adjustable: false,
    source: kinesis,
    read: '2026-11-29',
  },
  consumers: {
    id: 'kinesis/consumers',
    name: 'Kinesis: consumers with enhanced fan-out',
    unit: 'consumers',
    scope: 'stream',
    value: 20,
    adjustable: false,
    source: 'https://docs.aws.amazon.com/kinesis/latest/APIReference/API_RegisterStreamConsumer.html',
    read: '2026-11-29',
  },
} as const satisfies Record<string, Quota>;

export const firehoseQuotas = {
  directPutBytes: {
    id: 'firehose/direct-put-bytes',
    name: 'Firehose: direct puts into a stream',
    unit: 'MB/s',
    scope: 'stream',
    value: 1,
    regions: large(5),
    adjustable: true,
    note: 'By the Firehose limits form; Firehose also raises it by itself while it throttles. A Kinesis stream before it has no such limit',
    source: firehose,
    read: '2026-11-29',
  },
  directPutRequests: {
    id: 'firehose/direct-put-requests',
    name: 'Firehose: direct put requests to a stream',
    unit: 'requests/s',
    scope: 'stream',
    value: 1000,
    regions: large(2000),
    adjustable: true,
    note: 'By the Firehose limits form; a batch of 500 records is one request',
    source: firehose,
    read: '2026-11-29',
  },
} as const satisfies Record<string, Quota>;
