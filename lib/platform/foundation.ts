import { RemovalPolicy } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { Settings } from '../config';

/** Where functions run when the stage has a private network. */
export interface Network {
  readonly vpc: ec2.IVpc;
  readonly subnets: ec2.SubnetSelection;
  readonly securityGroup: ec2.ISecurityGroup;
}

/** What the shared constructs stand on in one region. Small, so that the platform's own parts can use them too. */
export interface Foundation {
  readonly settings: Settings;
  /** The stage's customer key; its policy lets DynamoDB use it for principals of this account. */
  readonly key: kms.IKey;
  /** Where every alarm goes. */
  readonly alerts: sns.ITopic;
  /** What every function's role may do besides its own grants: write traces and, in a VPC, use network interfaces. */
  readonly functionPolicy: iam.IManagedPolicy;
  readonly network?: Network;
}

/**
 * What happens to a stage's state when its stack goes, and to what refuses deletion from its first moment (tables, the user
 * pool) or fills by itself (access logs): a rollback that tried to delete it would fail.
 */
export function removalPolicy(settings: Settings): RemovalPolicy {
  return settings.data.retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
}

/** The same for all else, which a first deployment that fails takes back with it instead of leaving it beside the next try's. */
export function removalPolicyOnceDeployed(settings: Settings): RemovalPolicy {
  return settings.data.retain ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
}
