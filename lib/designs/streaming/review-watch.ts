import { Duration } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { WatchReviewsEnv } from '../../../lambdas/streaming/env';
import { BlueprintFunction } from '../../constructs/function/function';
import { reviewQueueIndex } from './item-indexes';
import { handler, type StreamingContext } from './streaming-context';

/** Looks every five minutes how long reviews wait, of all organisations. */
export class ReviewWatch extends Construct {
  readonly function: BlueprintFunction;

  constructor(scope: Construct, id: string, { platform, settings, items: { table } }: StreamingContext) {
    super(scope, id);
    this.function = new BlueprintFunction<WatchReviewsEnv>(this, 'Function', {
      foundation: platform,
      entry: handler('watch-reviews'),
      description: 'Streaming: looks how long reviews wait',
      timeout: Duration.minutes(4),
      environment: {
        ITEMS_TABLE_NAME: table.tableName,
        REVIEW_MINUTES: JSON.stringify(settings.moderation.reviewMinutes),
      },
    });
    iam.Grant.addToPrincipal({
      grantee: this.function,
      actions: ['dynamodb:Scan'],
      resourceArns: [`${table.tableArn}/index/${reviewQueueIndex.name}`],
    });
    new events.Rule(this, 'Often', {
      description: 'Streaming: looks how long reviews wait',
      schedule: events.Schedule.rate(Duration.minutes(5)),
      targets: [
        new targets.LambdaFunction(this.function.target, { retryAttempts: 0, maxEventAge: Duration.minutes(5) }),
      ],
    });
  }
}
