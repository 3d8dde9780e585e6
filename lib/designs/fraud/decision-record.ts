import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { RecordDecisionsEnv } from '../../../lambdas/fraud/env';
import { TableEventSource } from '../../constructs/event-source/table-event-source';
import { BlueprintFunction } from '../../constructs/function/function';
import { type FraudContext, handler } from './fraud-context';

/** Tells the audit stream of every decision, from the stream of their table: what was not committed is never told. */
export class DecisionRecord extends Construct {
  readonly function: BlueprintFunction;

  constructor(scope: Construct, id: string, { platform, decisions }: FraudContext) {
    super(scope, id);
    this.function = new BlueprintFunction<RecordDecisionsEnv>(this, 'Function', {
      foundation: platform,
      entry: handler('record-decisions'),
      description: 'Fraud: tells the audit stream of every decision',
      timeout: Duration.seconds(60),
      environment: { ...platform.audit.environment },
    });
    platform.audit.grantPut(this.function);
    new TableEventSource(this, 'Source', {
      foundation: platform,
      target: this.function,
      source: decisions,
      eventNames: ['INSERT'],
      // An audit stream that is away for hours loses nothing: the age of a record is the bound, of half a day.
      retryAttempts: 10_000,
      maxBatchingWindow: Duration.seconds(1),
      lagAlarm: Duration.minutes(10),
    });
  }
}
