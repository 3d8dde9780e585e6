import { Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { keyPrefixOf, type ModelArtifacts, readStatements } from './artifacts';

export interface ServingRoleProps {
  readonly artifacts: readonly ModelArtifacts[];
  /** ARN of the repository that the image comes from. */
  readonly repositoryArn: string;
  readonly logGroups: readonly logs.ILogGroup[];
  readonly inVpc: boolean;
}

/** Actions that take no resource. @see https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html */
const networkActions = [
  'ec2:CreateNetworkInterface',
  'ec2:CreateNetworkInterfacePermission',
  'ec2:DeleteNetworkInterface',
  'ec2:DeleteNetworkInterfacePermission',
  'ec2:DescribeDhcpOptions',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSubnets',
  'ec2:DescribeVpcs',
];

/** What SageMaker does in the account's name to serve a model: fetch its image and its files, and write its log. */
export class ServingRole extends Construct {
  readonly role: iam.Role;

  constructor(scope: Construct, id: string, props: ServingRoleProps) {
    super(scope, id);
    this.role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
      inlinePolicies: { WithoutResource: withoutResource(props.inVpc) },
    });
    this.allow(
      ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
      [props.repositoryArn],
    );
    for (const artifacts of props.artifacts) {
      for (const statement of readStatements(artifacts)) this.role.addToPolicy(statement);
    }
    for (const group of props.logGroups) {
      group.grant(this.role, 'logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents');
    }
    Validations.of(this).acknowledge({
      id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
      reason: 'A token for the registry, and network interfaces in a VPC, are no resources that a policy could name.',
    });
    for (const artifacts of props.artifacts) acknowledgeFiles(this, artifacts);
  }

  private allow(actions: string[], resources: string[]): void {
    this.role.addToPolicy(new iam.PolicyStatement({ actions, resources }));
  }
}

function withoutResource(inVpc: boolean): iam.PolicyDocument {
  const actions = ['ecr:GetAuthorizationToken', ...(inVpc ? networkActions : [])];
  return new iam.PolicyDocument({ statements: [new iam.PolicyStatement({ actions, resources: ['*'] })] });
}

/** Whatever reads a model reads all files below one folder. */
export function acknowledgeFiles(scope: Construct, artifacts: ModelArtifacts): void {
  Validations.of(scope).acknowledge({
    id: `AwsSolutions::AwsSolutions-IAM5[Resource::arn:aws:s3:::${artifacts.bucketName}/${keyPrefixOf(artifacts)}*]`,
    reason: 'The folder carries the digest of its files, and holds nothing else.',
  });
}
