import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { ModerateEnv } from '../../../lambdas/streaming/env';
import { StreamEventSource } from '../../constructs/event-source/stream-event-source';
import { BlueprintFunction } from '../../constructs/function/function';
import { inferenceArns, inferenceProfile } from '../../constructs/inference/inference-profiles';
import type { LiveQueue } from './live-queue';
import { handler, type StreamingContext } from './streaming-context';

/** Reads the stream of events and judges what is submitted. */
export class Moderation extends Construct {
  readonly function: BlueprintFunction;
  readonly source: StreamEventSource;

  constructor(scope: Construct, id: string, context: StreamingContext, ticks: LiveQueue) {
    super(scope, id);
    const { platform, settings, events, parked } = context;
    const { consumer, stream, alarms, moderation } = settings;
    this.function = this.makeFunction(context, ticks);
    this.grantTiers(context);
    ticks.grantTell(this.function, 'dynamodb:PutItem');
    this.source = new StreamEventSource(this, 'Source', {
      foundation: platform,
      target: this.function,
      source: events,
      retention: Duration.hours(stream.retentionHours),
      failures: parked,
      fanOut: consumer.fanOut,
      batchSize: moderation.batchSize,
      parallelizationFactor: consumer.parallelizationFactor,
      // A table that is away for hours loses nothing: the age of a record is the bound, of half a day.
      retryAttempts: 10_000,
      lagAlarm: Duration.seconds(alarms.lagSeconds),
    });
  }

  private makeFunction(context: StreamingContext, ticks: LiveQueue): BlueprintFunction {
    const { platform, settings, items, parked } = context;
    const { classifierEndpoint, judgeModel, modelCalls, caseDays } = settings.moderation;
    return new BlueprintFunction<ModerateEnv>(this, 'Function', {
      foundation: platform,
      entry: handler('moderate'),
      description: 'Streaming: judges what is submitted, each version once',
      timeout: Duration.seconds(60),
      memorySize: 1769,
      environment: {
        ITEMS_TABLE_NAME: items.table.tableName,
        CASE_DAYS: String(caseDays),
        PLATFORM_TABLE_NAME: platform.table.tableName,
        PARKED_BUCKET_NAME: parked.bucket.bucketName,
        ...(classifierEndpoint !== undefined && { CLASSIFIER_ENDPOINT_NAME: classifierEndpoint }),
        JUDGE_MODEL_ID: inferenceProfile(platform.region, judgeModel),
        MODEL_CALLS_A_MONTH: String(modelCalls.perMonth),
        MODEL_CALLS_BURST: String(modelCalls.burst),
        ...ticks.environment,
      },
    });
  }

  private grantTiers({ platform, settings, items }: StreamingContext): void {
    const { classifierEndpoint, judgeModel } = settings.moderation;
    const stack = Stack.of(this);
    const allow = (action: string, resourceArns: string[]) =>
      iam.Grant.addToPrincipal({ grantee: this.function, actions: [action], resourceArns });
    items.table.grant(this.function, 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem');
    // Of the images of an item.
    items.table.grant(this.function, 'dynamodb:BatchGetItem');
    platform.table.grant(this.function, 'dynamodb:GetItem');
    allow('bedrock:InvokeModel', inferenceArns(stack, [judgeModel]));
    if (classifierEndpoint === undefined) return;
    const endpoint = { service: 'sagemaker', resource: 'endpoint', resourceName: classifierEndpoint };
    allow('sagemaker:InvokeEndpoint', [stack.formatArn(endpoint)]);
  }
}
