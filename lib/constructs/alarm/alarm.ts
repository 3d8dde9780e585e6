import { CfnResource } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct, type IConstruct } from 'constructs';
import { alarmDefaults } from './defaults';

export interface AlertAlarmProps {
  readonly alerts: sns.ITopic;
  readonly metric: cloudwatch.IMetric;
  readonly threshold: number;
  /** What is wrong when it rings, and what to look at first. */
  readonly description: string;
  /** @default 1 */
  readonly evaluationPeriods?: number;
  /** @default GREATER_THAN_OR_EQUAL_TO_THRESHOLD */
  readonly comparisonOperator?: cloudwatch.ComparisonOperator;
}

/** An alarm that tells the alerts topic when it rings and when it is over. There is no alarm without that. */
export class AlertAlarm extends Construct {
  readonly alarm: cloudwatch.Alarm;

  constructor(scope: Construct, id: string, props: AlertAlarmProps) {
    super(scope, id);
    this.alarm = new cloudwatch.Alarm(this, 'Alarm', {
      ...alarmDefaults,
      metric: props.metric,
      threshold: props.threshold,
      alarmDescription: props.description,
      evaluationPeriods: props.evaluationPeriods ?? 1,
      comparisonOperator: props.comparisonOperator ?? cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    });
    const topic = new actions.SnsAction(props.alerts);
    this.alarm.addAlarmAction(topic);
    this.alarm.addOkAction(topic);
  }
}

/** Why a resource goes without an alarm that it would have by default. */
export interface AlarmOptOut {
  readonly noAlarmBecause: string;
}

/** Metadata key under which a template says why an alarm is missing: `{ <alarm>: <reason> }`. */
export const alarmOptOutMetadata = 'blueprint:alarm-opt-out';

/** Writes the reason into the resource's metadata, where reviews and convention tests find it. */
export function recordAlarmOptOut(resource: IConstruct, alarm: string, { noAlarmBecause }: AlarmOptOut): void {
  const target = resource.node.defaultChild ?? resource;
  if (!CfnResource.isCfnResource(target)) throw new Error(`${resource.node.path} is no resource to note an opt-out on`);
  const noted: unknown = target.getMetadata(alarmOptOutMetadata);
  target.addMetadata(alarmOptOutMetadata, {
    ...(noted as Record<string, string> | undefined),
    [alarm]: noAlarmBecause,
  });
}
