import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { ParkedRecordsEnv } from '../../../lambdas/streaming/env';
import { BlueprintFunction } from '../../constructs/function/function';
import { handler, type StreamingContext } from './streaming-context';

/** The function behind `/v1/events/parked`. It reaches records of which it is known whose they are; others are for operators of the stage. */
export function parkedRecordsFunction(
  scope: Construct,
  { platform, events, parked }: StreamingContext,
): BlueprintFunction {
  const target = new BlueprintFunction<ParkedRecordsEnv>(scope, 'ParkedRecords', {
    foundation: platform,
    entry: handler('parked-records'),
    description: 'Streaming: tells what readers did not take, and puts it back',
    timeout: Duration.seconds(29),
    environment: {
      PARKED_BUCKET_NAME: parked.bucket.bucketName,
      EVENTS_STREAM_NAME: events.streamName,
      ...platform.audit.environment,
    },
    errorAlarm: {
      noAlarmBecause: 'Its errors are answers of its REST API to people who wait for them; the log has the reason.',
    },
  });
  events.grant(target, 'kinesis:PutRecords');
  platform.audit.grantPut(target);
  parked.grantPutBack(target.role);
  return target;
}
