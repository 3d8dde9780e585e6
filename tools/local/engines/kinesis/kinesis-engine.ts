import { z } from 'zod';
import type { ResolvedResource } from '../../types';
import { type Engine, type EngineContext, notServed, type ServiceCall, type ServiceResponse } from '../engine';
import { parseProperties } from '../input';
import { answerJson } from '../output';
import { createOperations } from './operations';
import { createStream, type Stream } from './stream';

/** Shards that AWS gives a new on-demand stream. */
const onDemandShards = 4;

const properties = z.strictObject({
  Name: z.string().optional(),
  RetentionPeriodHours: z.coerce.number().min(24).max(8760).default(24),
  ShardCount: z.coerce.number().int().min(1).optional(),
  StreamModeDetails: z.object({ StreamMode: z.enum(['ON_DEMAND', 'PROVISIONED']) }).optional(),
});
const passedOver = ['DesiredShardLevelMetrics', 'MaxRecordSizeInKiB', 'StreamEncryption', 'Tags'];

export interface KinesisEngine extends Engine {
  /** The stream with this ARN. Throws where there is none. */
  stream(arn: string): Stream;
}

/** Kinesis data streams in memory. Not served, and refused: enhanced fan-out, resharding, changes of streams by call. */
export function createKinesisEngine(context: EngineContext): KinesisEngine {
  const streams = new Map<string, Stream>();
  const operations = createOperations(streams, context.now);

  async function handle(call: ServiceCall, response: ServiceResponse): Promise<void> {
    const operation = operations[call.operation];
    if (!operation) throw notServed(call);
    answerJson(response, '1.1', operation(call));
  }

  async function create(resource: ResolvedResource): Promise<void> {
    const settings = parseProperties(resource, properties, passedOver);
    const onDemand = settings.StreamModeDetails?.StreamMode === 'ON_DEMAND';
    const arn = resource.attributes.Arn ?? '';
    const shardCount = onDemand ? onDemandShards : (settings.ShardCount ?? 1);
    const identity = { name: resource.ref, arn, onDemand, retentionHours: settings.RetentionPeriodHours, shardCount };
    streams.set(arn, createStream(identity, context.now));
  }

  return {
    name: 'kinesis',
    services: ['kinesis'],
    resourceTypes: ['AWS::Kinesis::Stream'],
    handle,
    create,
    async stop() {
      streams.clear();
    },
    stream(arn) {
      const stream = streams.get(arn);
      if (!stream) throw new Error(`There is no Kinesis stream ${arn} on the laptop`);
      return stream;
    },
  };
}
