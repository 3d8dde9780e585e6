import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Settings } from '../config';
import { exportStrongly } from '../constructs/export-strongly';
import type { Network } from './foundation';

/** Interface endpoints cost by the hour and zone: these carry the traffic that would cost more through NAT. */
const interfaceEndpoints = {
  BedrockRuntime: ec2.InterfaceVpcEndpointAwsService.BEDROCK_RUNTIME,
  Sqs: ec2.InterfaceVpcEndpointAwsService.SQS,
  Kinesis: ec2.InterfaceVpcEndpointAwsService.KINESIS_STREAMS,
} as const;

/**
 * Private subnets for functions in several zones. DynamoDB and S3 are reached by gateway endpoints, models and queues by
 * interface endpoints, the rest (token issuer, API Gateway's management API) by one NAT gateway a zone.
 */
export class PrivateNetwork extends Construct implements Network {
  readonly vpc: ec2.Vpc;
  readonly subnets: ec2.SubnetSelection = { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS };
  readonly securityGroup: ec2.SecurityGroup;

  constructor(scope: Construct, id: string, settings: Settings, flowLogs: s3.IBucket) {
    super(scope, id);
    this.vpc = new ec2.Vpc(this, 'Vpc', {
      maxAzs: settings.network.availabilityZones,
      natGateways: settings.network.availabilityZones,
      subnetConfiguration: [
        { name: 'public', subnetType: ec2.SubnetType.PUBLIC, cidrMask: 24, mapPublicIpOnLaunch: false },
        { name: 'private', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 19 },
      ],
      // Nothing is put into the default group, and emptying it would take a function with rights on every group.
      restrictDefaultSecurityGroup: false,
      gatewayEndpoints: {
        DynamoDb: { service: ec2.GatewayVpcEndpointAwsService.DYNAMODB },
        S3: { service: ec2.GatewayVpcEndpointAwsService.S3 },
      },
      flowLogs: { All: { destination: ec2.FlowLogDestination.toS3(flowLogs, 'vpc') } },
    });
    this.securityGroup = new ec2.SecurityGroup(this, 'Functions', {
      vpc: this.vpc,
      description: 'Functions: HTTPS out, nothing in',
      allowAllOutbound: false,
    });
    this.securityGroup.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443), 'AWS APIs');
    exportStrongly(this.securityGroup, this.securityGroup.securityGroupId);
    for (const subnet of this.vpc.privateSubnets) exportStrongly(subnet, subnet.subnetId);
    this.addEndpoints();
  }

  private addEndpoints(): void {
    const group = new ec2.SecurityGroup(this, 'Endpoints', {
      vpc: this.vpc,
      description: 'Interface endpoints: HTTPS from functions',
      allowAllOutbound: false,
    });
    group.addIngressRule(this.securityGroup, ec2.Port.tcp(443), 'HTTPS from functions');
    for (const [name, service] of Object.entries(interfaceEndpoints)) {
      this.vpc.addInterfaceEndpoint(name, { service, subnets: this.subnets, securityGroups: [group], open: false });
    }
  }
}
