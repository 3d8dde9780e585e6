import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { WatchDriftEnv } from '../../../lambdas/fraud/env';
import { AlertAlarm } from '../../constructs/alarm/alarm';
import { BlueprintFunction } from '../../constructs/function/function';
import { grantIndex, watchIndex } from './decision-indexes';
import { type FraudContext, handler } from './fraud-context';

/** Watches, once a day, whether payments are still those that the champion was made on, and its scores still true. */
export class DriftWatch extends Construct {
  readonly function: BlueprintFunction;
  /** Rings where another training may help. */
  readonly alarms: readonly cloudwatch.Alarm[];

  constructor(
    scope: Construct,
    id: string,
    private readonly context: FraudContext,
  ) {
    super(scope, id);
    const { platform, settings, decisions } = context;
    const { windowDays, labelDays, least } = settings.drift;
    this.function = new BlueprintFunction<WatchDriftEnv>(this, 'Function', {
      foundation: platform,
      entry: handler('watch-drift'),
      description: 'Fraud: compares decisions with what the model was made on',
      timeout: Duration.minutes(5),
      memorySize: 1024,
      environment: {
        DECISIONS_TABLE_NAME: decisions.table.tableName,
        DRIFT: JSON.stringify({ windowDays, labelDays, least }),
      },
    });
    grantIndex(this.function, decisions.table, watchIndex);
    // Labels of what the index lists.
    decisions.table.grant(this.function, 'dynamodb:BatchGetItem');
    new events.Rule(this, 'Daily', {
      description: 'Fraud: looks for drift',
      schedule: events.Schedule.rate(Duration.days(1)),
      targets: [new targets.LambdaFunction(this.function.target, { retryAttempts: 2, maxEventAge: Duration.hours(1) })],
    });
    this.alarms = this.addAlarms();
  }

  private addAlarms(): readonly cloudwatch.Alarm[] {
    const { platform, settings } = this.context;
    const { psi, calibrationFactor } = settings.drift;
    const alarm = (id: string, metricName: string, threshold: number, description: string) =>
      new AlertAlarm(this, id, {
        alerts: platform.alerts,
        metric: this.measured(metricName),
        threshold,
        description,
      }).alarm;
    const log = `the log of ${this.function.node.path}`;
    return [
      alarm(
        'Features',
        'DriftPsi',
        psi,
        `Payments are not those that the model was made on: a feature's stability index is ${psi} or more. ${log} names it; if it is no fault of the data, train again.`,
      ),
      alarm(
        'Scores',
        'ScorePsi',
        psi,
        `The model's scores are spread otherwise than when it was rated: their stability index is ${psi} or more. See ${log} for the features behind it, and the shares of decisions on the dashboard.`,
      ),
      alarm(
        'Calibration',
        'CalibrationFactor',
        calibrationFactor,
        `There were ${calibrationFactor} times more, or fewer, frauds than the model's scores said, which decisions reckon with. See ${log}, then whether labels arrive; if they do, train again.`,
      ),
    ];
  }

  /** One value a day. */
  private measured(metricName: string): cloudwatch.Metric {
    const dimensionsMap = { service: 'fraud', stage: this.context.platform.settings.stage };
    const period = Duration.days(1);
    return new cloudwatch.Metric({
      namespace: 'Blueprint/Fraud',
      metricName,
      dimensionsMap,
      statistic: 'Maximum',
      period,
    });
  }
}
