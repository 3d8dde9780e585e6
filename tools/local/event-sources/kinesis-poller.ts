import { setTimeout as delay } from 'node:timers/promises';
import { AssemblyError } from '../../assembly';
import { type Poller, type PollerContext, pollUntilAborted } from './poller';
import { deliverShardBatch, type StreamRecord } from './shard-delivery';

/** Wait before an empty shard is read again (ms). */
const idleWait = 200;

/** Reads every shard of a stream for a function, each in order and one batch at a time. */
export function startKinesisPoller(context: PollerContext): Poller {
  const { mapping, caller } = context;
  if (mapping.onFailureArn && mapping.onFailureArn.split(':')[2] !== 'sqs') {
    throw new AssemblyError(`${mapping.path}: failure destination ${mapping.onFailureArn} is not served`);
  }
  const stopping = new AbortController();
  const { signal } = stopping;
  const call = async <Output>(operation: string, input: Readonly<Record<string, unknown>>) => {
    const { sourceArn: StreamARN, region } = mapping;
    return (await context.call({
      service: 'kinesis',
      operation,
      region,
      caller,
      signal,
      input: { StreamARN, ...input },
    })) as Output;
  };

  const readShard = async (shardId: string, type: string) => {
    let { ShardIterator } = await call<{ ShardIterator?: string }>('GetShardIterator', {
      ShardId: shardId,
      ShardIteratorType: type,
    });
    await pollUntilAborted(context, signal, async () => {
      const output = await call<{ Records: readonly StreamRecord[]; NextShardIterator?: string }>('GetRecords', {
        ShardIterator,
        Limit: mapping.batchSize,
      });
      await deliverShardBatch(context, shardId, output.Records, signal);
      ShardIterator = output.NextShardIterator;
      if (output.Records.length === 0) await delay(idleWait, undefined, { signal });
    });
  };

  const running = pollUntilAborted(context, signal, async () => {
    await call('DescribeStreamSummary', {});
    const { Shards } = await call<{ Shards: readonly { readonly ShardId: string }[] }>('ListShards', {});
    const type = mapping.startingPosition ?? 'LATEST';
    await Promise.all(Shards.map(({ ShardId }) => readShard(ShardId, type)));
  });
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
