import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import type { Foundation } from '../../platform/foundation';
import type { VpcConfig } from './hosting';

/** The stage's private subnets, with HTTPS out (for the files of models) and nothing in; undefined where it has none. */
export function endpointNetwork(scope: Construct, { network }: Foundation): VpcConfig | undefined {
  if (!network) return undefined;
  const group = new ec2.SecurityGroup(scope, 'Network', {
    vpc: network.vpc,
    description: 'Models: HTTPS out, nothing in',
    allowAllOutbound: false,
  });
  group.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443), 'Files of models in S3');
  return {
    subnets: network.vpc.selectSubnets(network.subnets).subnetIds,
    securityGroupIds: [group.securityGroupId],
  };
}
