import { z } from 'zod';
import { type ServiceCall, ServiceError } from '../engine';
import { parseInput } from '../input';
import { decodeIterator, readPage, startIterator, startSchema } from '../kinesis/shard-iterator';
import { type ChangeStream, firstSequenceNumber } from './change-stream';
import { streamLabel } from './stream-arn';

const inputs = {
  describe: z.strictObject({
    StreamArn: z.string(),
    Limit: z.number().int().min(1).max(100).optional(),
    ExclusiveStartShardId: z.string().optional(),
  }),
  list: z.strictObject({
    TableName: z.string().optional(),
    Limit: z.number().int().min(1).max(100).default(100),
    ExclusiveStartStreamArn: z.string().optional(),
  }),
  iterator: z.strictObject({
    StreamArn: z.string(),
    ShardId: z.string(),
    ShardIteratorType: z.enum(['TRIM_HORIZON', 'LATEST', 'AT_SEQUENCE_NUMBER', 'AFTER_SEQUENCE_NUMBER']),
    SequenceNumber: z.string().optional(),
  }),
  records: z.strictObject({ ShardIterator: z.string(), Limit: z.number().int().min(1).max(1000).default(1000) }),
};

type Operations = Readonly<Record<string, (call: ServiceCall) => unknown>>;

/**
 * The operations of DynamoDB Streams, by name. `streams` are kept by ARN.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB_Streams.html
 */
export function createStreamOperations(streams: ReadonlyMap<string, ChangeStream>, now: () => number): Operations {
  const inRegion = ({ region }: ServiceCall) => [...streams.values()].filter(({ arn }) => arn.split(':')[3] === region);

  function find(call: ServiceCall, arn: string): ChangeStream {
    const found = inRegion(call).find((stream) => stream.arn === arn);
    if (!found) throw notFound(`Requested resource not found: Stream: ${arn} not found`);
    return found;
  }

  return {
    ListStreams(call) {
      const { TableName, Limit, ExclusiveStartStreamArn: after = '' } = parse(call, inputs.list);
      const all = inRegion(call).filter(({ tableName }) => TableName === undefined || tableName === TableName);
      const left = all.filter(({ arn }) => arn > after).sort((one, other) => (one.arn < other.arn ? -1 : 1));
      const page = left.slice(0, Limit);
      return {
        Streams: page.map(({ arn, tableName }) => ({
          StreamArn: arn,
          StreamLabel: streamLabel,
          TableName: tableName,
        })),
        ...(left.length > page.length && { LastEvaluatedStreamArn: page.at(-1)?.arn }),
      };
    },
    DescribeStream(call) {
      const { StreamArn, ExclusiveStartShardId } = parse(call, inputs.describe);
      const stream = find(call, StreamArn);
      const shard = {
        ShardId: stream.shard.id,
        SequenceNumberRange: { StartingSequenceNumber: firstSequenceNumber },
      };
      return {
        StreamDescription: {
          StreamArn,
          StreamLabel: streamLabel,
          StreamStatus: 'ENABLED',
          StreamViewType: stream.viewType,
          CreationRequestDateTime: stream.createdAt / 1000,
          TableName: stream.tableName,
          KeySchema: stream.keySchema,
          Shards: ExclusiveStartShardId === stream.shard.id ? [] : [shard],
        },
      };
    },
    GetShardIterator(call) {
      const { StreamArn, ShardId, ShardIteratorType, SequenceNumber } = parse(call, inputs.iterator);
      const { arn, shard } = find(call, StreamArn);
      if (ShardId !== shard.id) throw notFound(`Requested resource not found: Shard: ${ShardId} not found`);
      const start = startSchema.safeParse({ ShardIteratorType, StartingSequenceNumber: SequenceNumber });
      if (!start.success) throw invalid(`ShardIteratorType ${ShardIteratorType} needs a SequenceNumber`);
      return { ShardIterator: `${arn}|1|${startIterator(arn, shard, start.data)}` };
    },
    GetRecords(call) {
      const { ShardIterator, Limit } = parse(call, inputs.records);
      const [arn = '', , place = ''] = ShardIterator.split('|');
      const { shard } = find(call, arn);
      const page = readPage(shard, decodeIterator(place, 'ValidationException'), Limit, now());
      return { Records: page.records.map(({ output }) => output), NextShardIterator: `${arn}|1|${page.next}` };
    },
  };
}

function parse<T>(call: ServiceCall, schema: z.ZodType<T>): T {
  return parseInput(call, schema, 'ValidationException');
}

const notFound = (message: string): ServiceError => new ServiceError('ResourceNotFoundException', message);
const invalid = (message: string): ServiceError => new ServiceError('ValidationException', message);
