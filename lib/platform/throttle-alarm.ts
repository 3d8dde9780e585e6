import { Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { AlertAlarm } from '../constructs/alarm/alarm';

/**
 * One alarm on the throttles of all functions in a region, those of others in the account included: what throttles them is
 * mostly the account's concurrency, which they share.
 */
export class ThrottleAlarm extends Construct {
  constructor(scope: Construct, id: string, alerts: sns.ITopic) {
    super(scope, id);
    new AlertAlarm(this, 'AnyFunction', {
      alerts,
      metric: lambda.Function.metricAllThrottles({ period: Duration.minutes(5) }),
      threshold: 1,
      description:
        "A function in this region was throttled: the account's or the function's concurrency is used up. " +
        'The metric Throttles by function says which.',
    });
  }
}
