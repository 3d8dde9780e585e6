import type * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import type { IConstruct } from 'constructs';
import { rollout } from './defaults';

/** What an endpoint is made of, whichever way its models are hosted. */
export interface HostingProps {
  /** Name of the endpoint; further names begin with it. */
  readonly endpointName: string;
  readonly instanceType: string;
  readonly roleArn: string;
  readonly isolated: boolean;
  readonly vpcConfig?: VpcConfig;
  /** ARN of the key for volumes; absent where the instances encrypt their own disks. */
  readonly volumeKeyArn?: string;
  /** Alarms that undo a rollout. */
  readonly rollbackAlarms: readonly string[];
}

export interface VpcConfig {
  readonly subnets: string[];
  readonly securityGroupIds: string[];
}

/** What scales: copies of an inference component, or instances of a variant. */
export interface ScalableUnit {
  /** As Application Auto Scaling names it. */
  readonly resourceId: string;
  readonly dimension: 'sagemaker:inference-component:DesiredCopyCount' | 'sagemaker:variant:DesiredInstanceCount';
  /** Has to be there before it scales. */
  readonly resource: IConstruct;
}

/** An endpoint and its parts. */
export interface Hosting {
  readonly endpoint: sagemaker.CfnEndpoint;
  readonly unit: ScalableUnit;
}

const capacity = (value: number) => ({ type: 'CAPACITY_PERCENT', value });

/** Batch by batch, each watched; back at once when an alarm rings. */
export const rollingUpdatePolicy = {
  maximumBatchSize: capacity(rollout.batchPercent),
  rollbackMaximumBatchSize: capacity(rollout.rollbackPercent),
  waitIntervalInSeconds: rollout.wait.toSeconds(),
  maximumExecutionTimeoutInSeconds: rollout.timeLimit.toSeconds(),
} as const;

/** A whole new fleet, watched before the old one goes: endpoints with several variants know no rolling update. */
export const blueGreenUpdatePolicy = {
  trafficRoutingConfiguration: { type: 'ALL_AT_ONCE', waitIntervalInSeconds: rollout.wait.toSeconds() },
  terminationWaitInSeconds: rollout.wait.toSeconds(),
  maximumExecutionTimeoutInSeconds: rollout.timeLimit.toSeconds(),
} as const;

export const autoRollbackConfiguration = (alarms: readonly string[]) => ({
  alarms: alarms.map((alarmName) => ({ alarmName })),
});
