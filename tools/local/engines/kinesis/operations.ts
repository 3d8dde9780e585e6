import { z } from 'zod';
import { type ServiceCall, ServiceError } from '../engine';
import { parseInput } from '../input';
import { recordOutput } from './record-output';
import { decodeIterator, readPage, startIterator, startSchema } from './shard-iterator';
import type { Shard, Stream } from './stream';

/** Bytes of data and partition key a record may have. */
const maxRecordBytes = 1_048_576;
const maxBatchBytes = 5 * 1_048_576;

const target = { StreamName: z.string().optional(), StreamARN: z.string().optional() };
const entry = {
  Data: z.base64(),
  PartitionKey: z.string().min(1).max(256),
  ExplicitHashKey: z
    .string()
    .regex(/^\d{1,39}$/)
    .optional(),
};
const inputs = {
  putRecord: z.strictObject({ ...target, ...entry }),
  putRecords: z.strictObject({ ...target, Records: z.array(z.strictObject(entry)).min(1).max(500) }),
  describe: z.strictObject(target),
  listShards: z.strictObject({ ...target, MaxResults: z.number().min(1).max(10_000).optional() }),
  getIterator: z.strictObject({
    ...target,
    ShardId: z.string(),
    ShardIteratorType: z.string(),
    StartingSequenceNumber: z.string().optional(),
    Timestamp: z.number().optional(),
  }),
  getRecords: z.strictObject({
    ShardIterator: z.string(),
    Limit: z.number().int().min(1).max(10_000).default(10_000),
    StreamARN: z.string().optional(),
  }),
};

type Entry = z.infer<typeof inputs.putRecord>;
type Operations = Readonly<Record<string, (call: ServiceCall) => unknown>>;

/** The operations served, by name. `streams` are kept by ARN. */
export function createOperations(streams: ReadonlyMap<string, Stream>, now: () => number): Operations {
  function find(call: ServiceCall, input: { StreamName?: string; StreamARN?: string }): Stream {
    const found = [...streams.values()].find(
      (stream) =>
        stream.arn.split(':')[3] === call.region &&
        (input.StreamARN ? stream.arn === input.StreamARN : stream.name === input.StreamName),
    );
    if (found) return found;
    throw notFound(`Stream ${input.StreamARN ?? input.StreamName} not found`);
  }

  return {
    PutRecord(call) {
      const input = parse(call, inputs.putRecord);
      return { ...put(find(call, input), input), EncryptionType: 'NONE' };
    },
    PutRecords(call) {
      const input = parse(call, inputs.putRecords);
      const stream = find(call, input);
      const bytes = input.Records.reduce((sum, record) => sum + recordBytes(record), 0);
      if (bytes > maxBatchBytes) throw invalid(`Records exceed ${maxBatchBytes} bytes`);
      return {
        FailedRecordCount: 0,
        Records: input.Records.map((record) => put(stream, record)),
        EncryptionType: 'NONE',
      };
    },
    DescribeStreamSummary(call) {
      return { StreamDescriptionSummary: summary(find(call, parse(call, inputs.describe))) };
    },
    DescribeStream(call) {
      const stream = find(call, parse(call, inputs.describe));
      return {
        StreamDescription: { ...summary(stream), Shards: stream.shards.map(shardDescription), HasMoreShards: false },
      };
    },
    ListShards(call) {
      return { Shards: find(call, parse(call, inputs.listShards)).shards.map(shardDescription) };
    },
    GetShardIterator(call) {
      const input = parse(call, inputs.getIterator);
      const stream = find(call, input);
      const start = startSchema.safeParse(input);
      if (!start.success) throw invalid(z.prettifyError(start.error));
      return { ShardIterator: startIterator(stream.name, shardOf(stream, input.ShardId), start.data) };
    },
    GetRecords(call) {
      const input = parse(call, inputs.getRecords);
      const iterator = decodeIterator(input.ShardIterator);
      const shard = shardOf(find(call, { StreamName: iterator.stream }), iterator.shard);
      const page = readPage(shard, iterator, input.Limit, now());
      return {
        Records: page.records.map(recordOutput),
        NextShardIterator: page.next,
        MillisBehindLatest: page.millisBehindLatest,
      };
    },
  };
}

function parse<T>(call: ServiceCall, schema: z.ZodType<T>): T {
  return parseInput(call, schema, 'ValidationException');
}

function put(stream: Stream, entry: Omit<Entry, 'StreamName' | 'StreamARN'>) {
  if (recordBytes(entry) > maxRecordBytes) throw invalid(`A record exceeds ${maxRecordBytes} bytes`);
  const record = stream.append(entry.PartitionKey, Buffer.from(entry.Data, 'base64'), entry.ExplicitHashKey);
  return { ShardId: record.shardId, SequenceNumber: record.sequenceNumber };
}

function recordBytes(entry: Pick<Entry, 'Data' | 'PartitionKey'>): number {
  return Buffer.byteLength(entry.Data, 'base64') + Buffer.byteLength(entry.PartitionKey);
}

function shardOf(stream: Stream, id: string): Shard {
  const shard = stream.shards.find((candidate) => candidate.id === id);
  if (!shard) throw notFound(`Shard ${id} in stream ${stream.name} does not exist`);
  return shard;
}

function summary(stream: Stream) {
  return {
    StreamName: stream.name,
    StreamARN: stream.arn,
    StreamStatus: 'ACTIVE',
    StreamModeDetails: { StreamMode: stream.onDemand ? 'ON_DEMAND' : 'PROVISIONED' },
    RetentionPeriodHours: stream.retentionHours,
    StreamCreationTimestamp: stream.createdAt / 1000,
    EnhancedMonitoring: [],
    EncryptionType: 'NONE',
    OpenShardCount: stream.shards.length,
    ConsumerCount: 0,
  };
}

function shardDescription({ id, hashKeys: [first, last] }: Shard) {
  return {
    ShardId: id,
    HashKeyRange: { StartingHashKey: String(first), EndingHashKey: String(last) },
    SequenceNumberRange: { StartingSequenceNumber: '0' },
  };
}

function notFound(message: string): ServiceError {
  return new ServiceError('ResourceNotFoundException', message);
}

function invalid(message: string): ServiceError {
  return new ServiceError('InvalidArgumentException', message);
}
