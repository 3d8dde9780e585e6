import type { CostedAssembly, CostedResource } from '../costed-assembly';
import { byUse, HOURS, type Idle, numberOf, plural, type Service } from './service';

export const isOnDemand = (stream: CostedResource): boolean =>
  stream.get('StreamModeDetails', 'StreamMode') === 'ON_DEMAND';

export const shardsOf = (stream: CostedResource): number => numberOf(stream.get('ShardCount'), 1);

/** Hours that are kept at no further price. */
const INCLUDED_HOURS = 24;

const stream: Idle = (resource) => {
  if (isOnDemand(resource)) return [{ price: 'kinesis.streamHour', quantity: HOURS, what: 'stream on demand' }];
  const shards = shardsOf(resource);
  const kept = numberOf(resource.get('RetentionPeriodHours'), INCLUDED_HOURS);
  const quantity = shards * HOURS;
  return [
    { price: 'kinesis.shardHour', quantity, what: plural(shards, 'shard') },
    ...(kept > INCLUDED_HOURS
      ? [{ price: 'kinesis.extendedShardHour', quantity, what: `${plural(shards, 'shard')} kept for ${kept} hours` }]
      : []),
  ];
};

/** A consumer of its own is billed by shard and hour, and with a stream on demand by what it reads alone. */
const consumer: Idle = (resource, assembly) => {
  const source = streamOf(resource, assembly);
  if (!source || isOnDemand(source)) return [];
  const shards = shardsOf(source);
  return [
    { price: 'kinesis.fanOutShardHour', quantity: shards * HOURS, what: `a consumer of ${plural(shards, 'shard')}` },
  ];
};

const streamOf = (resource: CostedResource, assembly: CostedAssembly) => assembly.refersTo(resource.get('StreamARN'));

export const kinesis: Service = {
  name: 'Amazon Kinesis Data Streams',
  types: { 'AWS::Kinesis::Stream': stream, 'AWS::Kinesis::StreamConsumer': consumer },
};

export const firehose: Service = {
  name: 'Amazon Data Firehose',
  types: { 'AWS::KinesisFirehose::DeliveryStream': byUse },
};
