import { Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { exportStrongly } from '../constructs/export-strongly';

/**
 * What every function's role may do besides its own grants. In one policy, because these actions take no resource: the
 * exception is written down once and not in every role.
 *
 * @param inVpc also the network interfaces that Lambda makes for a function in a VPC; a function's own code may not use them
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
 */
export function functionPolicy(scope: Construct, id: string, inVpc: boolean): iam.ManagedPolicy {
  const policy = new iam.ManagedPolicy(scope, id, {
    description: 'Traces and, in a VPC, network interfaces: what every function needs and no resource can narrow',
    statements: [
      new iam.PolicyStatement({
        sid: 'Traces',
        actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
        resources: ['*'],
      }),
      ...(inVpc ? networkInterfaces(Stack.of(scope)) : []),
    ],
  });
  exportStrongly(policy, policy.managedPolicyArn);
  Validations.of(policy).acknowledge({
    id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
    reason:
      'X-Ray and network interface actions support no resource-level permission; each is named, none is a wildcard.',
  });
  return policy;
}

function networkInterfaces({ region, account }: Stack): iam.PolicyStatement[] {
  const actions = [
    'ec2:CreateNetworkInterface',
    'ec2:DeleteNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:AssignPrivateIpAddresses',
    'ec2:UnassignPrivateIpAddresses',
  ];
  return [
    new iam.PolicyStatement({ sid: 'NetworkInterfaces', actions, resources: ['*'] }),
    new iam.PolicyStatement({
      sid: 'NetworkInterfacesNotByCode',
      effect: iam.Effect.DENY,
      actions,
      resources: ['*'],
      // Present only on calls made by a function's own code.
      conditions: { ArnLike: { 'lambda:SourceFunctionArn': `arn:aws:lambda:${region}:${account}:function:*` } },
    }),
  ];
}
