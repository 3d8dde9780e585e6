import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { ReconcileEnv } from '../../../lambdas/fraud/env';
import { AlertAlarm } from '../../constructs/alarm/alarm';
import { BlueprintFunction } from '../../constructs/function/function';
import { grantIndex, toldIndex } from './decision-indexes';
import { type FraudContext, handler } from './fraud-context';

/** Compares, hour by hour, what the tables and the audit bucket say, and tells people what does not agree. */
export class Reconciliation extends Construct {
  readonly function: BlueprintFunction;

  constructor(scope: Construct, id: string, { platform, settings, decisions, histories }: FraudContext) {
    super(scope, id);
    this.function = new BlueprintFunction<ReconcileEnv>(this, 'Function', {
      foundation: platform,
      entry: handler('reconcile'),
      description: 'Fraud: compares decisions, histories and audit records of an hour',
      timeout: Duration.minutes(15),
      memorySize: 1769,
      environment: {
        DECISIONS_TABLE_NAME: decisions.table.tableName,
        HISTORIES_TABLE_NAME: histories.table.tableName,
        AUDIT_BUCKET_NAME: platform.audit.bucketName,
        LEDGER_PARTS: String(settings.ledgerParts),
      },
    });
    grantIndex(this.function, decisions.table, toldIndex);
    histories.table.grant(this.function, 'dynamodb:BatchGetItem');
    platform.audit.grantRead(this.function.role);
    new events.Rule(this, 'Hourly', {
      description: 'Fraud: compares an hour that is over',
      schedule: events.Schedule.rate(Duration.hours(1)),
      targets: [new targets.LambdaFunction(this.function.target, { retryAttempts: 2, maxEventAge: Duration.hours(1) })],
    });
    new AlertAlarm(this, 'Unreconciled', {
      alerts: platform.alerts,
      metric: new cloudwatch.Metric({
        ...{ namespace: 'Blueprint/Fraud', metricName: 'Unreconciled' },
        dimensionsMap: { service: 'fraud', stage: platform.settings.stage },
        ...{ statistic: 'Maximum', period: Duration.minutes(5) },
      }),
      threshold: 1,
      description: 'Decisions, histories and audit records of an hour do not agree: the log of reconcile names what.',
    });
  }
}
