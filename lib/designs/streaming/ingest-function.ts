import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { IngestEnv } from '../../../lambdas/streaming/env';
import { BlueprintFunction } from '../../constructs/function/function';
import { handler, type StreamingContext } from './streaming-context';

/** The function behind `POST /v1/events`. */
export function ingestFunction(scope: Construct, { platform, settings, events }: StreamingContext): BlueprintFunction {
  const target = new BlueprintFunction<IngestEnv>(scope, 'Ingest', {
    foundation: platform,
    entry: handler('ingest'),
    description: 'Streaming: checks events and puts them into the stream',
    timeout: Duration.seconds(29),
    environment: { EVENTS_STREAM_NAME: events.streamName, MOST_AGE_HOURS: String(settings.mostAgeHours) },
    provisionedConcurrency: settings.provisionedConcurrency.ingest,
  });
  events.grant(target, 'kinesis:PutRecords');
  return target;
}
