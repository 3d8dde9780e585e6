import { ArnFormat, Stack, TimeZone } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-applicationautoscaling';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { alarmDefaults } from '../alarm/defaults';
import { scaling } from './defaults';
import type { ScalableUnit } from './hosting';

/** How many copies (or instances) there are, and what decides it. */
export interface Scale {
  /** 0 lets an endpoint of inference components go to nothing: its first request then fails, and waits for minutes. */
  readonly min: number;
  readonly max: number;
  /** Requests at the same time that one of them should have. */
  readonly concurrentRequests: number;
  /** Hours in which some are kept warm, whatever the load. @default - none */
  readonly warmHours?: WarmHours;
}

export interface WarmHours {
  /** As `cron(0 8 ? * MON-FRI *)`. */
  readonly from: string;
  readonly until: string;
  readonly min: number;
  /** IANA name. */
  readonly timeZone: string;
}

export interface UnitScalingProps {
  readonly unit: ScalableUnit;
  readonly scale: Scale;
  /** Requests that found no copy, where there may be none. */
  readonly unserved?: cloudwatch.IMetric;
}

/** @see https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-service-linked-roles.html */
const serviceLinkedRole = 'AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint';

/** Keeps concurrency per copy at its target, wakes from nothing by the first request, and keeps hours warm. */
export class UnitScaling extends Construct {
  constructor(scope: Construct, id: string, { unit, scale, unserved }: UnitScalingProps) {
    super(scope, id);
    const target = new autoscaling.ScalableTarget(this, 'Target', {
      serviceNamespace: autoscaling.ServiceNamespace.SAGEMAKER,
      scalableDimension: unit.dimension,
      resourceId: unit.resourceId,
      minCapacity: scale.min,
      maxCapacity: scale.max,
      role: iam.Role.fromRoleArn(this, 'ServiceLinkedRole', this.serviceLinkedRoleArn()),
    });
    target.node.addDependency(unit.resource);
    target.scaleToTrackMetric('Concurrency', {
      predefinedMetric: metrics[unit.dimension],
      targetValue: scale.concurrentRequests,
      scaleOutCooldown: scaling.scaleOutCooldown,
      scaleInCooldown: scaling.scaleInCooldown,
    });
    if (scale.warmHours) keepWarm(target, scale, scale.warmHours);
    if (unserved) this.wakeBy(target, unserved);
  }

  private serviceLinkedRoleArn(): string {
    return Stack.of(this).formatArn({
      service: 'iam',
      region: '',
      resource: 'role',
      resourceName: `aws-service-role/sagemaker.application-autoscaling.amazonaws.com/${serviceLinkedRole}`,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
  }

  /** Target tracking cannot leave zero: there is no concurrency per copy without a copy. */
  private wakeBy(target: autoscaling.ScalableTarget, unserved: cloudwatch.IMetric): void {
    const wake = new autoscaling.StepScalingAction(this, 'Wake', {
      scalingTarget: target,
      adjustmentType: autoscaling.AdjustmentType.CHANGE_IN_CAPACITY,
      metricAggregationType: autoscaling.MetricAggregationType.MAXIMUM,
      cooldown: scaling.wakeCooldown,
    });
    wake.addAdjustment({ adjustment: 1, lowerBound: 0 });
    const alarm = new cloudwatch.Alarm(this, 'Unserved', {
      ...alarmDefaults,
      metric: unserved,
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      alarmDescription: 'A request found no copy of the model: starts the first one. Nobody has to do anything.',
    });
    alarm.addAlarmAction(new actions.ApplicationScalingAction(wake));
  }
}

const metrics = {
  'sagemaker:inference-component:DesiredCopyCount':
    autoscaling.PredefinedMetric.SAGEMAKER_INFERENCE_COMPONENT_CONCURRENT_REQUESTS_PER_COPY_HIGH_RESOLUTION,
  'sagemaker:variant:DesiredInstanceCount':
    autoscaling.PredefinedMetric.SAGEMAKER_VARIANT_CONCURRENT_REQUESTS_PER_MODEL_HIGH_RESOLUTION,
} as const;

function keepWarm(target: autoscaling.ScalableTarget, { min, max }: Scale, hours: WarmHours): void {
  const timeZone = TimeZone.of(hours.timeZone);
  const at = (expression: string, minCapacity: number) => ({
    schedule: autoscaling.Schedule.expression(expression),
    minCapacity,
    maxCapacity: max,
    timeZone,
  });
  target.scaleOnSchedule('Warm', at(hours.from, hours.min));
  target.scaleOnSchedule('Cool', at(hours.until, min));
}
