import { z } from 'zod';
import type { ResolvedResource } from '../../types';
import { type Engine, type EngineContext, notServed, type ServiceCall, type ServiceResponse } from '../engine';
import { parseProperties } from '../input';
import { answerJson } from '../output';
import { createOperations } from './operations';
import { createStream, type Stream } from './stream';
import { createSubscribe, isInternal } from './subscribe';

/** Shards that AWS gives a new on-demand stream. */
const onDemandShards = 4;

const properties = z.strictObject({
  Name: z.string().optional(),
  RetentionPeriodHours: z.coerce.number().min(24).max(8760).default(24),
  ShardCount: z.coerce.number().int().min(1).optional(),
  StreamModeDetails: z.object({ StreamMode: z.enum(['ON_DEMAND', 'PROVISIONED']) }).optional(),
});
const CONSUMER = 'AWS::Kinesis::StreamConsumer';
const consumerProperties = z.strictObject({ ConsumerName: z.string(), StreamARN: z.string() });
const passedOver = ['DesiredShardLevelMetrics', 'MaxRecordSizeInKiB', 'StreamEncryption', 'Tags'];

export interface KinesisEngine extends Engine {
  /** The stream with this ARN. Throws where there is none. */
  stream(arn: string): Stream;
}

/**
 * Kinesis data streams in memory. Not served, and refused: resharding, changes of streams by call, and enhanced fan-out to whom it would be
 * pushed over HTTP/2; Lambda's readers of the laptop ask for it record by record, with the same permissions.
 */
export function createKinesisEngine(context: EngineContext): KinesisEngine {
  const streams = new Map<string, Stream>();
  const consumers = new Map<string, string>();
  const operations = createOperations(streams, context.now);
  const subscribe = createSubscribe((consumerArn) => streams.get(consumers.get(consumerArn) ?? ''), context.now);

  async function handle(call: ServiceCall, response: ServiceResponse): Promise<void> {
    const operation =
      call.operation === 'SubscribeToShard' && isInternal(call) ? subscribe : operations[call.operation];
    if (!operation) throw notServed(call);
    answerJson(response, '1.1', operation(call));
  }

  async function create(resource: ResolvedResource): Promise<void> {
    if (resource.type === CONSUMER) return createConsumer(resource);
    const settings = parseProperties(resource, properties, passedOver);
    const onDemand = settings.StreamModeDetails?.StreamMode === 'ON_DEMAND';
    const arn = resource.attributes.Arn ?? '';
    const shardCount = onDemand ? onDemandShards : (settings.ShardCount ?? 1);
    const identity = { name: resource.ref, arn, onDemand, retentionHours: settings.RetentionPeriodHours, shardCount };
    streams.set(arn, createStream(identity, context.now));
  }

  function createConsumer(resource: ResolvedResource): void {
    const { StreamARN } = parseProperties(resource, consumerProperties, ['Tags']);
    if (!streams.has(StreamARN)) throw new Error(`There is no Kinesis stream ${StreamARN} on the laptop`);
    consumers.set(resource.ref, StreamARN);
  }

  return {
    name: 'kinesis',
    services: ['kinesis'],
    resourceTypes: ['AWS::Kinesis::Stream', CONSUMER],
    handle,
    create,
    async stop() {
      streams.clear();
      consumers.clear();
    },
    stream(arn) {
      const stream = streams.get(arn);
      if (!stream) throw new Error(`There is no Kinesis stream ${arn} on the laptop`);
      return stream;
    },
  };
}
