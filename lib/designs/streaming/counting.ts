import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { CountEnv } from '../../../lambdas/streaming/env';
import { StreamEventSource } from '../../constructs/event-source/stream-event-source';
import { BlueprintFunction } from '../../constructs/function/function';
import type { LiveQueue } from './live-queue';
import { handler, type StreamingContext } from './streaming-context';

/** Hours for which the id of an event is known after the stream has forgotten it: its sender may try for a day. */
const SENDER_HOURS = 24;

/** Reads the stream of events and counts them into features. */
export class Counting extends Construct {
  readonly function: BlueprintFunction;
  readonly source: StreamEventSource;

  constructor(scope: Construct, id: string, context: StreamingContext, ticks: LiveQueue) {
    super(scope, id);
    const { platform, settings, events, parked } = context;
    const { consumer, stream, alarms } = settings;
    this.function = this.makeFunction(context, ticks);
    this.source = new StreamEventSource(this, 'Source', {
      foundation: platform,
      target: this.function,
      source: events,
      retention: Duration.hours(stream.retentionHours),
      failures: parked,
      fanOut: consumer.fanOut,
      batchSize: consumer.batchSize,
      maxBatchingWindow: Duration.seconds(consumer.windowSeconds),
      parallelizationFactor: consumer.parallelizationFactor,
      // A table that is away for hours loses nothing: the age of a record is the bound, of half a day.
      retryAttempts: 10_000,
      lagAlarm: Duration.seconds(alarms.lagSeconds),
    });
  }

  private makeFunction(context: StreamingContext, ticks: LiveQueue): BlueprintFunction {
    const { platform, settings, features, parked } = context;
    const { late, stream } = settings;
    const target = new BlueprintFunction<CountEnv>(this, 'Function', {
      foundation: platform,
      entry: handler('count'),
      description: 'Streaming: counts events into features, each once',
      timeout: Duration.seconds(60),
      memorySize: 1769,
      environment: {
        FEATURES_TABLE_NAME: features.table.tableName,
        PARKED_BUCKET_NAME: parked.bucket.bucketName,
        ALLOWED_LATENESS_MINUTES: String(late.allowedMinutes),
        LATE_EVENTS: late.events,
        EVENT_ID_HOURS: String(stream.retentionHours + SENDER_HOURS),
        ...ticks.environment,
      },
    });
    features.table.grant(target, 'dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem');
    ticks.grantTell(target);
    return target;
  }
}
