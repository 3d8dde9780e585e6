import { Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { CountEnv } from '../../../lambdas/streaming/env';
import { StreamEventSource } from '../../constructs/event-source/stream-event-source';
import { BlueprintFunction } from '../../constructs/function/function';
import { type Place, places } from './feature-versions';
import type { LiveQueue } from './live-queue';
import { handler, type StreamingContext } from './streaming-context';

/** Hours for which the id of an event is known after the stream has forgotten it: its sender may try for a day. */
const SENDER_HOURS = 24;

/**
 * What a reader that begins in the past still counts: Lambda sets aside what is older than it is told, of a week at most, and what is forgotten
 * by the stream within the hour.
 */
const replayed = (retentionHours: number) => Duration.hours(Math.min(retentionHours - 1, 7 * 24));

/** Ids of the readers: contract, whichever version each of them counts. */
const ids = { blue: 'Count', green: 'CountGreen' } as const;

/** A reader for each version of features that is counted, and which of them is told. */
export function countingOf(scope: Construct, context: StreamingContext, ticks: LiveQueue) {
  const { features } = context.settings;
  const readers = places.flatMap((place) =>
    features[place] ? [new Counting(scope, ids[place], context, place, ticks)] : [],
  );
  const told = readers.find(({ place }) => place === features.told);
  if (!told) throw new Error(`features.told is ${features.told}, where nothing is counted`);
  const named = (place: Place) => (place === 'blue' ? 'count' : 'countGreen');
  return { told, functions: Object.fromEntries(readers.map((reader) => [named(reader.place), reader.function])) };
}

/** Reads the stream of events and counts them into features of one version. */
export class Counting extends Construct {
  readonly function: BlueprintFunction;
  readonly source: StreamEventSource;

  constructor(
    scope: Construct,
    id: string,
    context: StreamingContext,
    readonly place: Place,
    ticks: LiveQueue,
  ) {
    super(scope, id);
    const { platform, settings, events, parked } = context;
    const { consumer, stream, alarms } = settings;
    const { version = 1, from } = settings.features[place] ?? {};
    const isTold = settings.features.told === place;
    this.function = this.makeFunction(context, version, isTold ? ticks : undefined);
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
      // One that catches up is late on purpose; what the stream is about to forget is not.
      lagAlarm: isTold ? Duration.seconds(alarms.lagSeconds) : Duration.hours(stream.retentionHours),
      ...(from !== undefined && {
        startingPosition: lambda.StartingPosition.AT_TIMESTAMP,
        startingTimestamp: Math.floor(Date.parse(from) / 1000),
        maxRecordAge: replayed(stream.retentionHours),
      }),
    });
  }

  /** @param ticks of those who watch live views: they see what lookups tell, from one reader */
  private makeFunction(context: StreamingContext, version: number, ticks?: LiveQueue): BlueprintFunction {
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
        FEATURES_VERSION: String(version),
        PARKED_BUCKET_NAME: parked.bucket.bucketName,
        ALLOWED_LATENESS_MINUTES: String(late.allowedMinutes),
        LATE_EVENTS: late.events,
        EVENT_ID_HOURS: String(stream.retentionHours + SENDER_HOURS),
        ...ticks?.environment,
      },
    });
    features.table.grant(target, 'dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem');
    ticks?.grantTell(target);
    return target;
  }
}
