import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as opensearch from 'aws-cdk-lib/aws-opensearchservice';
import { Construct } from 'constructs';
import { removalPolicyOnceDeployed } from '../../platform/foundation';
import type { RegionPlatform } from '../../platform/platform';
import { stackId } from '../../stage-stack';
import { acknowledgeWhatIsSmall } from './search-acknowledgements';
import { domainDefaults, roleStackCharacters } from './search-defaults';
import { SearchLogs } from './search-logs';
import type { SearchSettings } from './settings';

export type HttpMethod = 'Delete' | 'Get' | 'Head' | 'Post' | 'Put';

/**
 * A domain of OpenSearch Service that the design's own roles alone reach: over HTTPS, signed, and each with the rights that the
 * domain itself gives to its role. In stages with a private network it is in that, and reached from functions only.
 *
 * The name is the stage's, so that policies can say which domain they are about before there is one; and nothing that would
 * need another domain is ever done to it by an update.
 */
export class SearchDomain extends Construct {
  readonly domain: opensearch.CfnDomain;
  readonly domainArn: string;
  readonly name: string;

  constructor(scope: Construct, id: string, platform: RegionPlatform, settings: SearchSettings) {
    super(scope, id);
    this.name = `${platform.settings.stage}-rag`;
    this.domainArn = Stack.of(this).formatArn({ service: 'es', resource: 'domain', resourceName: this.name });
    const logs = new SearchLogs(this, 'Logs', platform.settings, this.domainArn);
    this.domain = new opensearch.CfnDomain(this, 'Domain', {
      ...domainDefaults,
      domainName: this.name,
      clusterConfig: clusterOf(settings),
      ebsOptions: { ebsEnabled: true, volumeType: 'gp3', volumeSize: settings.volumeGb },
      encryptionAtRestOptions: { enabled: true, kmsKeyId: platform.key.keyId },
      accessPolicies: this.accessPolicy(platform).toJSON(),
      logPublishingOptions: logs.publishing,
      ...(platform.network && { vpcOptions: this.placeIn(platform.network, settings.zones) }),
    });
    this.domain.applyRemovalPolicy(removalPolicyOnceDeployed(platform.settings));
    this.domain.cfnOptions.updatePolicy = { enableVersionUpgrade: true };
    this.domain.node.addDependency(logs);
    acknowledgeWhatIsSmall(this.domain, settings, platform.network !== undefined);
  }

  /** Makes a role the one who may do everything in the domain, and so give others theirs. There has to be one. */
  setMaster(role: iam.IRole): void {
    this.domain.advancedSecurityOptions = {
      enabled: true,
      internalUserDatabaseEnabled: false,
      masterUserOptions: { masterUserArn: role.roleArn },
    };
  }

  /** Where a function finds it. */
  get environment() {
    return { SEARCH_ENDPOINT: `https://${this.domain.attrDomainEndpoint}` };
  }

  /** Lets a function make these requests, by method and path; what it may do with them is up to its role in the domain. */
  grant(grantee: iam.IGrantable, requests: Partial<Readonly<Record<HttpMethod, readonly string[]>>>): void {
    for (const [method, paths] of Object.entries(requests)) {
      iam.Grant.addToPrincipal({
        grantee,
        actions: [`es:ESHttp${method}`],
        resourceArns: paths.map((path) => `${this.domainArn}${path}`),
      });
    }
  }

  metric(metricName: string, options: cloudwatch.MetricOptions): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: 'AWS/ES',
      metricName,
      dimensionsMap: { DomainName: this.name, ClientId: Stack.of(this).account },
      period: Duration.minutes(1),
      ...options,
    });
  }

  /** Roles of the design's stacks, by their names: those of functions come after the domain. */
  private accessPolicy({ settings, region }: RegionPlatform): iam.PolicyDocument {
    const { account } = Stack.of(this);
    const roles = `${stackId(settings, region, 'rag')}-`.slice(0, roleStackCharacters);
    return new iam.PolicyDocument({
      statements: [
        new iam.PolicyStatement({
          sid: 'RolesOfThisDesign',
          principals: [new iam.AccountRootPrincipal()],
          actions: ['Delete', 'Get', 'Head', 'Post', 'Put'].map((method) => `es:ESHttp${method}`),
          resources: [`${this.domainArn}/*`],
          conditions: { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${account}:role/${roles}*` } },
        }),
      ],
    });
  }

  private placeIn(network: NonNullable<RegionPlatform['network']>, zones: number) {
    const group = new ec2.SecurityGroup(this, 'Access', {
      vpc: network.vpc,
      description: 'Search domain: HTTPS from functions',
      allowAllOutbound: false,
    });
    group.addIngressRule(network.securityGroup, ec2.Port.tcp(443), 'HTTPS from functions');
    return {
      subnetIds: network.vpc.selectSubnets(network.subnets).subnetIds.slice(0, zones),
      securityGroupIds: [group.securityGroupId],
    };
  }
}

function clusterOf({ instanceType, instances, zones, dedicatedMasters }: SearchSettings) {
  return {
    instanceType,
    instanceCount: instances,
    // Would ask for three zones and two replicas of everything.
    multiAzWithStandbyEnabled: false,
    zoneAwarenessEnabled: zones > 1,
    ...(zones > 1 && { zoneAwarenessConfig: { availabilityZoneCount: zones } }),
    dedicatedMasterEnabled: dedicatedMasters !== undefined,
    ...(dedicatedMasters && { dedicatedMasterType: dedicatedMasters.instanceType, dedicatedMasterCount: 3 }),
  };
}
