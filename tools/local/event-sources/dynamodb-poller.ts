import { AssemblyError } from '../../assembly';
import type { Poller, PollerContext } from './poller';
import { type ShardSource, type StreamCall, startShardPoller } from './shard-poller';

/** A record as GetRecords gives it in JSON; a function gets its identity in other letters. */
interface TableRecord {
  readonly eventID: string;
  readonly dynamodb: {
    readonly SequenceNumber: string;
    /** Epoch seconds. */
    readonly ApproximateCreationDateTime: number;
  };
  readonly userIdentity?: { readonly Type: string; readonly PrincipalId: string };
}

const positions = ['TRIM_HORIZON', 'LATEST'];

/**
 * Reads the stream of a table for a function.
 * @throws AssemblyError on a starting position that Lambda does not take for tables
 */
export function startDynamoDbPoller(context: PollerContext): Poller {
  const { path, startingPosition = 'none' } = context.mapping;
  if (!positions.includes(startingPosition)) {
    throw new AssemblyError(`${path}: StartingPosition is ${startingPosition}, and may be ${positions.join(' or ')}`);
  }
  return startShardPoller(context, dynamoDbSource);
}

function dynamoDbSource(call: StreamCall, { mapping }: PollerContext): ShardSource {
  const StreamArn = mapping.sourceArn;
  return {
    batchInfo: 'DDBStreamBatchInfo',
    readLimit: 1_000,
    async shards() {
      const TableName = /:table\/([^/]+)\//.exec(StreamArn)?.[1];
      await call('ListStreams', { TableName });
      const { StreamDescription } = await call<{
        StreamDescription: { readonly Shards: readonly { readonly ShardId: string }[] };
      }>('DescribeStream', { StreamArn });
      return StreamDescription.Shards.map(({ ShardId }) => ShardId);
    },
    async start(ShardId, ShardIteratorType) {
      const input = { StreamArn, ShardId, ShardIteratorType };
      return (await call<{ ShardIterator?: string }>('GetShardIterator', input)).ShardIterator;
    },
    async read(_shardId, ShardIterator, Limit) {
      const { Records, NextShardIterator } = await call<{
        Records: readonly TableRecord[];
        NextShardIterator?: string;
      }>('GetRecords', { ShardIterator, Limit });
      const records = Records.map((record) => ({
        sequenceNumber: record.dynamodb.SequenceNumber,
        arrivedAt: record.dynamodb.ApproximateCreationDateTime,
        event: toEvent(StreamArn, record),
      }));
      return { records, next: NextShardIterator };
    },
  };
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html */
function toEvent(eventSourceARN: string, { userIdentity, ...record }: TableRecord) {
  const { Type: type, PrincipalId: principalId } = userIdentity ?? {};
  return { ...record, ...(userIdentity && { userIdentity: { type, principalId } }), eventSourceARN };
}
